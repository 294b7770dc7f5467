import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { Queryable } from './pool.ts'

const CHUNK = 262_144

export type TypedColumn = { name: string; type: string }

const FEW = 20

/**
 * Inserts rows given as values in the order of `columns`: few in one statement that is planned once, many by COPY.
 * Values are as COPY's text format or JSON wants them; see `copyText`.
 */
export async function insertMany(
  tx: Queryable,
  table: string,
  columns: readonly TypedColumn[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  if (rows.length === 0) return
  const names = columns.map((column) => column.name)
  if (rows.length <= FEW) {
    const list = JSON.stringify(rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]]))))
    const quoted = names.map((name) => `"${name}"`).join(', ')
    const shape = columns.map(({ name, type }) => `"${name}" ${type}`).join(', ')
    await tx.unsafe(
      `insert into "${table}" (${quoted}) select ${quoted} from jsonb_to_recordset($1::text::jsonb) as g(${shape})`,
      [list],
      { prepare: true },
    )
    return
  }
  const copy = await CopyIn.into(tx, table, names)
  for (const row of rows) {
    copy.write(row)
    await copy.flush()
  }
  await copy.end()
}

/** Rows on their way into one table by COPY: `write` one after the other, then `end`. Values as text; null is NULL. */
export class CopyIn {
  private readonly stream: Writable
  private pending = ''

  private constructor(stream: Writable) {
    this.stream = stream
  }

  /** Begins a COPY on a connection of its own: `db` is a transaction, or a pool of which one connection is taken. */
  static async into(db: Queryable, table: string, columns: readonly string[]): Promise<CopyIn> {
    const quoted = columns.map((name) => `"${name}"`).join(', ')
    return new CopyIn(await db.unsafe(`copy "${table}" (${quoted}) from stdin`).writable())
  }

  /** One row, its values in the order of the columns. */
  write(values: readonly unknown[]): void {
    let line = ''
    for (let i = 0; i < values.length; i++) line += i === 0 ? copyText(values[i]) : `\t${copyText(values[i])}`
    this.pending += `${line}\n`
  }

  /** Hands on what has gathered; waits while the database is behind. Call it every few hundred rows. */
  async flush(): Promise<void> {
    if (this.pending.length < CHUNK) return
    const full = !this.stream.write(this.pending)
    this.pending = ''
    if (full) await once(this.stream, 'drain')
  }

  /** Ends the COPY; what the database refuses is thrown here. */
  async end(): Promise<void> {
    await new Promise<void>((done, failed) => {
      this.stream.once('error', failed)
      this.stream.once('finish', done)
      this.stream.end(this.pending)
    })
  }
}

const SPECIAL = /[\\\n\r\t]/g
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A value as COPY's text format wants it. Arrays become array literals, other objects JSON. */
export function copyText(value: unknown): string {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'string') return value.replace(SPECIAL, escaped)
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value)
  if (Array.isArray(value)) return arrayLiteral(value).replace(SPECIAL, escaped)
  return JSON.stringify(value).replace(SPECIAL, escaped)
}

function escaped(letter: string): string {
  return ESCAPES[letter] ?? letter
}

/** `{a,"b c",NULL}`. */
function arrayLiteral(list: readonly unknown[]): string {
  return `{${list.map(element).join(',')}}`
}

function element(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  return typeof value === 'string' ? `"${value.replace(/["\\]/g, '\\$&')}"` : String(value)
}

/** What `copy … to stdout` says, in the pieces it comes in; waits while nobody takes them. The connection is free again afterwards. */
export async function* copyOut(tx: Queryable, statement: string): AsyncGenerator<Buffer> {
  const stream = await tx.unsafe(statement).readable()
  try {
    for await (const bytes of stream) yield bytes as Buffer
  } finally {
    stream._read(0) // where the last piece filled its buffer the driver has paused the socket, and nobody would ever let it go on
  }
}
