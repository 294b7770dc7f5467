import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './files.ts'

/** The canary: a file that names `process` and `document` must not compile in the pure project, else the project has gone blind. */
export function checkPurity(): string[] {
  const canary = join(ROOT, 'src/kernel/canary.gen.ts')
  writeFileSync(
    canary,
    'export const a = process.env\nexport const b = document.title\nexport const c = setTimeout\n',
  )
  try {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.pure.json'], {
      cwd: ROOT,
      encoding: 'utf8',
    })
    const seen = ['process', 'document', 'setTimeout'].filter((name) => stdout.includes(`'${name}'`))
    return seen.length === 3
      ? []
      : ['tsconfig.pure.json: lets Node or the browser into pure files; look at its lib and types.']
  } finally {
    rmSync(canary, { force: true })
  }
}
