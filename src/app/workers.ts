import cluster, { type Worker } from 'node:cluster'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Log } from '../platform/log.ts'

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url))
const AGAIN_MS = 500
const STOP_MS = 15_000

type Said = { address?: string; failed?: string }
export type Workers = { address: string; roll(): Promise<void>; stop(): Promise<void> }

/**
 * Starts `count` processes that serve one port. One that dies is replaced, and `onDeath` is told; `roll` replaces all, each by one
 * that is ready before the old one stops taking requests; `stop` ends them in order. Refuses where one cannot start.
 */
export async function startWorkers(
  count: number,
  databaseUrl: string,
  log: Log,
  onDeath: () => void,
): Promise<Workers> {
  cluster.setupPrimary({ exec: WORKER, args: [], execArgv: process.execArgv })
  const living = new Set<Worker>()
  const leaving = new Set<Worker>()
  let over = false
  const start = async (): Promise<string> => {
    const worker = cluster.fork({ DATABASE_URL: databaseUrl })
    living.add(worker)
    worker.once('exit', () => {
      living.delete(worker)
      if (over || leaving.delete(worker)) return
      log.error({ pid: worker.process.pid }, 'a worker died; another takes its place')
      onDeath()
      void replace()
    })
    return ready(worker)
  }
  const replace = async (): Promise<void> => {
    while (!over && living.size < count) {
      await sleep(AGAIN_MS)
      if (over || living.size >= count) return
      await start().catch((thrown) => log.error({ err: thrown }, 'a worker could not start'))
    }
  }
  const stopOne = async (worker: Worker): Promise<void> => {
    leaving.add(worker)
    const gone = new Promise<void>((done) => worker.once('exit', () => done()))
    worker.process.kill('SIGTERM')
    const patience = setTimeout(() => worker.process.kill('SIGKILL'), STOP_MS)
    await gone
    clearTimeout(patience)
  }
  const stop = async () => {
    over = true
    await Promise.all([...living].map(stopOne))
  }
  try {
    const [address = ''] = await Promise.all(Array.from({ length: count }, start))
    let rolling = Promise.resolve()
    const rollNow = async () => {
      for (const worker of [...living]) {
        await start()
        await stopOne(worker)
      }
    }
    return {
      address,
      stop,
      roll: () => {
        rolling = rolling.catch(() => {}).then(rollNow) // one that failed is tried again when asked again
        return rolling
      },
    }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}

function ready(worker: Worker): Promise<string> {
  return new Promise((done, failed) => {
    worker.once('message', ({ address, failed: why }: Said) =>
      address ? done(address) : failed(new Error(why)),
    )
    worker.once('exit', (code) => failed(new Error(`A worker ended with ${code} before it was ready.`)))
  })
}
