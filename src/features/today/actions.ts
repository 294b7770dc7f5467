import type { WorkingTimes } from '../../engines/calendar/index.ts'
import { decimalFrom } from '../../kernel/money.ts'
import { openCursor, packCursor } from '../../kernel/page.ts'
import { addDays, instantOf, isInstant, MS_PER_DAY } from '../../kernel/time.ts'
import { dayIn, visibleFields } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import { badCursor } from '../../objects/errors.ts'
import { objectNamed } from '../../objects/metadata.ts'
import { absencesAt } from '../absences/index.ts'
import { approvalsOf } from '../approvals/index.ts'
import { workingTimesOf } from '../availability/index.ts'
import { settleFor } from '../clocks/index.ts'
import { contestsOf } from '../contests/index.ts'
import { handOversOfToday } from '../handover/index.ts'
import { scheduling } from '../plan/index.ts'
import type { BesideLine, TaskLine, TodayLine } from './contract.ts'
import { horizon, nextWorkingDay, stretchesOf } from './rules.ts'
import * as store from './store.ts'

const MOST = 100
const BESIDE = 20
const WEEK_MS = 7 * MS_PER_DAY
const AHEAD_MS = 70 * MS_PER_DAY // working time is read as far as a next working day is looked for

/**
 * My day: what waits for my answer or ruling, what I hold that is due by the end of my next working day, my tasks, what will be taken
 * from me and what came up to me; and of each whom I stand in for the same. Ten queries, whatever the size.
 */
export async function today(context: Context) {
  const { db, now, viewer } = context
  const absent = (viewer.actsFor ?? []).map(({ personId, name }) => ({ id: personId, name }))
  const people = [viewer.personId, ...absent.map(({ id }) => id)]
  await settleFor(context, { people })
  const times = await timesOf(context, people)
  const [mine, theirs, besides, handOvers, contests, approvals, planFailures, away] = await Promise.all([
    dayOf(context, times, [viewer.personId]),
    absent.length > 0 ? dayOf(context, times, people.slice(1)) : undefined,
    store.besides(context, viewer.personId, instantOf(Date.parse(now) + WEEK_MS), BESIDE),
    handOversOfToday(context),
    contestsOf(context, 'to-decide'),
    approvalsOf(context, 'received'),
    scheduling.failuresOf(context),
    absencesAt(db, now),
  ])
  const waitFor = (id: string) =>
    handOvers.waiting.filter((one) => (one.waitsFor === 'giver' ? one.from : one.to).id === id)
  const own = away.get(viewer.personId)
  return {
    ...dayAndHours(now, times(viewer.personId)),
    ...partOf(viewer.personId, mine),
    ...(mine.next && { next: mine.next }),
    handOvers: waitFor(viewer.personId),
    recycling: besides.filter(({ part }) => part === 'recycling').map(besideOf),
    watched: besides.filter(({ part }) => part === 'watched').map(besideOf),
    approvals: approvals.items,
    planFailures,
    handOversToDecide: handOvers.escalated,
    handOversUnanswered: handOvers.unanswered,
    contests: contests.items,
    away: own ? { until: own.until, acting: { id: own.actingId, name: own.acting } } : null,
    standingIn: absent.map((person) => ({
      person,
      until: away.get(person.id)?.until ?? now,
      ...partOf(person.id, theirs ?? NOTHING),
      handOvers: waitFor(person.id),
    })),
  }
}

type Page = { cursor?: string | undefined; limit?: number | undefined }

/** The due lines of my day page by page. Refuses `objects.bad-cursor`. */
export async function moreDue(context: Context, { cursor, limit = MOST }: Page) {
  const { personId } = context.viewer
  await settleFor(context, { people: [personId] })
  const times = await timesOf(context, [personId])
  const whose = [whoseDay(context.now, personId, times(personId))]
  const rows = await store.dueOpportunities(context, whose, limit + 1, cursor ? placeIn(cursor) : undefined)
  const lines = rows.flatMap(({ line }) => line ?? [])
  const next = cursorAfter(lines, limit)
  return {
    items: lines.slice(0, limit).map((line) => lineOf(context, line, times(personId))),
    ...(next && { next }),
  }
}

/** Where the next page begins, where one line more than asked for was found. */
function cursorAfter(
  lines: readonly NonNullable<store.HeldRow['line']>[],
  limit: number,
): string | undefined {
  const last = lines.length > limit ? lines[limit - 1] : undefined
  return last && packCursor([last.pausedAt !== null, last.at, last.id])
}

function placeIn(cursor: string): store.Place {
  const [paused, at, id] = openCursor(cursor) ?? []
  const isPlace =
    typeof paused === 'boolean' &&
    typeof at === 'string' &&
    isInstant(at.replace(' ', 'T').replace(/\+00$/, 'Z')) &&
    typeof id === 'string' &&
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
  if (!isPlace) throw badCursor({})
  return { paused, at, id }
}

type TimesOf = (personId: string) => WorkingTimes

