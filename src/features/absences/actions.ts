import type { z } from 'zod'
import type { Instant } from '../../kernel/time.ts'
import { isDay } from '../../kernel/time.ts'
import type { Viewer } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { Queryable, Tx } from '../../platform/db/pool.ts'
import { sqlState } from '../../platform/db/transaction.ts'
import { record } from '../../platform/events/journal.ts'
import { bumpAccess } from '../permissions/index.ts'
import type {
  Absence,
  AwayPerson,
  changeAbsence as changeEndpoint,
  listAbsences as listEndpoint,
  previewAbsence as previewEndpoint,
  recordAbsence as recordEndpoint,
} from './contract.ts'
import * as errors from './errors.ts'
import {
  type Away,
  awayAt,
  type DeputyVerdict,
  dayAfter,
  deputyVerdict,
  isPeriod,
  proposedDeputy,
  runsAt,
  unchanged,
} from './rules.ts'
import * as store from './store.ts'
import { tellAbsence } from './telling.ts'

type ListAsked = z.infer<NonNullable<typeof listEndpoint.query>>
type RecordInput = z.infer<NonNullable<typeof recordEndpoint.body>>
type ChangeInput = z.infer<NonNullable<typeof changeEndpoint.body>>
type PreviewInput = z.infer<NonNullable<typeof previewEndpoint.body>>
type Doing = Pick<Context, 'actor' | 'now'>

const MOST = 1000

/** The absences the viewer may know in full: their own, of those they lead, for administrators of everybody. */
export async function listAbsences(
  { db, viewer, now }: Context,
  { person, from, until }: ListAsked,
): Promise<{ items: Absence[]; more: boolean }> {
  if (person && !mayKnow(viewer, person)) throw errors.notYours({ person })
  const days = [...(from ? [from] : []), ...(until ? [dayAfter(until)] : [])]
  const at = await store.midnights(db, days)
  const people = person ? [person] : viewer.admin ? null : [viewer.personId, ...viewer.reports]
  const rows = await store.absencesBetween(
    db,
    people,
    (from && at.get(from)) || now,
    (until && at.get(dayAfter(until))) || null,
    MOST + 1,
  )
  const book = await store.bookAt(db, now)
  return { items: rows.slice(0, MOST).map((row) => absenceOf(row, book, now)), more: rows.length > MOST }
}

/** Who is away now, for everybody's eyes: neither kind nor note. */
export async function whoIsAway({
  db,
  now,
}: Context): Promise<{ items: AwayPerson[]; changesAt: string | null }> {
  const book = await store.bookAt(db, now)
  const named = (id: string) => ({ id, name: book.names.get(id) ?? '' })
  const items = [...awayAt(book, now)].map(([id, { until, deputyId, actingId }]) => ({
    person: named(id),
    until,
    deputy: named(deputyId),
    acting: named(actingId),
  }))
  return { items, changesAt: unchanged(book, now).until }
}

/** What recording an absence would mean. Refuses what recording it would refuse; writes nothing. */
export async function previewAbsence(context: Context, { absence, ...input }: PreviewInput) {
  const { db, viewer, now } = context
  const personId = input.person ?? viewer.personId
  if (!mayKnow(viewer, personId)) throw errors.notYours({ person: personId })
  const period = await periodOf(db, input.from, input.until)
  const { deputyId, book } = await deputyFor(db, { personId, ...period }, input.deputy, now, absence)
  const carried = await store.carriedBy(db, personId)
  const deputy = { id: deputyId, name: book.names.get(deputyId) ?? '' }
  return { ...period, deputy, proposed: !input.deputy, ...carried }
}

/** Somebody is away, and somebody stands in. See `errors.ts` for what is refused. */
export async function recordAbsence(context: Context, input: RecordInput): Promise<Absence> {
  const { viewer, now } = context
  const personId = input.person ?? viewer.personId
  if (!mayKnow(viewer, personId)) throw errors.notYours({ person: personId })
  return changing(context, async (tx) => {
    const period = await periodOf(tx, input.from, input.until)
    const { deputyId } = await deputyFor(tx, { personId, ...period }, input.deputy, now)
    const absence = { personId, deputyId, ...period, kind: input.kind, note: input.note || null }
    await refuseOverlap(tx, absence)
    const id = await store.insertAbsence(tx, absence, viewer.personId, now)
    await journal(tx, context, 'absence.recorded', id, null, absence)
    await tellAbsence(tx, context, id, null, absence)
    return shown(tx, context, id)
  })
}

