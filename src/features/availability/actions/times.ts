import { type WorkingTimes, workingTimes } from '../../../engines/calendar/index.ts'
import { addDays, type Day, type Instant, instantOf } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { holidaysOf } from '../../../platform/holidays.ts'
import { absencesDuring } from '../../absences/index.ts'
import { engineCalendar } from '../rules.ts'
import * as store from '../store.ts'

const AHEAD = 62 // days of rotas and absences read at once: who asks again tomorrow finds them

/** What a caller may know already: the access counter it has just read. */
export type Knowing = { accessVersion?: number }
/** When somebody works next (now where they are at work, null for never), and whether that is soon enough. */
export type Availability = { isWithin: boolean; nextWorkingAt: Instant | null }

type Company = Pick<Context, 'registry'>
type Rota = { from: Day; until: Day; times: WorkingTimes }
type Kept = {
  version: number
  /** What a transaction reads after a change of its own may yet come to nothing: it is not remembered. */
  isSettled: boolean
  usual: WorkingTimes
  whose: ReadonlyMap<string, WorkingTimes>
  /** By what the calendars say: those that stay the same stay prepared. */
  prepared: ReadonlyMap<string, WorkingTimes>
  rotas: Map<string, Rota>
}

const kept = new WeakMap<Context['registry'], Kept>()

/**
 * When each of some people works, ready to be asked: their own calendar, their department's or the company's, with their rota and
 * absences from `from` to `until` over it. Calendars are kept in memory and read anew when anybody's changes, in every process:
 * one query for what moved, two for rotas and absences not seen yet.
 */
export async function workingTimesOf(
  db: Queryable,
  { registry }: Company,
  people: readonly string[],
  from: Instant,
  until: Instant,
  { accessVersion }: Knowing = {},
): Promise<Map<string, WorkingTimes>> {
  const version = accessVersion ?? (await store.accessVersion(db))
  const known = kept.get(registry)
  const now = known?.version === version ? known : await read(db, version, known?.prepared)
  if (now.isSettled) kept.set(registry, now)
  await readRotas(db, now, people, addDays(from.slice(0, 10), -1), addDays(until.slice(0, 10), 1))
  return new Map(people.map((id) => [id, now.rotas.get(id)?.times ?? now.usual]))
}

/** Who of some people is at work at `now` or will be within so many minutes of the clock. */
export async function availableWithin(
  db: Queryable,
  company: Company,
  people: readonly string[],
  now: Instant,
  minutes: number,
  knowing: Knowing = {},
): Promise<Map<string, Availability>> {
  const at = Date.parse(now)
  const times = await workingTimesOf(db, company, people, now, instantOf(at + minutes * 60_000), knowing)
  return new Map(
    people.map((id) => {
      const next = times.get(id)?.nextWorking(at) ?? null
      const isWithin = next !== null && next - at <= minutes * 60_000
      return [id, { isWithin, nextWorkingAt: next === null ? null : instantOf(next) }]
    }),
  )
}

async function read(
  db: Queryable,
  version: number,
  before: ReadonlyMap<string, WorkingTimes> = new Map(),
): Promise<Kept> {
  const { calendars, whose, isSettled } = await store.snapshot(db)
  const prepared = new Map<string, WorkingTimes>()
  const byId = new Map<string, WorkingTimes>()
  let usual: WorkingTimes | undefined
  for (const { id, isDefault, ...calendar } of calendars) {
    const key = JSON.stringify(calendar)
    const { holidays } = calendar
    const source = holidays && (await holidaysOf(holidays.country, holidays.region))
    const times = before.get(key) ?? prepared.get(key) ?? workingTimes(engineCalendar(calendar, source?.of))
    prepared.set(key, times)
    byId.set(id, times)
    if (isDefault) usual = times
  }
  if (!usual) throw new Error('the company has no working calendar')
  const given = Object.entries(whose).map(([person, id]) => [person, byId.get(id) ?? usual] as const)
  return { version, isSettled, usual, whose: new Map(given), prepared, rotas: new Map() }
}

/** Makes sure that the rotas and absences of `people` are known from one day to another; those that are known already are not read again. */
async function readRotas(
  db: Queryable,
  { rotas, whose, usual }: Kept,
  people: readonly string[],
  from: Day,
  until: Day,
): Promise<void> {
  const missing = people.filter((id) => {
    const rota = rotas.get(id)
    return !rota || rota.from > from || rota.until < until
  })
  if (missing.length === 0) return
  const further = addDays(until, AHEAD)
  const [days, absences] = await Promise.all([
    store.shiftsOf(db, missing, from, further),
    absencesDuring(db, missing, `${from}T00:00:00.000Z`, `${further}T00:00:00.000Z`),
  ])
  const shifts = Map.groupBy(days, ({ person }) => person)
  for (const id of missing) {
    const away = (absences.get(id) ?? []).map((one) => ({
      from: Date.parse(one.from),
      until: Date.parse(one.until),
    }))
    const times = (whose.get(id) ?? usual).withShifts(shifts.get(id) ?? []).withAbsences(away)
    rotas.set(id, { from, until: further, times })
  }
}
