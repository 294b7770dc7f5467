import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './files.ts'

const DOCS = [
  'README.md',
  'ARCHITECTURE.md',
  'GLOSSARY.md',
  'STYLE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'docs/security.md',
  'docs/dependencies.md',
]

/** The documents are there, and every path and npm script they name exists. */
export function checkDocs(): string[] {
  const missing = DOCS.filter((name) => !existsSync(join(ROOT, name))).map((name) => `${name}: is missing.`)
  const decisions = existsSync(join(ROOT, 'docs/decisions'))
    ? readdirSync(join(ROOT, 'docs/decisions')).map((name) => `docs/decisions/${name}`)
    : []
  const scripts = new Set(
    Object.keys(
      (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object }).scripts,
    ),
  )
  const found = [...DOCS, ...decisions]
    .filter((name) => existsSync(join(ROOT, name)))
    .flatMap((name) => checkDocument(name, scripts))
  return [...missing, ...found]
}

function checkDocument(name: string, scripts: ReadonlySet<string>): string[] {
  const text = readFileSync(join(ROOT, name), 'utf8')
  return [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, quoted = '']) => {
    const script = /^npm run ([\w-]+)/.exec(quoted)?.[1]
    if (script && !scripts.has(script)) return [`${name}: there is no script "${script}".`]
    const isPath = /^(src|web|test|tools|e2e|docs|data|db|bench)\/[\w./-]*[\w/]$/.test(quoted)
    return isPath && !existsSync(join(ROOT, quoted))
      ? [`${name}: names ${quoted}, which does not exist.`]
      : []
  })
}