/** Changes what is not over; what has begun keeps its beginning. */
export async function changeAbsence(
  context: Context,
  id: string,
  version: number,
  input: ChangeInput,
): Promise<Absence> {
  const { viewer, now } = context
  return changing(context, async (tx) => {
    const row = await one(tx, context, id, version)
    if (row.until <= now) throw errors.over({ until: row.until })
    const period = await periodOf(tx, input.from ?? row.from, input.until ?? row.until)
    if (row.from <= now && period.from !== row.from) throw errors.begun({ from: row.from })
    const wanted = { personId: row.personId, ...period }
    const { deputyId } = await deputyFor(tx, wanted, input.deputy ?? row.deputyId, now, id)
    const { kind = row.kind, note } = input
    const after = { ...wanted, deputyId, kind, note: note === undefined ? row.note : note || null }
    await refuseOverlap(tx, after, id)
    await store.updateAbsence(tx, id, after, viewer.personId, now)
    await journal(tx, context, 'absence.changed', id, writtenOf(row), after)
    await tellAbsence(tx, context, id, row, after)
    return shown(tx, context, id)
  })
}

/** Back now: from this instant on nobody stands in. */
export async function endAbsence(context: Context, id: string, version: number): Promise<Absence> {
  const { viewer, now } = context
  return changing(context, async (tx) => {
    const row = await one(tx, context, id, version)
    if (row.until <= now) throw errors.over({ until: row.until })
    if (row.from >= now) throw errors.notBegun({ from: row.from })
    await store.updateAbsence(tx, id, { ...writtenOf(row), until: now }, viewer.personId, now)
    await journal(tx, context, 'absence.ended', id, { until: row.until }, { until: now })
    return shown(tx, context, id)
  })
}

/** Takes back what has not begun; the journal keeps it. */
export async function cancelAbsence(context: Context, id: string, version: number): Promise<undefined> {
  await changing(context, async (tx) => {
    const row = await one(tx, context, id, version)
    if (row.from < context.now) throw errors.begun({ from: row.from })
    await store.deleteAbsence(tx, id)
    await journal(tx, context, 'absence.cancelled', id, writtenOf(row), null)
    await tellAbsence(tx, context, id, row, null)
  })
}

/**
 * `toId` stands in wherever `fromId` would have, now and later, so that `fromId` can leave; where `toId` cannot (it would be for
 * themselves, go round, or be away) whoever is proposed does. In the caller's transaction; answers how many absences it were.
 * Refuses `absences.deputy-needed`.
 */
export async function replaceDeputy(tx: Tx, doing: Doing, fromId: string, toId: string): Promise<number> {
  const { now, actor } = doing
  const rows = await store.absencesOfDeputy(tx, fromId, now)
  if (rows.length > 0) await bumpAccess(tx)
  for (const row of rows) {
    const book = await store.bookAt(tx, now, [row.personId, toId], row.id)
    const people = new Map(book.people)
    const leaver = people.get(fromId)
    if (leaver) people.set(fromId, { ...leaver, active: false }) // nobody proposes whoever is about to leave
    const rest = { ...book, people }
    const isFit = deputyVerdict(rest, { ...row, deputyId: toId }, now).kind === 'fit'
    const deputyId = isFit ? toId : proposedDeputy(rest, row, now)
    if (!deputyId) throw errors.deputyNeeded({ person: row.person })
    await store.updateAbsence(tx, row.id, { ...writtenOf(row), deputyId }, actor.personId ?? deputyId, now)
    await journal(tx, doing, 'absence.deputy-replaced', row.id, { deputyId: fromId }, { deputyId })
    await tellAbsence(tx, doing, row.id, row, { ...row, deputyId })
  }
  return rows.length
}

/** Themselves, those above them and administrators know why somebody is away, and say so. */
function mayKnow(viewer: Viewer, personId: string): boolean {
  return viewer.admin || viewer.personId === personId || viewer.reports.includes(personId)
}

/** The access counter moves first: it tells every process, and two halves of a circle are not closed at once. */
async function changing<T>(context: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
  return context.transaction(async (tx) => {
    await bumpAccess(tx)
    return work(tx)
  })
}

