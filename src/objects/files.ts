import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isId } from '../kernel/id.ts'
import type { Context } from './context.ts'
import type { ObjectDefinition } from './definition.ts'
import { fileRefused, notFound } from './errors.ts'
import * as store from './store.ts'

export type FileCard = { name: string; size: number; type: string; key: string }
type Kept = FileCard & { by: string }

const MOST_BYTES = 25 * 1024 ** 2
const LONGEST_NAME = 200
/** What people attach to a sale. The type served is this one, never what the sender claims. */
const TYPES: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.txt': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.doc': 'application/msword',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xls': 'application/vnd.ms-excel',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.ppt': 'application/vnd.ms-powerpoint',
  '.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  '.zip': 'application/zip',
  '.eml': 'message/rfc822',
}

/** The files of this home: kept under a key nobody can guess, handed out only with a record that carries them. */
export function filesIn(home: string) {
  const folder = join(home, 'files')
  const pathOf = (key: string) => join(folder, key.slice(-2), key)
  return {
    /** Keeps an uploaded file and answers its card. Refuses `objects.file-refused`; a refused file leaves nothing behind. */
    async keep(by: string, given: string, bytes: Readable & { truncated?: boolean }): Promise<FileCard> {
      const name = given
        .normalize('NFC')
        .replace(/[\p{Cc}/\\]/gu, '_')
        .slice(-LONGEST_NAME)
      const type = TYPES[extname(name).toLowerCase()]
      if (!type) throw fileRefused({ code: 'type', known: Object.keys(TYPES) })
      const key = randomUUID()
      const path = pathOf(key)
      await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
      const size = await written(bytes, path)
      const card = { name, size, type, key }
      await writeFile(`${path}.json`, JSON.stringify({ ...card, by } satisfies Kept), { mode: 0o600 })
      return card
    },
    /** Refuses `objects.file-refused` where `input` names a file the writer did not upload and the record does not carry. */
    async check(
      { viewer }: Context,
      object: ObjectDefinition,
      input: Readonly<Record<string, unknown>>,
      now: Readonly<Record<string, unknown>>,
    ) {
      for (const field of object.fields) {
        const value = input[field.name] as Partial<FileCard> | null | undefined
        if (field.type !== 'file' || !value || sameCard(value, now[field.name])) continue
        const kept = await cardAt(pathOf, value.key)
        if (kept?.by !== viewer.personId || !sameCard(value, kept))
          throw fileRefused({ code: 'unknown', field: field.name })
      }
    },
    /** The file a record carries in a field the viewer may see. Refuses `objects.not-found`. */
    async open(
      context: Context,
      object: ObjectDefinition,
      id: string,
      field: string,
    ): Promise<{ card: FileCard; bytes: Readable }> {
      const record = await store.getRecord(
        context.db,
        { object, viewer: context.viewer, registry: context.registry },
        id,
      )
      const value = object.fields.some((each) => each.name === field && each.type === 'file')
        ? record[field]
        : undefined
      const card = await cardAt(pathOf, (value as Partial<FileCard> | null | undefined)?.key)
      if (!card) throw notFound({ object: 'file', id: field })
      return { card, bytes: createReadStream(pathOf(card.key)) }
    },
  }
}

async function written(bytes: Readable & { truncated?: boolean }, path: string): Promise<number> {
  let size = 0
  const counted = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      size += chunk.length
      if (size > MOST_BYTES) throw fileRefused({ code: 'too-large', most: MOST_BYTES })
      yield chunk
    }
  }
  try {
    await pipeline(bytes, counted, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
  } catch (thrown) {
    await rm(path, { force: true })
    throw thrown
  }
  return size
}

async function cardAt(pathOf: (key: string) => string, key: unknown): Promise<Kept | undefined> {
  if (!isId(key)) return undefined
  try {
    return JSON.parse(await readFile(`${pathOf(key)}.json`, 'utf8')) as Kept
  } catch (thrown) {
    if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ENOENT')
      return undefined
    throw thrown
  }
}

function sameCard(a: unknown, b: unknown): boolean {
  const parts = (card: unknown) => {
    const { name, size, type, key } = (card ?? {}) as Partial<FileCard>
    return JSON.stringify([name, size, type, key])
  }
  return typeof b === 'object' && b !== null && parts(a) === parts(b)
}
