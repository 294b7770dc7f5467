import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ADMIN, type Server } from './servers.ts'

export type Answer = { status: number; body: Record<string, unknown> }
type Asked = { method: string; path: string; body: unknown; version?: number }

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
export async function ask(address: string, cookie: string, asked: Asked, key?: string): Promise<Answer> {
  const { method, path, body, version } = asked
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

/** What the load knows to be true: every write that was acknowledged, and what it must have left behind. */
export type Known = {
  /** Titles of opportunities acknowledged as made. */
  made: Set<string>
  /** Per opportunity: the last acknowledged version, stage and holder. */
  state: Map<string, { version: number; stage?: string; holder?: string; title?: string }>
  acknowledged: number
  repeated: number
  faults: string[]
}

export const nothingKnown = (): Known => ({
  made: new Set(),
  state: new Map(),
  acknowledged: 0,
  repeated: 0,
  faults: [],
})

export type Load = { servers: readonly Server[]; cookie: string; people: readonly string[]; random(): number }

/** One client until told to stop: makes an opportunity, then moves, edits and passes it, and never forgets an answer. */
export async function runClient(load: Load, known: Known, until: () => boolean): Promise<void> {
  for (let turn = 0; !until(); turn++) {
    const title = `T-${randomUUID()}`
    const made = await insist(load, known, {
      method: 'POST',
      path: '/opportunities',
      body: { title, companyName: '华东大学' },
    })
    known.made.add(title)
    const id = String(made.body['id'] ?? (await idOf(load, title)))
    await work(load, known, id, title)
  }
}

async function work(load: Load, known: Known, id: string, title: string): Promise<void> {
  let seen = await current(load, id)
  known.state.set(id, seen)
  for (let step = 0; step < 4; step++) {
    const change = changeOf(load, id, seen, `${title}-${step}`)
    const answer = await insist(load, known, change.asked)
    if (answer.status >= 400 && answer.body['code'] !== 'http.already-done') {
      if (answer.status >= 500) known.faults.push(JSON.stringify(answer.body))
      continue
    }
    seen = await current(load, id)
    for (const [name, wanted] of Object.entries(change.leaves)) {
      const found = seen[name as 'title' | 'holder']
      if (found !== wanted) known.faults.push(`${id}: ${name} is ${found}, acknowledged was ${wanted}`)
    }
    known.state.set(id, seen)
  }
}

function changeOf(load: Load, id: string, seen: { version: number }, title: string) {
  const { version } = seen
  const path = `/opportunities/${id}`
  if (load.random() < 0.5)
    return { asked: { method: 'PATCH', path, body: { title }, version }, leaves: { title } }
  const person = load.people[Math.floor(load.random() * load.people.length)] ?? ''
  const body = { person, reason: '换人' }
  return { asked: { method: 'PUT', path: `${path}/holding`, body, version }, leaves: { holder: person } }
}

/** Repeats with the same key until an answer comes that is no passing refusal. */
export async function insist(load: Load, known: Known, asked: Asked): Promise<Answer> {
  const key = randomUUID()
  for (let attempt = 0; attempt < 200; attempt++) {
    const server = load.servers[Math.floor(load.random() * load.servers.length)]
    try {
      const answer = await ask(server?.address ?? '', load.cookie, asked, key)
      if (answer.status === 500)
        known.faults.push(`${asked.method} ${asked.path}: ${JSON.stringify(answer.body)}`)
      if (answer.status < 500) {
        known.acknowledged += 1
        return answer
      }
    } catch {
      // no answer: it may have been done, and the key tells
    }
    known.repeated += 1
    await sleep(100 + load.random() * 200)
  }
  throw new Error(`no answer after many attempts: ${asked.method} ${asked.path}`)
}

async function current(load: Load, id: string) {
  const { body } = await insist(load, nothingKnown(), {
    method: 'GET',
    path: `/opportunities/${id}`,
    body: undefined,
  })
  const holder = body['holder'] as { id?: string } | string | undefined
  return {
    version: Number(body['version']),
    stage: String(body['stage']),
    title: String(body['title']),
    holder: typeof holder === 'object' ? String(holder.id) : String(holder),
  }
}

async function idOf(load: Load, title: string): Promise<string> {
  const { body } = await insist(load, nothingKnown(), {
    method: 'GET',
    path: `/opportunities?q=${encodeURIComponent(title)}`,
    body: undefined,
  })
  return String((body['items'] as { id: string }[] | undefined)?.[0]?.id)
}
