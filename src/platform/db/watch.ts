import { currentRequest } from '../request-scope.ts'
import type { Sql } from './pool.ts'

/** A statement that took long: its shape without any value, from being asked to its answer, and who waited for a connection then. */
export type SlowQuery = {
  statement: string
  ms: number
  waiting: number
  failed?: true
  requestId?: string
}

/** What the driver keeps of a query; `active` from the moment its connection works on it. */
type Asked = Promise<unknown> & {
  active: boolean
  cancel: () => void
  string?: string
  strings: readonly string[]
  handler: (asked: Asked) => unknown
  resolve: (result: unknown) => unknown
  reject: (thrown: unknown) => unknown
}
type Template = (strings: TemplateStringsArray, ...values: unknown[]) => unknown
type Unsafe = (text: string, ...rest: unknown[]) => unknown
type Begin = (...args: unknown[]) => Promise<unknown>
type Driver = Template & { unsafe: Unsafe; begin: Begin }

/** How long a request waits for a connection, and what it is refused with then. */
export type Patience = { ms: number; refusal: () => Error }

/**
 * Looks on while a pool works: how many connections are in use, who waits for one, and which statements take long. With `patience` a request
 * that gets no connection in time is refused, at whichever of its statements; work of the background waits as long as it takes.
 */
export class PoolWatch {
  private readonly asked = new Set<Asked>()
  private transactions = 0
  private beginning = 0
  private readonly slowMs: number
  private readonly tell: (slow: SlowQuery) => void
  private readonly patience: Patience | undefined

  constructor(slowMs: number, tell: (slow: SlowQuery) => void, patience?: Patience) {
    this.slowMs = slowMs
    this.tell = tell
    this.patience = patience
  }

  /** Connections that work for this process at the moment. */
  get inUse(): number {
    return this.transactions + this.count(true)
  }

  /** Queries and transactions that wait for a connection. */
  get waiting(): number {
    return this.beginning + this.count(false)
  }

  /** The same pool, looked on. */
  over(pool: Sql): Sql {
    const driver = pool as unknown as Driver
    const watched = this.watched(driver, true)
    return Object.assign(watched, { begin: this.begin(driver) }) as unknown as Sql
  }

  private count(active: boolean): number {
    let found = 0
    for (const one of this.asked) if (one.active === active) found += 1
    return found
  }

  private whenLate(refuse: (refusal: Error) => void): NodeJS.Timeout | undefined {
    const { patience } = this
    return patience && currentRequest()
      ? setTimeout(() => refuse(patience.refusal()), patience.ms)
      : undefined
  }

  private watched(driver: Driver, ofPool: boolean): Driver {
    const look = (made: unknown) => this.look(made, ofPool)
    const watched = ((strings, ...values) => look(driver(strings, ...values))) as Driver
    Object.setPrototypeOf(watched, driver)
    watched.unsafe = (text, ...rest) => look(driver.unsafe(text, ...rest))
    return watched
  }

  private begin(driver: Driver): Begin {
    return async (...args) => {
      const work = args.pop() as (tx: Driver) => unknown
      const one = { state: 'waiting' as 'waiting' | 'begun' | 'refused' }
      this.beginning += 1
      const running = driver.begin(...args, (tx: Driver) => {
        if (one.state === 'refused') return undefined
        one.state = 'begun'
        clearTimeout(timer)
        this.beginning -= 1
        this.transactions += 1
        return work(this.watched(tx, false))
      })
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<never>((_, refuse) => {
        timer = this.whenLate((refusal) => {
          one.state = 'refused'
          refuse(refusal)
        })
      })
      try {
        return await Promise.race([running, late])
      } finally {
        clearTimeout(timer)
        if (one.state === 'begun') this.transactions -= 1
        else this.beginning -= 1
        if (one.state === 'refused') running.catch(() => {})
      }
    }
  }

  /** A fragment or a list of names is made the same way as a query, but never asked: only then is there something to time. */
  private look(made: unknown, ofPool: boolean): unknown {
    if (!(made instanceof Promise)) return made
    const asked = made as Asked
    const ask = asked.handler
    asked.handler = (self) => {
      const began = performance.now()
      const request = currentRequest()
      if (ofPool) this.asked.add(asked)
      const timer = ofPool ? this.whenLate((refusal) => asked.active || refuse(asked, refusal)) : undefined
      const done = (failed: boolean) => {
        clearTimeout(timer)
        this.asked.delete(asked)
        const ms = performance.now() - began
        if (ms >= this.slowMs) this.tell(this.slowOf(asked, ms, failed, request?.requestId))
      }
      const { resolve, reject } = asked
      asked.resolve = (result) => {
        done(false)
        return resolve(result)
      }
      asked.reject = (thrown) => {
        done(true)
        return reject(thrown)
      }
      return ask(self)
    }
    return asked
  }

  private slowOf(asked: Asked, ms: number, failed: boolean, requestId: string | undefined): SlowQuery {
    return {
      statement: shapeOf(asked.string ?? asked.strings.join('?')),
      ms: Math.round(ms),
      waiting: this.waiting,
      ...(failed ? { failed } : {}),
      ...(requestId ? { requestId } : {}),
    }
  }
}

/** Refuses a statement that no connection has taken up, and takes it out of the queue it may stand in. */
function refuse(asked: Asked, refusal: Error): void {
  const { cancel } = asked
  const isQueued = !(asked as { state?: unknown }).state
  asked.reject(refusal)
  if (isQueued) cancel.call(asked)
}

const MOST_LETTERS = 2000

/** The statement on one line, every written-out text hidden; parameters are only `$1`, `$2` in it anyway. */
export function shapeOf(statement: string): string {
  return statement
    .slice(0, MOST_LETTERS)
    .replace(/\$(\w*)\$[\s\S]*?(?:\$\1\$|$)/g, "'…'")
    .replace(/'(?:[^']|'')*(?:'|$)/g, "'…'")
    .replace(/\s+/g, ' ')
    .trim()
}
