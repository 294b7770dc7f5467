import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { ACTIVITY, EventLog, TIME } from '../../engines/mining/event-log.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { damagedLog } from './errors.ts'
import { writtenTime } from './written-time.ts'

type Place = 'log' | 'trace' | 'event'

/**
 * Reads an XES log (IEEE 1849), gzipped or not, piece by piece. A case is a trace, named by its `concept:name`, else by its place.
 * What stands inside an attribute (lists, nested attributes) is passed over. Refuses `logs.damaged`.
 */
export async function readXes(path: string, isZipped: boolean): Promise<EventLog> {
  const source = createReadStream(path)
  const pieces = isZipped ? source.pipe(createGunzip()) : source
  const decoder = new TextDecoder('utf-8')
  const reading = new Reading()
  try {
    for await (const piece of pieces) reading.push(decoder.decode(piece as Buffer, { stream: true }))
    reading.push(decoder.decode())
    reading.end()
  } catch (thrown) {
    if (isRefusal(thrown)) throw thrown
    throw damagedLog({ path, reason: thrown instanceof Error ? thrown.message : String(thrown) })
  } finally {
    source.destroy()
  }
  return reading.log
}

class Reading {
  readonly log = new EventLog()
  private readonly parser = new SaxesParser({ xmlns: false, position: false })
  private place: Place = 'log'
  /** How deep inside an attribute: only the outermost ones count. */
  private depth = 0
  private trace = ''
  private isNamed = false
  private traces = 0
  private ofTrace: string[] = []
  /** Events of the trace that came before its name. */
  private waiting: [string, string][][] = []
  private attributes: [string, string][] = []

  constructor() {
    this.parser.on('doctype', () => {
      throw new Error('a document type is not allowed')
    })
    this.parser.on('error', (cause) => {
      throw cause
    })
    this.parser.on('opentag', (tag) => this.open(tag))
    this.parser.on('closetag', (tag) => this.close(tag))
  }

  push(text: string): void {
    this.parser.write(text)
  }

  end(): void {
    this.parser.close()
  }

  private open({ name, attributes }: SaxesTagPlain): void {
    if (this.depth > 0) this.depth++
    else if (name === 'trace' && this.place === 'log') this.openTrace()
    else if (name === 'event' && this.place === 'trace') {
      this.place = 'event'
      this.attributes = []
    } else if (this.place !== 'log' || name === 'global') {
      this.depth = 1
      const { key = '', value = '' } = attributes
      if (this.place === 'event') this.attributes.push([key, value])
      else if (this.place === 'trace' && key) {
        this.ofTrace.push(key)
        if (key === ACTIVITY) this.nameTrace(value)
      }
    }
  }

  private close({ name }: SaxesTagPlain): void {
    if (this.depth > 0) this.depth--
    else if (name === 'event') {
      this.place = 'trace'
      if (this.isNamed) this.add(this.attributes)
      else this.waiting.push(this.attributes)
    } else if (name === 'trace') {
      if (!this.isNamed) this.nameTrace(`trace ${this.traces}`)
      this.log.addCase(this.trace, this.ofTrace)
      this.place = 'log'
    }
  }

  private openTrace(): void {
    this.place = 'trace'
    this.traces++
    this.isNamed = false
    this.ofTrace = []
  }

  private nameTrace(name: string): void {
    this.trace = name
    this.isNamed = true
    for (const attributes of this.waiting) this.add(attributes)
    this.waiting = []
  }

  private add(attributes: [string, string][]): void {
    const time = attributes.find(([key]) => key === TIME)?.[1] ?? ''
    this.log.add({ case: this.trace, ...writtenTime(time), attributes })
  }
}
