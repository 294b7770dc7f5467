import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runNpm } from './npm.mjs'
import { ROOT, say } from './root.mjs'

const STAMP = join(ROOT, 'node_modules', '.baton-lock')

/** node_modules is what package-lock.json says. */
export async function ensurePackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex')
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return
  say('Installing packages …')
  // Not `ci`: it refuses a lock that leaves out parts for platforms a registry may not have; `--no-save` leaves the lock as it is.
  const args = [
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--include=dev',
    '--include=optional',
  ]
  const result = runNpm(process.execPath, args)
  if (result.status !== 0) {
    const words = `${result.stderr ?? ''}`
      .split('\n')
      .filter((line) => line.includes('npm error'))
      .slice(0, 8)
      .join('\n')
    throw new Error(`The packages could not be installed. See why with: npm install --no-save\n${words}`)
  }
  writeFileSync(STAMP, wanted)
}