async function periodOf(
  db: Queryable,
  from: string,
  until: string,
): Promise<{ from: Instant; until: Instant }> {
  const first = isDay(from) ? from : undefined
  const after = isDay(until) ? dayAfter(until) : undefined
  const days = [first, after].filter((day) => day !== undefined)
  const at = days.length > 0 ? await store.midnights(db, days) : new Map<string, string>()
  const instant = (text: string, day: string | undefined) =>
    (day && at.get(day)) || new Date(text).toISOString()
  return { from: instant(from, first), until: instant(until, after) }
}

/** The deputy given, or the one proposed, with the book it was judged by. `absence`: the one that is being changed. */
async function deputyFor(
  db: Queryable,
  wanted: Omit<Away, 'deputyId'>,
  given: string | null | undefined,
  now: Instant,
  absence?: string,
) {
  const { personId, from, until } = wanted
  if (!isPeriod(wanted, now)) throw errors.wrongPeriod({ from, until })
  const book = await store.bookAt(db, now, [personId, ...(given ? [given] : [])], absence ?? null)
  const person = book.people.get(personId)
  if (!person?.active) throw errors.unknownPerson({ id: personId })
  const nameOf = (id: string) => book.names.get(id) ?? ''
  const deputyId = given || proposedDeputy(book, wanted, now)
  if (!deputyId) throw errors.deputyNeeded({ person: person.name })
  if (!book.people.has(deputyId)) throw errors.unknownPerson({ id: deputyId })
  refuseUnfit(deputyVerdict(book, { ...wanted, deputyId }, now), person.name, nameOf(deputyId), nameOf)
  return { deputyId, book }
}

function refuseUnfit(
  verdict: DeputyVerdict,
  person: string,
  deputy: string,
  nameOf: (id: string) => string,
): void {
  if (verdict.kind === 'oneself') throw errors.deputyIsOneself({ person })
  if (verdict.kind === 'inactive') throw errors.deputyInactive({ deputy })
  if (verdict.kind === 'goes-round') throw errors.deputyGoesRound({ people: verdict.people.map(nameOf) })
  if (verdict.kind === 'away') throw errors.deputyAway({ deputy, acting: nameOf(verdict.actingId) })
}

/** The database refuses it too; asked before, so that the facts can be said. */
async function refuseOverlap(tx: Tx, { personId, from, until }: Omit<Away, 'deputyId'>, own?: string) {
  const rows = await store.absencesBetween(tx, [personId], from, until, 2)
  const other = rows.find(({ id }) => id !== own)
  if (other) throw errors.overlaps({ from: other.from, until: other.until })
}

/** The absence, where the viewer may know of it, at the version they saw. */
async function one(tx: Tx, { viewer }: Context, id: string, version: number): Promise<store.AbsenceRow> {
  const row = await store.absenceById(tx, id)
  if (!row || !mayKnow(viewer, row.personId)) throw errors.notFound({ id })
  if (row.version !== version) throw errors.stale({ yours: version, current: row.version })
  return row
}

async function shown(tx: Tx, { now }: Context, id: string): Promise<Absence> {
  const row = await store.absenceById(tx, id)
  if (!row) throw errors.notFound({ id })
  return absenceOf(row, await store.bookAt(tx, now), now)
}

function absenceOf(row: store.AbsenceRow, book: store.BookRow, now: Instant): Absence {
  const { id, version, from, until, kind, note } = row
  const actingId = runsAt(row, now) ? awayAt(book, now).get(row.personId)?.actingId : undefined
  return {
    id,
    version,
    person: { id: row.personId, name: row.person },
    from,
    until,
    kind,
    note,
    deputy: { id: row.deputyId, name: row.deputy },
    acting: actingId ? { id: actingId, name: book.names.get(actingId) ?? '' } : null,
  }
}

function writtenOf({ personId, deputyId, from, until, kind, note }: store.AbsenceRow) {
  return { personId, deputyId, from, until, kind, note }
}

async function journal(
  tx: Tx,
  { actor, now }: Doing,
  kind: string,
  recordId: string,
  before: Record<string, unknown> | null,
  after: Record<string, unknown> | null,
): Promise<void> {
  await record(tx, actor, now, [{ kind, object: 'absence', recordId, before, after }])
}
