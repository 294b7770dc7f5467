import type { Sql, Tx } from './pool.ts'

const CODES = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'ECONNRESET',
  'EPIPE',
  '25P03', // idle in a transaction for too long
  '57P01', // ended by an administrator or a shutdown
  '57P02', // another server process crashed
  '57P03',
  '57P04',
  '57P05',
])
const CLOSING_MS = 5000
const LONGEST_S = 65 // no statement of the application takes longer

/** True where the connection is gone or about to go with this fault. */
export function isLost(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return false
  return typeof thrown.code === 'string' && (CODES.has(thrown.code) || thrown.code.startsWith('08'))
}

/**
 * A pool that outlives its connections. Where one ends under a transaction the driver writes to the closed socket, a fault outside of
 * any promise that ends the process, and later gives its old fault to whoever begins next and never takes that connection back.
 * Here such a transaction is refused and given up (the database has rolled it back), and a new pool takes over: what runs on the old
 * one may end first.
 */
export function outliving(make: () => Sql): Sql {
  let current = make()
  const begin = async (...args: unknown[]) => {
    const pool = current
    try {
      return await guarded(pool, args)
    } catch (thrown) {
      if (isLost(thrown) && pool === current) {
        current = make()
        void pool.end({ timeout: LONGEST_S }).catch(() => {})
      }
      throw thrown
    }
  }
  const ask = (...args: unknown[]) => (current as unknown as (...given: unknown[]) => unknown)(...args)
  return new Proxy(ask as unknown as Sql, {
    get: (_, name) => {
      if (name === 'begin') return begin
      const found: unknown = Reflect.get(current, name)
      return typeof found === 'function' ? found.bind(current) : found
    },
  })
}

/** `begin` of the driver, its `work` cut off from the connection once this is lost. */
async function guarded(pool: Sql, args: unknown[]): Promise<unknown> {
  const work = args.pop() as (tx: Tx) => unknown
  let isOver = false
  let giveUp: (thrown: unknown) => void = () => {}
  const lost = new Promise<never>((_, reject) => {
    giveUp = reject
  })
  lost.catch(() => {})
  const working = async (tx: Tx) => {
    try {
      const result = work(whileOpen(tx, () => isOver))
      return await (Array.isArray(result) ? Promise.all(result) : result)
    } catch (thrown) {
      if (!isOver && !isLost(thrown)) throw thrown
      setTimeout(giveUp, CLOSING_MS, thrown).unref() // the driver says it sooner, when the socket closes
      return new Promise<never>(() => {})
    }
  }
  try {
    const begin = pool.begin.bind(pool) as unknown as (...given: unknown[]) => Promise<unknown>
    return await Promise.race([begin(...args, working), lost])
  } finally {
    isOver = true
  }
}

/** A transaction that asks nothing any more once it is over: its connection may be closed, or somebody else's. */
function whileOpen(tx: Tx, isOver: () => boolean): Tx {
  const open =
    (ask: (...args: never[]) => unknown) =>
    (...args: never[]) => {
      if (!isOver()) return ask(...args)
      const refused = Promise.reject(
        Object.assign(new Error('the transaction is over'), { code: 'CONNECTION_CLOSED' }),
      )
      refused.catch(() => {})
      return refused
    }
  const unsafe = open(tx.unsafe.bind(tx) as (...args: never[]) => unknown)
  return new Proxy(tx, {
    apply: (target, self, args) =>
      open((...given) => Reflect.apply(target, self, given))(...(args as never[])),
    get: (target, name) => (name === 'unsafe' ? unsafe : Reflect.get(target, name)),
  })
}
