import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { firstBadUtf8, Gb18030Scan, Utf8Share } from './byte-scans.ts'
import { badBytes, binaryContent, unknownEncoding } from './errors.ts'
import { opened } from './file-kind.ts'

/** What can be asked for by name; the first four are found without asking. */
const KNOWN: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  gb18030: 'gb18030',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  big5: 'big5',
  shift_jis: 'shift_jis',
  'euc-kr': 'euc-kr',
  'windows-1252': 'windows-1252',
  'iso-8859-1': 'windows-1252',
}

/** Bytes read at a time. */
export const CHUNK = 256 * 1024

/**
 * Share of well-formed characters from which a file is UTF-8 with a fault in it, not another encoding.
 * In Chinese legacy text about two in a hundred characters look like UTF-8 by chance.
 */
const BROKEN_UTF8 = 0.7

/** The encoding's own name; refuses what cannot be read. */
export function encodingNamed(name: string): string {
  const known = KNOWN[name.trim().toLowerCase()]
  if (known === undefined)
    throw unknownEncoding({ encoding: name, known: [...new Set(Object.values(KNOWN))] })
  return known
}

/**
 * The encoding of a text file, proven over every byte of it: UTF-8 (with or without mark), UTF-16 with mark, GB18030.
 * Refuses zero bytes, and bytes that fit none, naming the line. Reads the file once or twice in constant memory.
 */
export async function detectEncoding(path: string): Promise<string> {
  const mark = await byteOrderMark(path)
  if (mark !== undefined && mark !== 'utf-8') return mark
  if (await isWhollyUtf8(path)) return 'utf-8'
  const gb = new Gb18030Scan()
  const utf8 = new Utf8Share()
  for await (const chunk of bytesOf(path)) {
    gb.push(chunk)
    utf8.push(chunk)
  }
  const share = utf8.share()
  if (mark === 'utf-8' || share >= BROKEN_UTF8) throw await badUtf8(path)
  const badAt = gb.end()
  if (badAt !== undefined) throw badBytes({ line: await lineAt(path, badAt), encoding: 'gb18030' })
  return 'gb18030'
}

async function byteOrderMark(path: string): Promise<string | undefined> {
  const file = await opened(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(3), 0, 3, 0)
    const hex = buffer.subarray(0, bytesRead).toString('hex')
    if (hex.startsWith('efbbbf')) return 'utf-8'
    if (hex.startsWith('fffe')) return 'utf-16le'
    return hex.startsWith('feff') ? 'utf-16be' : undefined
  } finally {
    await file.close()
  }
}

async function isWhollyUtf8(path: string): Promise<boolean> {
  let carried: Buffer = Buffer.alloc(0)
  let valid = true
  let offset = 0
  for await (const chunk of bytesOf(path)) {
    const zero = chunk.indexOf(0)
    if (zero >= 0) throw binaryContent({ line: await lineAt(path, offset + zero) })
    offset += chunk.length
    if (!valid) continue
    const bytes = carried.length > 0 ? Buffer.concat([carried, chunk]) : chunk
    const whole = wholeCharacters(bytes)
    valid = isUtf8(bytes.subarray(0, whole))
    carried = Buffer.from(bytes.subarray(whole))
  }
  return valid && carried.length === 0
}

/** How many bytes remain when an unfinished last character is left away. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return back < needed ? bytes.length - back : bytes.length
    }
  }
  return bytes.length
}

/** The bytes of a file, piece by piece. */
export async function* bytesOf(path: string, range?: { start: number; end: number }): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { highWaterMark: CHUNK, ...range })
  try {
    for await (const chunk of stream) yield chunk as Buffer
  } finally {
    stream.destroy()
  }
}

/** The refusal for a file that is UTF-8 but for one place. */
export async function badUtf8(path: string): Promise<Error> {
  const offset = await firstBadUtf8(bytesOf(path))
  return badBytes({ line: await lineAt(path, offset), encoding: 'utf-8' })
}

/** The line, from 1, on which a byte stands; CRLF, LF and CR each end a line. */
export async function lineAt(path: string, offset: number): Promise<number> {
  let line = 1
  let afterCr = false
  let at = 0
  for await (const chunk of bytesOf(path)) {
    for (let i = 0; i < chunk.length; i++) {
      if (at++ >= offset) return line
      const byte = chunk[i]
      if (byte === 13 || (byte === 10 && !afterCr)) line++
      afterCr = byte === 13
    }
  }
  return line
}
