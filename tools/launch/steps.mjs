import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureNode, isRightNode } from './node.mjs'
import { ensurePackages } from './packages.mjs'
import { ROOT } from './root.mjs'
import { ensureWeb } from './web.mjs'

const COMMANDS = {
  start: { script: 'src/app/server.ts', web: true },
  baton: { script: 'src/app/cli.ts', web: false },
  test: { script: 'tools/test.mjs', web: false },
  check: { script: 'tools/check.mjs', web: false },
  schema: { script: 'tools/dump-schema.ts', web: false },
  bench: { script: 'bench/run.ts', web: false },
  'new-feature': { script: 'tools/new-feature.ts', web: false },
  build: { web: true },
  soak: { script: 'test/bad-days/soak.ts', web: false },
  races: { script: 'test/races/run.ts', web: false },
  dev: { script: 'tools/dev.mjs', web: false },
}

/** Everything a command needs is there afterwards, and the command has run; its exit code is ours. */
export async function launch([name = 'start', ...args]) {
  const command = COMMANDS[name]
  if (!command) throw new Error(`There is no command "${name}". Known: ${Object.keys(COMMANDS).join(', ')}.`)
  if (!isRightNode()) return rerun(await ensureNode(), [name, ...args])
  await ensurePackages()
  if (command.web) await ensureWeb()
  if (!command.script) return
  await run(process.execPath, ['--disable-warning=ExperimentalWarning', join(ROOT, command.script), ...args])
}

function rerun(node, args) {
  return run(node, [join(ROOT, 'tools/launch.mjs'), ...args])
}

/** Runs a program in our place: signals go on to it, its end is ours. */
function run(program, args) {
  return new Promise((done, failed) => {
    if (program !== process.execPath && !existsSync(program))
      throw new Error(`${program} is missing. Delete the folder .node and start again.`)
    const child = spawn(program, args, { stdio: 'inherit', cwd: ROOT })
    const forward = (signal) => child.kill(signal)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward)
    child.once('error', failed)
    child.once('exit', (code, signal) => {
      process.exitCode = code ?? (signal ? 1 : 0)
      done()
    })
  })
}
