import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { oneOf, signIn } from '../bad-days/load.ts'
import { ADMIN } from '../bad-days/servers.ts'
import {
  ATTEMPTS,
  type Deed,
  done,
  everybody,
  insist,
  NOTHING,
  note,
  type Race,
  type Racer,
  type Seen,
  toldOf,
} from './asking.ts'
import { POOL_DEEDS } from './claims.ts'
import type { Told } from './history.ts'

export const OPEN = ['lead', 'screened', 'requirement', 'solution', 'negotiation']

/** One client: looks at an opportunity, then does one thing about it with what it saw, again and again. */
export async function runClient(race: Race): Promise<void> {
  while (!race.over()) {
    const id = oneOf(race, race.opportunities)
    const seen = await look(race, id)
    if (race.over()) return
    if (seen) await oneOf(race, DEEDS)(race, id, seen)
    else await restore(race, id, NOTHING)
  }
}

/** Makes one of the leavers go, once they hold nothing, and come back, again and again. */
export async function runLeaver(race: Race, leaver: Racer): Promise<void> {
  while (!race.over()) {
    await sleep(50 + race.random() * 300)
    const told = await leave(race, leaver, 'inactive')
    if (told.kind === 'refused') {
      await emptyHands(race, leaver)
      continue
    }
    await sleep(100 + race.random() * 200)
    await leave(race, leaver, 'active')
    leaver.cookie = await signedIn(race, leaver.email)
  }
}

const pass: Deed = (race, id, { version }) => {
  const to = oneOf(race, everybody(race)).id
  return done(race, id, { kind: 'pass', version, to }, (token) => ({
    method: 'PUT',
    path: `/opportunities/${id}/holding`,
    body: { person: to, reason: token },
    version,
    cookie: race.cookie,
  }))
}

const move: Deed = (race, id, { version }) => {
  const stage = race.random() < 0.15 ? oneOf(race, ['won', 'lost']) : oneOf(race, OPEN)
  return done(race, id, { kind: 'move', version, stage }, (token) => ({
    method: 'PUT',
    path: `/opportunities/${id}/stage`,
    body: { stage, reason: token },
    version,
    cookie: race.cookie,
  }))
}

const route: Deed = (race, id) =>
  done(race, id, { kind: 'route' }, (token) => ({
    method: 'POST',
    path: `/opportunities/${id}/routing`,
    body: { reason: token },
    cookie: race.cookie,
  }))

const offer: Deed = (race, id, { holder }) => {
  const giver = everybody(race).find((one) => one.id === holder)
  const to = oneOf(race, everybody(race)).id
  if (!giver || to === holder) return Promise.resolve()
  return done(race, id, { kind: 'offer', actor: giver.id, to }, (token) => ({
    method: 'POST',
    path: `/opportunities/${id}/hand-overs`,
    body: { to, packet: { needs: token, nextStep: '报价', nextStepOn: '2026-12-01' } },
    cookie: giver.cookie,
  }))
}

type HandOver = { id: string; version: number; state: string; from: { id: string }; to: { id: string } }

/** Answers the open offer of the opportunity, or takes it back; sometimes both at once, which only one may win. */
const answer: Deed = async (race, id) => {
  const path = `/opportunities/${id}/hand-overs`
  const { told } = await insist(race, { method: 'GET', path, cookie: race.cookie })
  const items = told.kind === 'done' ? ((told.body?.['items'] ?? []) as HandOver[]) : []
  const open = items.find(({ state }) => state === 'offered')
  if (!open) return
  const ways = race.random() < 0.3 ? WAYS : [oneOf(race, WAYS)]
  await Promise.all(ways.map((way) => answered(race, id, open, way)))
}
const WAYS = ['accept', 'accept', 'decline', 'withdraw'] as const

function answered(race: Race, id: string, open: HandOver, way: (typeof WAYS)[number]) {
  const actor = everybody(race).find((one) => one.id === (way === 'withdraw' ? open.from.id : open.to.id))
  if (!actor) return
  const asked = { kind: way, actor: actor.id, handOver: open.id, handOverVersion: open.version }
  const rest = { version: open.version, cookie: actor.cookie }
  return done(race, id, asked, (token) =>
    way === 'withdraw'
      ? { method: 'DELETE', path: `/hand-overs/${open.id}`, ...rest }
      : {
          method: 'PUT',
          path: `/hand-overs/${open.id}/answer`,
          body: way === 'accept' ? { answer: 'accept' } : { answer: 'decline', reason: token },
          ...rest,
        },
  )
}

/** Several at once, as one request; each of them is an operation of its own. */
const bulkPass: Deed = async (race, id) => {
  const ids = [...new Set([id, ...Array.from({ length: 4 }, () => oneOf(race, race.opportunities))])]
  await passSeveral(race, ids, oneOf(race, everybody(race)).id)
}

async function passSeveral(race: Race, ids: readonly string[], to: string): Promise<void> {
  const token = randomUUID()
  const began = performance.now()
  const { told } = await insist(race, {
    method: 'POST',
    path: '/opportunities/passing',
    body: { ids, person: to, reason: token },
    cookie: race.cookie,
  })
  const ended = performance.now()
  for (const opportunity of ids)
    race.history.operations.push({
      token,
      opportunity,
      began,
      ended,
      asked: { kind: 'bulk-pass', to },
      told: toldOf(told, opportunity),
    })
}

