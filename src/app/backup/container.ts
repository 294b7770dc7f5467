import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createZstdCompress, createZstdDecompress, constants as zlib } from 'node:zlib'

const MAGIC = 'BATON-BACKUP\n'
const END = '\nBATON-END\n' // what is packed lies between the two
const LEVEL = 3
const HEAD = 5 // a letter and a length
const PART = 1_048_576 // of data in one record; a table is many
const MOST = 67_108_864 // of any record
const KINDS = 'MTFDEZ'

/**
 * What a backup is made of, in this order: `M`anifest, then each table (`T`, its `D`ata, `E`nd) and each file (`F`, `D`, `E`), then
 * `Z`, the closing one, with the digest of everything before it.
 */
export type Kind = 'M' | 'T' | 'F' | 'D' | 'E' | 'Z'
export type Entry = { kind: Kind; bytes: Buffer }

/** A backup that is being written: zstd over records of a letter, a length and bytes. Constant memory. */
export class BackupWriter {
  private readonly packed: Transform
  private readonly file: FileHandle
  private readonly written: Promise<void>
  private readonly whole: Hash = createHash('sha256')
  private fault: unknown
  private size = 0

  private constructor(file: FileHandle) {
    this.file = file
    this.packed = createZstdCompress({
      params: { [zlib.ZSTD_c_compressionLevel]: LEVEL, [zlib.ZSTD_c_checksumFlag]: 1 },
    })
    this.written = this.drain()
    this.written.catch((thrown: unknown) => {
      this.fault ??= thrown
      this.packed.destroy()
    })
  }

  /** Faults where the file cannot be made; one that is there is written over. Only its owner may read it. */
  static async open(path: string): Promise<BackupWriter> {
    return new BackupWriter(await open(path, 'w', 0o600))
  }

  async json(kind: Kind, value: unknown): Promise<void> {
    await this.write(kind, Buffer.from(JSON.stringify(value)))
  }

  /** One record; several data records where the bytes are many. */
  async write(kind: Kind, bytes: Buffer): Promise<void> {
    const most = kind === 'D' ? PART : MOST
    if (kind !== 'D' && bytes.length > most) throw new Error(`a ${kind} record of ${bytes.length} bytes`)
    for (let from = 0; from === 0 || from < bytes.length; from += most) {
      const part = bytes.subarray(from, from + most)
      const head = Buffer.alloc(HEAD)
      head.write(kind, 0, 'latin1')
      head.writeUInt32BE(part.length, 1)
      if (kind !== 'Z') this.whole.update(head).update(part)
      await this.push(Buffer.concat([head, part]))
    }
  }

  /** Writes the closing record and sees the file on the disk. Answers its size in bytes. */
  async close(): Promise<number> {
    await this.json('Z', { sha256: this.whole.digest('hex') })
    this.packed.end()
    await this.written
    await this.file.sync()
    await this.file.close()
    return this.size
  }

  /** Leaves the file as it is, half written. */
  async abandon(): Promise<void> {
    this.packed.destroy()
    await this.written.catch(() => {})
    await this.file.close().catch(() => {})
  }

  private async push(bytes: Buffer): Promise<void> {
    if (this.fault) throw this.fault
    if (!this.packed.write(bytes)) {
      await new Promise<void>((done) => {
        const go = () => {
          this.packed.off('drain', go).off('close', go)
          done()
        }
        this.packed.on('drain', go).on('close', go)
      })
    }
    if (this.fault) throw this.fault
  }

  private async drain(): Promise<void> {
    await this.put(Buffer.from(MAGIC))
    for await (const bytes of this.packed) await this.put(bytes as Buffer)
    await this.put(Buffer.from(END))
  }

  private async put(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length; ) done += (await this.file.write(bytes, done)).bytesWritten
    this.size += bytes.length
  }
}

/**
 * The records of a backup as they come, each whole; the last is `Z`, and only after it is the backup known to be what was written.
 * Throws one sentence where it is not a backup, was cut off, or was changed.
 */
export async function* entriesOf(path: string): AsyncGenerator<Entry> {
  await demandMagic(path)
  const whole = createHash('sha256')
  const packed = createReadStream(path, {
    start: MAGIC.length,
    end: (await stat(path)).size - END.length - 1,
  })
  const bytes = new Bytes(pipeline(packed, createZstdDecompress(), () => {}))
  for (;;) {
    const head = await bytes.take(HEAD)
    const kind = head.toString('latin1', 0, 1) as Kind
    const length = head.readUInt32BE(1)
    if (!KINDS.includes(kind) || length > MOST) throw damaged()
    const content = await bytes.take(length)
    if (kind !== 'Z') whole.update(head).update(content)
    else if (jsonOf<{ sha256: string }>(content).sha256 !== whole.digest('hex')) throw damaged()
    if (kind === 'Z' && !(await bytes.isAtEnd())) throw damaged()
    yield { kind, bytes: content }
    if (kind === 'Z') return
  }
}

export function jsonOf<T>(bytes: Buffer): T {
  try {
    return JSON.parse(bytes.toString('utf8')) as T
  } catch {
    throw damaged()
  }
}

export function damaged(): Error {
  return new Error(
    'The backup is damaged: it was cut off or changed after it was written. Nothing was restored from it; take another one.',
  )
}

async function demandMagic(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const textAt = async (place: number, length: number) =>
      (await file.read(Buffer.alloc(length), 0, length, Math.max(0, place))).buffer.toString('latin1')
    if ((await textAt(0, MAGIC.length)) !== MAGIC) throw new Error(`${path} is not a backup of Baton.`)
    if ((await textAt(size - END.length, END.length)) !== END) throw damaged()
  } finally {
    await file.close()
  }
}

/** Bytes of a stream, taken by number. Every fault of it is a damaged backup. */
class Bytes {
  private readonly from: AsyncIterator<Buffer>
  private have: Buffer[] = []
  private count = 0

  constructor(stream: Readable) {
    this.from = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  }

  async take(length: number): Promise<Buffer> {
    while (this.count < length) if (!(await this.fetched())) throw damaged()
    const all = this.have.length === 1 ? (this.have[0] as Buffer) : Buffer.concat(this.have)
    this.have = [all.subarray(length)]
    this.count = all.length - length
    return all.subarray(0, length)
  }

  async isAtEnd(): Promise<boolean> {
    while (this.count === 0) if (!(await this.fetched())) return true
    return false
  }

  private async fetched(): Promise<boolean> {
    try {
      const { value, done } = await this.from.next()
      if (done) return false
      this.have.push(value)
      this.count += value.length
      return true
    } catch {
      throw damaged()
    }
  }
}
