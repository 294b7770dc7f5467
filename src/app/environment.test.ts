import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const text = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(name))
  .map((name) => text(join('src', name)))
const INSTALL = text('docs/operations/install.md')

const allOf = (pattern: RegExp, texts: readonly string[]) =>
  new Set(texts.flatMap((one) => [...one.matchAll(pattern)].map(([, name = '']) => name)))
const NAME = '([A-Z][A-Z0-9_]{2,})'
/** What the server reads, whole or through `readConfig`. */
const read = allOf(new RegExp(`\\benv\\['${NAME}'\\]`, 'g'), sources)
const tabled = allOf(new RegExp(`\`${NAME}\``, 'g'), rowsOf(INSTALL))
/** Those PostgreSQL's own image reads. */
const POSTGRES = new Set(['POSTGRES_USER', 'POSTGRES_DB', 'POSTGRES_PASSWORD', 'POSTGRES_INITDB_ARGS'])

function rowsOf(page: string): string[] {
  return page.split('\n').filter((line) => line.startsWith('| `'))
}

describe('the environment', () => {
  test('is read by names that can be found', () => {
    expect(sources.join('\n')).not.toMatch(/process\.env\.|process\.env\[(?!')/)
    for (const name of ['PORT', 'HOST', 'BATON_HOME', 'DATABASE_URL']) expect(read).toContain(name)
  })
  test('is told in the page on installing: every variable that is read, and none that is not', () => {
    expect([...tabled].sort()).toEqual([...read].sort())
  })
  test('is told in the README by the names that are read', () => {
    const named = allOf(new RegExp(`\`${NAME}\``, 'g'), rowsOf(text('README.md')))
    expect([...named].filter((name) => !read.has(name))).toEqual([])
  })
  test.each([
    ['compose.yaml', /^\s+([A-Z][A-Z0-9_]{2,}):/gm],
    ['compose.yaml', /\$\{([A-Z][A-Z0-9_]+)/g],
    ['deploy/baton.service', /(?:^Environment=|\s)([A-Z][A-Z0-9_]{2,})=/gm],
    ['deploy/baton-backup.service', /(?:^Environment=|\s)([A-Z][A-Z0-9_]{2,})=/gm],
    ['Dockerfile', /(?:^ENV |\s)([A-Z][A-Z0-9_]{2,})=/gm],
    ['deploy/nginx.conf', /(BATON_[A-Z_]+)/g],
    ['deploy/Caddyfile', /(BATON_[A-Z_]+)/g],
    ['docs/operations/install.md', /((?:BATON|POSTGRES)_[A-Z_]+)/g],
    ['docs/operations/monitoring.md', /(BATON_[A-Z_]+)/g],
    ['docs/operations/tuning.md', /(BATON_[A-Z_]+)/g],
  ])('is set in %s by names that are read (%s)', (file, pattern) => {
    const used = allOf(pattern, [text(file)])
    expect(used.size).toBeGreaterThan(0)
    expect([...used].filter((name) => !read.has(name) && !POSTGRES.has(name))).toEqual([])
  })
  test('has no secret baked into what is shipped', () => {
    expect(text('compose.yaml')).toMatch(/POSTGRES_PASSWORD: \$\{POSTGRES_PASSWORD:\?/)
    for (const file of ['compose.yaml', 'Dockerfile', 'deploy/baton.service'])
      expect(text(file), file).not.toMatch(/(PASSWORD|TOKEN)[=:] *['"]?[\w-]+['"]?$/m)
  })
})