const remove: Deed = async (race, id, { version }) => {
  const token = randomUUID()
  const began = performance.now()
  const body = { object: 'opportunity', items: [{ id, version }], reason: token }
  const { told } = await insist(race, { method: 'POST', path: '/bin', body, cookie: race.cookie })
  note(race, token, began, id, { kind: 'delete', version }, toldOf(told, id))
}

const restore: Deed = (race, id) =>
  done(race, id, { kind: 'restore' }, (token) => ({
    method: 'POST',
    path: `/bin/opportunity/${id}/restoring`,
    body: { reason: token },
    cookie: race.cookie,
  }))

/** Merges another one into this one; each of the two is an operation of its own, a refusal that of the one it names. */
const merge: Deed = async (race, id, { version }) => {
  const other = oneOf(race, race.opportunities)
  const seen = other === id ? undefined : await look(race, other)
  if (!seen) return
  const token = randomUUID()
  const began = performance.now()
  const body = { losers: [{ id: other, version: seen.version }], reason: token }
  const path = `/opportunities/${id}/merging`
  const { told } = await insist(race, { method: 'POST', path, body, version, cookie: race.cookie })
  const isAbout = (one: string) =>
    told.kind !== 'refused' || told.facts['id'] === one || !('id' in told.facts)
  if (isAbout(id) && !ABOUT_LOSER.has(codeOf(told)))
    note(race, token, began, id, { kind: 'merge-into', version }, told)
  if (isAbout(other) && !ABOUT_SURVIVOR.has(codeOf(told)))
    note(race, token, began, other, { kind: 'merge-away', version: seen.version }, told)
}
const ABOUT_SURVIVOR = new Set(['merging.survivor-closed'])
const ABOUT_LOSER = new Set(['merging.won-stays'])
const codeOf = (told: Told) => (told.kind === 'refused' ? told.code : '')

/** An account gets another holder and its open opportunities go along, as one request. */
const reassign: Deed = async (race) => {
  const [account, ids] = oneOf(race, [...race.accounts])
  const to = oneOf(race, everybody(race)).id
  const { told: seen } = await insist(race, {
    method: 'GET',
    path: `/accounts/${account}`,
    cookie: race.cookie,
  })
  if (seen.kind !== 'done' || !seen.body) return
  const token = randomUUID()
  const began = performance.now()
  const { told } = await insist(race, {
    method: 'POST',
    path: `/accounts/${account}/reassigning`,
    body: { person: to, reason: token, opportunities: 'all' },
    version: Number(seen.body['version']),
    cookie: race.cookie,
  })
  if (told.kind === 'refused') return // about the account or the person, not about any of its opportunities
  const went = told.kind === 'done' && told.body ? (told.body['passing'] as { id: string }[]) : undefined
  for (const id of ids) {
    if (went && !went.some((one) => one.id === id)) continue
    note(
      race,
      token,
      began,
      id,
      { kind: 'reassign', to },
      went ? { kind: 'done', body: undefined } : { kind: 'unknown' },
    )
  }
}

const DEEDS: readonly Deed[] = [
  pass,
  pass,
  move,
  move,
  route,
  offer,
  offer,
  offer,
  answer,
  answer,
  answer,
  bulkPass,
  remove,
  restore,
  restore,
  merge,
  reassign,
  ...POOL_DEEDS,
]

/** What a leaver holds goes to somebody who stays. */
async function emptyHands(race: Race, { id }: Racer): Promise<void> {
  const filter = encodeURIComponent(`holder == "${id}" && isOpen`)
  const path = `/opportunities?filter=${filter}&limit=100&fields=title`
  const { told } = await insist(race, { method: 'GET', path, cookie: race.cookie })
  const held =
    told.kind === 'done' ? ((told.body?.['items'] ?? []) as { id: string }[]).map((one) => one.id) : []
  const theirs = held.filter((one) => race.opportunities.includes(one))
  if (theirs.length > 0) await passSeveral(race, theirs, oneOf(race, race.racers).id)
}

async function leave(race: Race, { id }: Racer, to: 'inactive' | 'active'): Promise<Told> {
  const began = performance.now()
  const method = to === 'inactive' ? 'PUT' : 'DELETE'
  const body = to === 'inactive' ? { body: {} } : {}
  const path = `/organisation/people/${id}/deactivation`
  const { told } = await insist(race, { method, path, ...body, cookie: race.cookie })
  race.history.leavings.push({ person: id, to, began, ended: performance.now(), told })
  return told
}

async function signedIn(race: Race, email: string): Promise<string> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      return await signIn(oneOf(race, race.servers).address, { email, password: ADMIN.password })
    } catch {
      await sleep(200)
    }
  }
  throw new Error(`${email} could not sign in again`)
}

async function look(race: Race, id: string): Promise<Seen | undefined> {
  const path = `/opportunities/${id}`
  const { told } = await done(race, id, { kind: 'read' }, () => ({
    method: 'GET',
    path,
    cookie: race.cookie,
  }))
  if (told.kind !== 'done' || !told.body) return undefined
  const { version, holder, stage } = told.body
  return { version: Number(version), holder: idIn(holder), stage: idIn(stage) }
}

function idIn(value: unknown): string {
  return typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : String(value)
}
