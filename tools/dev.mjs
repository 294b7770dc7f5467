import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from './launch/root.mjs'

/** The server and the web app with hot reload, side by side; Ctrl-C ends both. */
const children = [
  spawn(process.execPath, ['--watch-path=src', join(ROOT, 'src/app/server.ts')], {
    cwd: ROOT,
    stdio: 'inherit',
  }),
  spawn(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js')], { cwd: ROOT, stdio: 'inherit' }),
]
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of children) child.kill(signal)
  })
}