async function timesOf(context: Context, people: readonly string[]): Promise<TimesOf> {
  const { db, now } = context
  const found = await workingTimesOf(db, context, people, now, instantOf(Date.parse(now) + AHEAD_MS))
  return (id) => {
    const times = found.get(id)
    if (!times) throw new Error(`nothing is known of when ${id} works`)
    return times
  }
}

function whoseDay(now: string, personId: string, times: WorkingTimes): store.Whose {
  const today = dayIn(now, times.zone)
  return { personId, today, until: horizon(times, today), zone: times.zone }
}

function dayAndHours(now: string, times: WorkingTimes) {
  const today = dayIn(now, times.zone)
  // a day more than the last one looked at, so that its end is covered in every zone
  const end = `${addDays(horizon(times, today), 2)}T00:00:00.000Z`
  return { now, today, nextWorkingDay: nextWorkingDay(times, today), working: stretchesOf(times, now, end) }
}

type DayOf = {
  rows: ReadonlyMap<string, { held: number; counts: store.HeldRow['counts'] }>
  due: (TodayLine & { holderId: string })[]
  tasks: (TaskLine & { holderId: string })[]
  more: boolean
  next?: string | undefined
}
const NONE: store.HeldRow['counts'] = { overdue: 0, today: 0, next: 0, paused: 0 }
const NOTHING: DayOf = { rows: new Map(), due: [], tasks: [], more: false }

/** What is due of several people at once, soonest first. */
async function dayOf(context: Context, times: TimesOf, people: readonly string[]): Promise<DayOf> {
  const whose = people.map((id) => whoseDay(context.now, id, times(id)))
  const [rows, tasks] = await Promise.all([
    store.dueOpportunities(context, whose, MOST + 1),
    store.dueTasks(context, whose, MOST),
  ])
  const lines = rows.flatMap(({ line, holderId }) => (line ? [{ line, holderId }] : []))
  return {
    rows: new Map(rows.map((row) => [row.holderId, row])),
    due: lines
      .slice(0, MOST)
      .map(({ line, holderId }) => ({ ...lineOf(context, line, times(holderId)), holderId })),
    more: lines.length > MOST,
    next: cursorAfter(
      lines.map(({ line }) => line),
      MOST,
    ),
    tasks: tasks.map(({ opportunityId, opportunity, ...task }) => ({
      ...task,
      opportunity: opportunityId && opportunity ? { id: opportunityId, title: opportunity } : null,
    })),
  }
}

/** The part of one of them. */
function partOf(id: string, { rows, due, tasks, more }: DayOf) {
  const own = <T extends { holderId: string }>(list: readonly T[]) =>
    list.filter((one) => one.holderId === id).map(({ holderId: _, ...rest }) => rest)
  const { held = 0, counts = NONE } = rows.get(id) ?? {}
  return { held, counts, due: own(due), tasks: own(tasks), more }
}

function lineOf(
  { now, viewer, registry }: Context,
  row: NonNullable<store.HeldRow['line']>,
  times: WorkingTimes,
): TodayLine {
  const object = objectNamed(registry, 'opportunity')
  const read = new Set(visibleFields(viewer, object).map((field) => field.name))
  const contact = objectNamed(registry, 'contact')
  const readThere = new Set(visibleFields(viewer, contact).map((field) => field.name))
  const seesContact = read.has('contact')
  const name =
    (read.has('contactName') && row.contactName) ||
    (seesContact && readThere.has('name') && row.theirName) ||
    null
  const phone =
    (read.has('contactPhone') && row.contactPhone) ||
    (seesContact && readThere.has('phone') && row.theirPhone) ||
    null
  const minutes = times.between(Date.parse(now), Date.parse(row.dueAt))
  return {
    id: row.id,
    version: row.version,
    number: row.number,
    title: row.title,
    account: read.has('account') ? row.account : null,
    stage: { key: row.stageKey, label: row.stageLabel },
    amount:
      row.amount === null || !row.currency || !read.has('amount')
        ? null
        : { amount: decimalFrom(BigInt(row.amount), row.currency), currency: row.currency },
    nextStep: read.has('nextStep') ? row.nextStep : null,
    nextStepOn: read.has('nextStepOn') ? row.nextStepOn : null,
    contact: name || phone ? { name, phone } : null,
    due: {
      what: row.what,
      at: row.dueAt,
      startedAt: row.startedAt,
      warnAt: row.warnAt,
      pausedAt: row.pausedAt,
    },
    section: row.section,
    overdue: row.section === 'overdue',
    minutesLeft: row.section === 'overdue' ? 0 : Math.max(0, Math.round(minutes)),
  }
}

function besideOf({
  id,
  title,
  stageKey,
  stageLabel,
  holderId,
  holder,
  what,
  dueAt,
}: store.BesideRow): BesideLine {
  return {
    id,
    title,
    stage: { key: stageKey, label: stageLabel },
    holder: { id: holderId, name: holder },
    what,
    dueAt,
  }
}
