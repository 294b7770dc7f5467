import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, say } from './root.mjs'

const STAMP = join(ROOT, 'dist', 'web', '.stamp')
const SOURCES = [
  'web',
  'src/kernel',
  'src/engines',
  'src/features',
  'src/objects',
  'vite.config.ts',
  'package-lock.json',
]

/** dist/web is built from the sources as they are. */
export async function ensureWeb() {
  const wanted = hashOf(SOURCES.map((path) => join(ROOT, path)))
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return
  say('Building the web app …')
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')
  const built = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  if (built.status !== 0) throw new Error(`The web app could not be built:\n${built.stderr || built.stdout}`)
  writeFileSync(STAMP, wanted)
}

function hashOf(paths) {
  const hash = createHash('sha256')
  const walk = (path) => {
    if (!existsSync(path)) return
    const entries = entriesOf(path)
    if (!entries) {
      if (!/\.(test\.tsx?|sql|md)$/.test(path))
        hash.update(path.slice(ROOT.length)).update(readFileSync(path))
      return
    }
    for (const name of entries) walk(join(path, name))
  }
  for (const path of paths) walk(path)
  return hash.digest('hex')
}

function entriesOf(path) {
  try {
    return readdirSync(path).sort()
  } catch {
    return undefined // a file
  }
}
