// The first screen's JavaScript, gzipped, must fit the budget: the entry, what it imports, and one language.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const BUDGET_KB = 400
const folder = join(import.meta.dirname, '..', 'dist', 'web')
const manifest = JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8'))

/** Loaded at once though imported dynamically: the first language. */
const FIRST = [/all-messages\.zh/, /locale\/zh_CN/, /locale\/zh-cn/]

const needed = new Set()
const need = (key) => {
  if (needed.has(key)) return
  needed.add(key)
  for (const imported of manifest[key]?.imports ?? []) need(imported)
}
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry)
if (!entry) throw new Error('the build has no entry')
need(entry)
for (const key of Object.keys(manifest)) if (FIRST.some((name) => name.test(key))) need(key)

const sizes = [...needed]
  .map((key) => manifest[key].file)
  .filter((file) => file.endsWith('.js'))
  .map((file) => ({ file, kb: gzipSync(readFileSync(join(folder, file))).length / 1024 }))
  .sort((a, b) => b.kb - a.kb)
const total = sizes.reduce((sum, { kb }) => sum + kb, 0)

for (const { file, kb } of sizes) console.log(`${kb.toFixed(1).padStart(7)} KB  ${file}`)
console.log(`${total.toFixed(1).padStart(7)} KB  first screen, of ${BUDGET_KB} KB`)
if (total > BUDGET_KB) {
  console.error('The first screen is over its budget: load what it does not show lazily.')
  process.exit(1)
}
