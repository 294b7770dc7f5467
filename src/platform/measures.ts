import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

/** One value of a gauge; `labels` come from closed lists, never from what somebody typed. */
export type Reading = { name: string; value: number; labels?: Readonly<Record<string, string>> }

/** Gauges that are read when somebody asks for them, and kept for `keepMs`, so that asking often costs nothing. */
export type Source = {
  name: string
  keepMs: number
  gauges: Readonly<Record<string, { help: string; labels?: readonly string[] }>>
  read(): Promise<readonly Reading[]>
}

const PATIENCE_MS = 2000 // a scrape answers although the database does not

/** The measures of one process: its own counters, the process itself, and sources read at a scrape. */
export class Measures {
  readonly register = new Registry()
  private readonly slow: Counter
  private readonly up: Gauge
  private readonly refreshes: (() => Promise<void>)[] = []

  constructor() {
    collectDefaultMetrics({ register: this.register })
    this.slow = new Counter({
      name: 'baton_db_slow_queries_total',
      help: 'Statements that took longer than BATON_SLOW_MS',
      registers: [this.register],
    })
    this.up = new Gauge({
      name: 'baton_source_up',
      help: '1 where this source of measures could be read at this scrape, 0 where not',
      labelNames: ['source'],
      registers: [this.register],
    })
  }

  countSlowQuery(): void {
    this.slow.inc()
  }

  add(source: Source): void {
    const gauges = new Map<string, Gauge>()
    for (const [name, { help, labels = [] }] of Object.entries(source.gauges))
      gauges.set(name, new Gauge({ name, help, labelNames: [...labels], registers: [this.register] }))
    const forget = () => {
      for (const gauge of gauges.values()) {
        gauge.reset()
        gauge.remove({}) // one without labels would say 0 where nothing is known
      }
    }
    forget()
    let readAt = Number.NEGATIVE_INFINITY
    this.refreshes.push(async () => {
      if (performance.now() - readAt < source.keepMs) return
      const readings = await inTime(source.read()).catch(() => undefined)
      forget()
      for (const { name, value, labels = {} } of readings ?? []) gauges.get(name)?.set(labels, value)
      this.up.set({ source: source.name }, readings ? 1 : 0)
      readAt = readings ? performance.now() : Number.NEGATIVE_INFINITY
    })
  }

  /** Everything in the text format of Prometheus. A source that cannot be read now is left out and said to be down. */
  async text(): Promise<string> {
    await Promise.all(this.refreshes.map((refresh) => refresh()))
    return this.register.metrics()
  }
}

function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed(new Error('too late')), PATIENCE_MS)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
