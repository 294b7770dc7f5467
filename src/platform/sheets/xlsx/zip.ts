import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { bytesOf } from '../encodings.ts'
import { damagedWorkbook, oldOrLockedWorkbook, oversizedWorkbook } from '../errors.ts'
import { opened } from '../file-kind.ts'

/** One file inside a zip archive, as the archive's directory describes it. */
export type ZipEntry = {
  name: string
  method: number
  crc: number
  packed: number
  size: number
  offset: number
}

export const MAX_ENTRIES = 10_000
/** Bytes all parts together may unpack to in one reading. */
export const MAX_UNPACKED = 2 * 1024 ** 3
/** Real sheets pack 5 to 100 times; deflate can reach 1,032, which only bombs do. */
const MAX_RATIO = 400
/** Small parts may pack as well as they like. */
const RATIO_FREE = 8 * 1024 ** 2
const MAX_DIRECTORY = 32 * 1024 ** 2

const END_64 = 0x06064b50
const LOCATOR_64 = 0x07064b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50

/** The entries of a zip archive by name, read from its directory. Refuses archives cut short, locked, or too full. */
export async function zipEntries(path: string): Promise<Map<string, ZipEntry>> {
  const file = await opened(path)
  try {
    const { count, size, offset } = await directoryPlace(file)
    if (count > MAX_ENTRIES) throw oversizedWorkbook({ what: 'entries', limit: MAX_ENTRIES })
    if (size > MAX_DIRECTORY) throw oversizedWorkbook({ what: 'directory', limit: MAX_DIRECTORY })
    return entriesOf(await bytesAt(file, offset, size), count)
  } finally {
    await file.close()
  }
}

async function directoryPlace(file: FileHandle): Promise<{ count: number; size: number; offset: number }> {
  const length = (await file.stat()).size
  const tailLength = Math.min(length, 22 + 0xffff)
  const tail = await bytesAt(file, length - tailLength, tailLength)
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (at < 0 || at + 22 > tail.length) throw damaged('zip', 'cut-short')
  const place = {
    count: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
  }
  const wide = place.count === 0xffff || place.size === 0xffffffff || place.offset === 0xffffffff
  if (!wide || at < 20 || tail.readUInt32LE(at - 20) !== LOCATOR_64) return place
  const end = await bytesAt(file, wideNumber(tail, at - 12), 56)
  if (end.readUInt32LE(0) !== END_64) throw damaged('zip', 'directory')
  return { count: wideNumber(end, 32), size: wideNumber(end, 40), offset: wideNumber(end, 48) }
}

function entriesOf(directory: Buffer, count: number): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>()
  let at = 0
  for (let i = 0; i < count; i++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== ENTRY) throw damaged('zip', 'directory')
    if ((directory.readUInt16LE(at + 8) & 1) === 1) throw oldOrLockedWorkbook({ looksLike: 'locked zip' })
    const nameLength = directory.readUInt16LE(at + 28)
    const extraLength = directory.readUInt16LE(at + 30)
    const next = at + 46 + nameLength + extraLength + directory.readUInt16LE(at + 32)
    if (next > directory.length) throw damaged('zip', 'directory')
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/')
    const entry = {
      name,
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    }
    widen(entry, directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength))
    if (entries.has(name)) throw damaged('zip', 'duplicate-entry')
    entries.set(name, entry)
    at = next
  }
  return entries
}

/** Sizes of 4 GB and more stand in an extra field, in this order, only where the plain one is full. */
function widen(entry: ZipEntry, extra: Buffer): void {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    let value = at + 4
    for (const key of ['size', 'packed', 'offset'] as const) {
      if (entry[key] !== 0xffffffff || value + 8 > extra.length) continue
      entry[key] = wideNumber(extra, value)
      value += 8
    }
  }
}

/** Counts what one reading unpacks, over all its parts, against its limit. */
export type Unpacked = { bytes: number; most: number }

/**
 * The unpacked bytes of an entry, piece by piece. Refuses what unpacks beyond bounds, breaks off,
 * or does not have the announced checksum.
 */
export async function* unpacked(path: string, entry: ZipEntry, total: Unpacked): AsyncGenerator<Buffer> {
  const start = await dataStart(path, entry)
  const packed = Readable.from(
    entry.packed === 0 ? [] : bytesOf(path, { start, end: start + entry.packed - 1 }),
    {
      objectMode: false,
    },
  )
  if (entry.method !== 0 && entry.method !== 8) throw damaged(entry.name, 'compression')
  const inflate = createInflateRaw({ chunkSize: 64 * 1024 })
  const stream: Readable = entry.method === 8 ? packed.pipe(inflate) : packed
  packed.on('error', (cause) => inflate.destroy(cause))
  let size = 0
  let crc = 0
  try {
    const pieces = stream[Symbol.asyncIterator]()
    for (;;) {
      const next = await pieces.next().catch(() => {
        throw damaged(entry.name, 'cut-short')
      })
      if (next.done === true) break
      const piece = next.value as Buffer
      size += piece.length
      total.bytes += piece.length
      refuseBomb(entry, size, total)
      crc = crc32(piece, crc)
      yield piece
    }
  } finally {
    packed.destroy()
    inflate.destroy()
  }
  if (crc !== entry.crc || size !== entry.size) throw damaged(entry.name, 'checksum')
}

function refuseBomb(entry: ZipEntry, size: number, total: Unpacked): void {
  if (size > entry.size) throw damaged(entry.name, 'size')
  if (total.bytes > total.most) throw oversizedWorkbook({ what: 'unpacked', limit: total.most })
  if (size > RATIO_FREE && size > entry.packed * MAX_RATIO) {
    throw oversizedWorkbook({ what: 'ratio', limit: MAX_RATIO })
  }
}

async function dataStart(path: string, entry: ZipEntry): Promise<number> {
  const file = await opened(path)
  try {
    const header = await bytesAt(file, entry.offset, 30)
    if (header.readUInt32LE(0) !== LOCAL) throw damaged(entry.name, 'local-header')
    return entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  } finally {
    await file.close()
  }
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  if (bytesRead < length) throw damaged('zip', 'cut-short')
  return buffer
}

function wideNumber(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at)
  return value > 2n ** 50n ? Number.MAX_SAFE_INTEGER : Number(value)
}

/** The refusal for a part that cannot be right. */
export function damaged(part: string, reason: string): Error {
  return damagedWorkbook({ part, reason })
}
