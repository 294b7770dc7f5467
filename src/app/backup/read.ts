import { createHash } from 'node:crypto'
import { damaged, entriesOf, jsonOf } from './container.ts'
import { type End, type FileHead, FORMAT, type Manifest, type Summary, type TableHead } from './manifest.ts'

/** What is done with the parts of a backup as they are read; every digest is checked before `end` is told. */
export type Taking = {
  manifest?(manifest: Manifest): Promise<void> | void
  table?(head: TableHead): Promise<void> | void
  file?(head: FileHead): Promise<void> | void
  data?(bytes: Buffer): Promise<void> | void
  end?(end: End): Promise<void> | void
}

type Open = { hash: ReturnType<typeof createHash>; bytes: number; rows: number; isTable: boolean }

/**
 * Reads a backup from its beginning to its end, whatever its size in constant memory, and checks it: its form, the digest and number
 * of rows of every table, the digest of every file, and of the whole.
 * Faults: not a backup; damaged; of a newer format.
 */
export async function readBackup(path: string, taking: Taking = {}): Promise<Summary> {
  let manifest: Manifest | undefined
  let open: Open | undefined
  const sum = { rows: 0, files: 0, bytes: 0, tables: 0 }
  for await (const { kind, bytes } of entriesOf(path)) {
    if (kind === 'M') {
      if (manifest) throw damaged()
      manifest = jsonOf<Manifest>(bytes)
      if (!Number.isInteger(manifest.format)) throw damaged()
      if (manifest.format !== FORMAT)
        throw new Error(
          `The backup is of format ${manifest.format}, made by Baton ${manifest.version}; this Baton reads format ${FORMAT}. Use Baton ${manifest.version} or newer.`,
        )
      await taking.manifest?.(manifest)
      continue
    }
    if (!manifest) throw damaged()
    if (kind === 'T' || kind === 'F') {
      if (open) throw damaged()
      open = { hash: createHash('sha256'), bytes: 0, rows: 0, isTable: kind === 'T' }
      if (kind === 'T') await taking.table?.(jsonOf<TableHead>(bytes))
      else await taking.file?.(jsonOf<FileHead>(bytes))
    } else if (kind === 'D') {
      if (!open) throw damaged()
      open.hash.update(bytes)
      open.bytes += bytes.length
      if (open.isTable) open.rows += linesIn(bytes)
      await taking.data?.(bytes)
    } else if (kind === 'E') {
      const end = jsonOf<End>(bytes)
      if (!open || end.bytes !== open.bytes || end.sha256 !== open.hash.digest('hex')) throw damaged()
      if (open.isTable && end.rows !== open.rows) throw damaged()
      sum.rows += end.rows ?? 0
      sum.bytes += end.bytes
      if (open.isTable) sum.tables += 1
      else sum.files += 1
      open = undefined
      await taking.end?.(end)
    }
  }
  if (!manifest || open || sum.files !== manifest.files || sum.tables !== manifest.tables.length)
    throw damaged()
  return { manifest, rows: sum.rows, files: sum.files, bytes: sum.bytes }
}

/** COPY writes one line a row; a line's end within a value is written as two letters. */
export function linesIn(bytes: Buffer): number {
  let lines = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1
  return lines
}
