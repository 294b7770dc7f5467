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

/** Looks on while a pool works: how many connections are in use, who waits for one, and which statements take long. */
export class PoolWatch {
  private readonly asked = new Set<Asked>()
  private transactions = 0
  private beginning = 0
  private readonly slowMs: number
  private readonly tell: (slow: SlowQuery) => void

  constructor(slowMs: number, tell: (slow: SlowQuery) => void) {
    this.slowMs = slowMs
    this.tell = tell
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
      let begun = false
      this.beginning += 1
      try {
        return await driver.begin(...args, (tx: Driver) => {
          begun = true
          this.beginning -= 1
          this.transactions += 1
          return work(this.watched(tx, false))
        })
      } finally {
        if (begun) this.transactions -= 1
        else this.beginning -= 1
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
      const done = (failed: boolean) => {
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
