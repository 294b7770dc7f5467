import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ADMIN, type Server } from './servers.ts'

export type Answer = { status: number; body: Record<string, unknown> }
export type Asked = { method: string; path: string; body?: unknown; version?: number; cookie: string }

/** A number from 0 to 1 that follows from the seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export async function signIn(
  address: string,
  who: { email: string; password: string } = ADMIN,
): Promise<string> {
  const answer = await fetch(`${address}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-baton-csrf': '1' },
    body: JSON.stringify(who),
    signal: AbortSignal.timeout(15_000),
  })
  if (answer.status !== 201) throw new Error(`signing in was refused: ${await answer.text()}`)
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

/** Asks once; throws where no answer came. */
export async function ask(address: string, asked: Asked, key?: string): Promise<Answer> {
  const { method, path, body, version, cookie } = asked
  const answer = await fetch(`${address}/api/v1${path}`, {
    method,
    headers: {
      cookie,
      'x-baton-csrf': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key ? { 'idempotency-key': key } : {}),
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  })
  const text = await answer.text()
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : {} }
}

/** One opportunity as its client must find it: what every acknowledged piece of work left behind. */
export type Held = {
  id: string
  title: string
  version: number
  stage: string
  isOpen: boolean
  holder: string
  /** Tiles of the ledger. */
  tiles: number
  /** Journal entries by kind. */
  events: Map<string, number>
}

/** What the load knows to be true: every write that was acknowledged, and what it must have left behind. */
export type Known = {
  held: Held[]
  /** Acknowledged pieces of work by name. */
  done: Map<string, number>
  /** Requests that were sent again. */
  repeated: number
  /** Acknowledged requests sent once more on purpose. */
  replayed: number
  faults: string[]
}

export const nothingKnown = (): Known => ({ held: [], done: new Map(), repeated: 0, replayed: 0, faults: [] })

export type Load = {
  servers: readonly Server[]
  /** The administrator's cookie. */
  cookie: string
  /** Cookies of everybody who can hold something, by id; the administrator last. */
  people: ReadonlyMap<string, string>
  /** An account that gates ask for. */
  account: string
  random(): number
}

export function oneOf<T>({ random }: Pick<Load, 'random'>, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T
}

const REPLAYS = 0.1

/** Repeats with the same key until an answer comes that is no passing refusal; now and then once more after it. */
export async function insist(load: Load, known: Known, asked: Asked): Promise<Answer> {
  const key = asked.method === 'GET' ? undefined : randomUUID()
  const answer = await untilAnswered(load, known, asked, key)
  if (!key || answer.status >= 300 || load.random() > REPLAYS) return answer
  const again = await untilAnswered(load, known, asked, key)
  known.replayed += 1
  if (again.status < 300 || again.body['code'] === 'http.already-done') return answer
  known.faults.push(`${asked.method} ${asked.path}, sent again: ${JSON.stringify(again.body)}`)
  return answer
}

async function untilAnswered(
  load: Load,
  known: Known,
  asked: Asked,
  key: string | undefined,
): Promise<Answer> {
  for (let attempt = 0; attempt < 300; attempt++) {
    try {
      const answer = await ask(oneOf(load, load.servers).address, asked, key)
      if (answer.status === 500)
        known.faults.push(`${asked.method} ${asked.path}: ${JSON.stringify(answer.body)}`)
      if (answer.status < 500) return answer
    } catch {
      // no answer: it may have been done, and the key tells
    }
    known.repeated += 1
    await sleep(100 + load.random() * 200)
  }
  throw new Error(`no answer after many attempts: ${asked.method} ${asked.path}`)
}
