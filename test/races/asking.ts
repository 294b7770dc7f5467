import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, ask, oneOf, type Asked as Request } from '../bad-days/load.ts'
import type { Server } from '../bad-days/servers.ts'
import type { Asked, History, Told } from './history.ts'

export const ATTEMPTS = 200

/** Somebody who may hold opportunities; `cookie` is renewed when they come back. */
export type Racer = { id: string; email: string; cookie: string }

export type Race = {
  servers: readonly Server[]
  cookie: string
  opportunities: readonly string[]
  /** Accounts with their opportunities. */
  accounts: ReadonlyMap<string, readonly string[]>
  /** Those who stay, then those who leave and come back. */
  racers: readonly Racer[]
  leavers: readonly Racer[]
  history: History
  /** Answers that say the server is at fault. */
  faults: string[]
  random(): number
  over(): boolean
}

export type Seen = { version: number; holder: string; stage: string }
export const NOTHING: Seen = { version: 0, holder: '', stage: '' }
export type Deed = (race: Race, id: string, seen: Seen) => Promise<unknown>

/** Asks, and writes down what was asked and told, from the first sending to the last answer. */
export async function done(
  race: Race,
  opportunity: string,
  asked: Asked,
  request: (token: string) => Request,
  send: typeof insist = insist,
) {
  const token = randomUUID()
  const began = performance.now()
  const { told } = await send(race, request(token))
  race.history.operations.push({ token, opportunity, began, ended: performance.now(), asked, told })
  return { told }
}

/** Asks once, without a key: where no answer comes, whether it was done is unknown. */
export async function once(race: Race, request: Request): Promise<{ told: Told }> {
  try {
    const answer = await ask(oneOf(race, race.servers).address, request)
    if (answer.status < 500) return { told: toldBy(answer) }
    if (answer.status === 500)
      race.faults.push(`${request.method} ${request.path}: ${JSON.stringify(answer.body)}`)
  } catch {
    // no answer: it may have been done
  }
  return { told: { kind: 'unknown' } }
}

/** Repeats with the same key until an answer tells; where none does, whether it was done is unknown. */
export async function insist(race: Race, request: Request): Promise<{ told: Told }> {
  const key = request.method === 'GET' ? undefined : randomUUID()
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const answer = await ask(oneOf(race, race.servers).address, request, key)
      if (answer.status === 500)
        race.faults.push(`${request.method} ${request.path}: ${JSON.stringify(answer.body)}`)
      if (answer.status < 500) return { told: toldBy(answer) }
    } catch {
      // no answer: it may have been done
    }
    await sleep(50 + race.random() * 150)
  }
  return { told: { kind: 'unknown' } }
}

function toldBy({ status, body }: Answer): Told {
  if (status < 300) return { kind: 'done', body }
  if (body['code'] === 'http.already-done') return { kind: 'done', body: undefined }
  return {
    kind: 'refused',
    code: String(body['code']),
    facts: (body['facts'] ?? {}) as Record<string, unknown>,
  }
}

export function note(
  race: Race,
  token: string,
  began: number,
  opportunity: string,
  asked: Asked,
  told: Told,
): void {
  race.history.operations.push({ token, opportunity, began, ended: performance.now(), asked, told })
}

type Refused = { id: string; code: string; facts: Record<string, unknown> }

/** What an answer about several says of one of them. */
export function toldOf(told: Told, id: string): Told {
  if (told.kind !== 'done') return told
  if (told.body === undefined) return { kind: 'unknown' } // done, but whether to this one is not known
  const refused = (told.body['refused'] as Refused[]).find((one) => one.id === id)
  return refused
    ? { kind: 'refused', code: refused.code, facts: refused.facts }
    : { kind: 'done', body: undefined }
}

export const everybody = ({ racers, leavers }: Race) => [...racers, ...leavers]
