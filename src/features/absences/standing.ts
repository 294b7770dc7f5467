import type { Instant } from '../../kernel/time.ts'
import type { Registry } from '../../objects/metadata.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { receiverAway } from './errors.ts'
import { type AwayNow, awayAt, unchanged } from './rules.ts'
import * as store from './store.ts'

const MOST_AT_ONCE = 100_000

/** Who is away and who stands in, true from `from` until just before `until` (null: for good), as long as nobody changes anything. */
export type StandingIn = {
  from: Instant
  until: Instant | null
  away: ReadonlyMap<string, AwayNow & { acting: string; deputy: string }>
  /** Whom somebody stands in for, by whoever does. */
  actsFor: ReadonlyMap<string, readonly string[]>
}

/** True where what was found goes on holding at `now`; a clock that was set back asks again. */
export function stillHolds({ from, until }: StandingIn, now: Instant): boolean {
  return from <= now && (until === null || now < until)
}

const known = new WeakMap<
  Registry,
  { accessVersion: number; book: store.BookRow; readAt: Instant; last: StandingIn }
>()

/**
 * Who stands in for whom at `now`. Read when somebody changed something since, judged anew when an absence begins or ends: no query
 * otherwise. The same value as long as it holds. Not for use in a transaction: what it reads is remembered.
 */
export async function standingIn(
  db: Queryable,
  registry: Registry,
  accessVersion: number,
  now: Instant,
): Promise<StandingIn> {
  const found = remembered(registry, accessVersion, now)
  if (found) return found
  const book = await store.bookAt(db, now)
  const last = judged(book, now, now)
  known.set(registry, { accessVersion: book.accessVersion, book, readAt: now, last })
  return last
}

/** The same in a transaction, which may yet come to nothing: what it reads is not remembered. */
export async function standingWithin(
  tx: Queryable,
  registry: Registry,
  accessVersion: number,
  now: Instant,
): Promise<StandingIn> {
  return remembered(registry, accessVersion, now) ?? judged(await store.bookAt(tx, now), now, now)
}

function remembered(registry: Registry, accessVersion: number, now: Instant): StandingIn | undefined {
  const kept = known.get(registry)
  if (kept?.accessVersion !== accessVersion || kept.readAt > now) return undefined
  if (stillHolds(kept.last, now)) return kept.last
  const last = judged(kept.book, kept.readAt, now)
  known.set(registry, { ...kept, last })
  return last
}

function judged(book: store.BookRow, readAt: Instant, now: Instant): StandingIn {
  const { from, until } = unchanged(book, now)
  const name = (id: string) => book.names.get(id) ?? ''
  const away = new Map(
    [...awayAt(book, now)].map(([id, one]) => [
      id,
      { ...one, acting: name(one.actingId), deputy: name(one.deputyId) },
    ]),
  )
  const actsFor = new Map<string, string[]>()
  for (const [id, { actingId }] of away) {
    if (actingId !== id) actsFor.set(actingId, [...(actsFor.get(actingId) ?? []), id])
  }
  return { from: from !== null && from > readAt ? from : readAt, until, away, actsFor }
}

/** Who is away at `now`: since when, until when, the deputy named and who stands in. One query. */
export async function absencesAt(
  db: Queryable,
  now: Instant,
): Promise<Map<string, AwayNow & { acting: string }>> {
  const book = await store.bookAt(db, now)
  return new Map(
    [...awayAt(book, now)].map(([id, one]) => [id, { ...one, acting: book.names.get(one.actingId) ?? '' }]),
  )
}

/** When each of some people is away in a period, by person. One query. */
export async function absencesDuring(
  db: Queryable,
  people: readonly string[],
  from: Instant,
  until: Instant,
): Promise<Map<string, { from: Instant; until: Instant }[]>> {
  const rows = await store.absencesBetween(db, people, from, until, MOST_AT_ONCE)
  return Map.groupBy(rows, ({ personId }) => personId)
}

/** Refuses `absences.receiver-away` where the receiver is away and the giver did not say that they know. */
export async function refuseUnknowing(
  db: Queryable,
  now: Instant,
  receiver: { id: string; name: string },
  knowing: boolean | undefined,
): Promise<void> {
  if (knowing) return
  const away = (await absencesAt(db, now)).get(receiver.id)
  if (away) throw receiverAway({ person: receiver.name, until: away.until, acting: away.acting })
}
