import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { checkDocs } from './house/docs.ts'
import { projectFiles, ROOT, type Source } from './house/files.ts'
import { checkGraph } from './house/graph.ts'
import { checkPurity } from './house/purity.ts'

const MOST_LINES = 400
const MOST_FACE = 12
const FORBIDDEN = new Set([
  'utils',
  'helpers',
  'common',
  'shared',
  'lib',
  'misc',
  'types',
  'interfaces',
  'constants',
  'services',
  'managers',
  'base',
])

/** Every law of the house, each refusal with what to do. */
function violations(): string[] {
  const files = projectFiles()
  return [
    ...files.flatMap(checkFile),
    ...checkGraph(files),
    ...checkFeatures(files),
    ...checkPurity(),
    ...checkDocs(),
    ...checkLock(),
  ]
}

function checkFile({ path, text }: Source): string[] {
  const found: string[] = []
  const lines = text.split('\n').length
  const isLong = lines > MOST_LINES && !path.endsWith('.gen.ts') && !text.startsWith('// long because')
  if (isLong)
    found.push(`${path}: ${lines} lines; split it by what its parts are for (at most ${MOST_LINES}).`)
  const parts = path.split('/').map((part) => part.replace(/\.(test\.)?tsx?$/, ''))
  const drawer = parts.find((part) => FORBIDDEN.has(part))
  if (drawer)
    found.push(`${path}: "${drawer}" is a drawer, not a name. If it has no home, it has no name yet.`)
  if (/keep in sync/i.test(text) && !path.startsWith('tools/'))
    found.push(`${path}: "keep in sync" means a missing pure file; write it once.`)
  if (/\b(TODO|FIXME)\b/.test(text) && !path.startsWith('tools/'))
    found.push(`${path}: an unfinished note; finish it or open an issue.`)
  if (basename(path) === 'index.ts' && path.startsWith('src/features/')) {
    const names = [...text.matchAll(/^export (?:\{([^}]*)\}|const|function|async function|type)/gm)].reduce(
      (sum, match) => sum + (match[1] ? match[1].split(',').filter((name) => name.trim() !== '').length : 1),
      0,
    )
    if (names > MOST_FACE) found.push(`${path}: ${names} exports; a face has at most ${MOST_FACE}.`)
  }
  return found
}

/** A feature has a README, and its screens exist only where it does. */
function checkFeatures(files: readonly Source[]): string[] {
  const features = new Set(
    files.map(({ path }) => /^src\/features\/([^/]+)\//.exec(path)?.[1]).filter((name) => name !== undefined),
  )
  const screens = new Set(
    files.map(({ path }) => /^web\/features\/([^/]+)\//.exec(path)?.[1]).filter((name) => name !== undefined),
  )
  return [
    ...[...features]
      .filter((name) => !existsSync(join(ROOT, 'src/features', name, 'README.md')))
      .map((name) => `src/features/${name}: has no README.md; say its promise in it.`),
    ...[...screens]
      .filter((name) => !features.has(name))
      .map(
        (name) =>
          `web/features/${name}: there is no such feature on the server; name it as it is called there.`,
      ),
  ]
}

function checkLock(): string[] {
  const text = readFileSync(join(ROOT, 'package-lock.json'), 'utf8')
  return /"resolved": *"https?:/.test(text)
    ? ['package-lock.json: names a registry; run npm install with this project’s .npmrc.']
    : []
}

const found = violations()
for (const line of found) process.stdout.write(`${line}\n`)
process.stdout.write(found.length === 0 ? 'The house is in order.\n' : `${found.length} laws broken.\n`)
process.exitCode = found.length === 0 ? 0 : 1
