import type { Person } from '../../../engines/assignment/index.ts'
import { type WorkingTimes, workingTimes } from '../../../engines/calendar/index.ts'
import { spanAfter } from '../../../engines/calendar/span.ts'
import type { At, Case, Clockwork, Pace, Presence } from '../../../engines/replay/index.ts'
import { addDays, instantOf } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import { absencesDuring } from '../../absences/index.ts'
import { workingTimesOf } from '../../availability/index.ts'
import { limits } from '../../plan/index.ts'
import type { Change } from '../contract.ts'
import { changedPeople, type Departments, type Tried } from '../rules/changes.ts'
import * as store from '../store.ts'

export type Peopled = {
  people: Person[]
  places: ReadonlyMap<string, number>
  presences: Presence[]
  added: ReadonlySet<string>
  /** Who has a function only with what is otherwise, by places. */
  newcomers: ReadonlyMap<string, number[]>
  times: readonly WorkingTimes[]
}

/** Who was there in a period, with what is to be otherwise. */
export async function peopled(
  context: Context,
  changes: readonly Change[],
  [from, until]: readonly [At, At],
  first: (person: string) => At | undefined,
): Promise<Peopled> {
  const { db } = context
  const [staff, found] = await Promise.all([store.staff(db), store.departments(db)])
  const departments: Departments = new Map(found.map(({ id, ids, names }) => [id, { ids, names }]))
  const plain = staff.map(
    ({ department: _d, since: _s, leftAt: _l, ...person }): Person => ({ ...person, active: true }),
  )
  const { people, removed, added, newcomers: come } = changedPeople(plain, changes, departments)
  const places = new Map(people.map(({ id }, place) => [id, place]))
  const presences: Presence[] = []
  for (const { id, since, leftAt } of staff) {
    const place = places.get(id) ?? -1
    const begins = Math.min(since ?? Number.NEGATIVE_INFINITY, first(id) ?? Number.POSITIVE_INFINITY)
    const isLater = begins > from && begins <= until
    const isGone = leftAt !== null && leftAt <= from
    if (removed.has(id) || isLater || isGone) (people[place] as Person).active = false
    if (removed.has(id)) continue
    if (isLater) presences.push({ at: begins, place, active: true })
    if (leftAt !== null && leftAt > from && leftAt <= until)
      presences.push({ at: leftAt, place, active: false })
  }
  const window = [instantOf(from), instantOf(until)] as const
  const ids = staff.map(({ id }) => id)
  const away = await absencesDuring(db, ids, ...window)
  const said = awayBySaying(context, changes)
  const times = await timesOf(context, people, changes, added, said, window)
  for (const person of people) {
    const place = places.get(person.id) ?? 0
    const really = (away.get(person.id) ?? []).map((one) => ({
      from: Date.parse(one.from),
      until: Date.parse(one.until),
    }))
    for (const one of merged([...really, ...(said.get(person.id) ?? [])])) {
      presences.push({ at: one.from, place, away: { until: instantOf(one.until), deputy: '' } })
      presences.push({ at: one.until, place, away: null })
    }
  }
  presences.sort((a, b) => a.at - b.at)
  const newcomers = new Map<string, number[]>()
  for (const { person, function: key } of come)
    newcomers.set(key, [...(newcomers.get(key) ?? []), places.get(person) ?? -1])
  return { people, places, presences, added: new Set(added.keys()), newcomers, times }
}

type Stay = { from: At; until: At }

/** Who is said to be away, by person. */
function awayBySaying({ registry }: Context, changes: readonly Change[]): Map<string, Stay[]> {
  const zone = zoneTimes(registry.company.timeZone)
  const said = new Map<string, Stay[]>()
  for (const one of changes) {
    if (one.kind !== 'absent') continue
    const stay = { from: zone.startOf(one.from), until: zone.startOf(addDays(one.to, 1)) }
    said.set(one.person, [...(said.get(one.person) ?? []), stay])
  }
  return said
}

async function timesOf(
  context: Context,
  people: readonly Person[],
  changes: readonly Change[],
  added: ReadonlyMap<string, string | undefined>,
  said: ReadonlyMap<string, Stay[]>,
  window: readonly [string, string],
): Promise<WorkingTimes[]> {
  const real = people.map(({ id }) => id).filter((id) => !added.has(id))
  const known = await workingTimesOf(context.db, context, real, ...window)
  const like = new Map(
    changes.flatMap((one) => (one.kind === 'hours-like' ? [[one.person, one.like] as const] : [])),
  )
  const usual = known.get(real[0] ?? '')
  return people.map(({ id }) => {
    const times = known.get(like.get(id) ?? (added.has(id) ? (added.get(id) ?? '') : id)) ?? usual
    if (!times) throw new Error('nobody works')
    return times.withAbsences(said.get(id) ?? [])
  })
}

function merged(stays: Stay[]): Stay[] {
  const found: Stay[] = []
  for (const one of stays.toSorted((a, b) => a.from - b.from)) {
    const last = found.at(-1)
    if (last && one.from <= last.until) last.until = Math.max(last.until, one.until)
    else found.push({ ...one })
  }
  return found
}

/** Days as clocks of a zone show them. */
export function zoneTimes(zone: string): WorkingTimes {
  return workingTimes({ zone, week: [[], [], [], [], [], [], []], exceptions: [] })
}

/** The first instants of the days of a period. Weeks begin on Mondays. */
export function daysIn(timeZone: string, { from, to }: { from: string; to: string }) {
  const zone = zoneTimes(timeZone)
  const days: { at: At; isWeek: boolean }[] = []
  for (let day = from; day <= to; day = addDays(day, 1))
    days.push({ at: zone.startOf(day), isWeek: new Date(`${day}T00:00:00Z`).getUTCDay() === 1 })
  return {
    days,
    from: zone.startOf(from),
    until: zone.startOf(addDays(to, 1)),
    dayOf: (at: At) => zone.dayAt(at),
  }
}

/** What is due from whom under a plan, in their working time. */
export function clockworkOf(
  { people, times }: Peopled,
  plan: Tried,
  [from, until]: readonly [At, At],
): Clockwork {
  const stages = new Map(plan.stages.map((stage) => [stage.key, stage]))
  const paths = people.map(({ departmentPath }) => [...departmentPath].reverse())
  const timesAt = (place: number) => times[place] as WorkingTimes
  const perDay = new Map<number, number>()
  return {
    between: (place, a, b) => timesAt(place).between(a, b),
    after: (place, at, minutes) => timesAt(place).add(at, Math.max(0, minutes)) ?? at + minutes * 60_000,
    perDay: (place) => {
      const known = perDay.get(place)
      if (known !== undefined) return known
      const times = timesAt(place)
      const days = workedDays(times, from, until)
      const made = days > 0 ? Math.max(1, times.between(from, until) / days) : 480
      perDay.set(place, made)
      return made
    },
    due: (kind, stage, place, at) => {
      const found = stages.get(stage)
      const clock = found && limits.clockFor(found, kind, paths[place] ?? [])
      return clock ? spanAfter(timesAt(place), at, clock.within) : null
    },
  }
}

function workedDays(times: WorkingTimes, from: At, until: At): number {
  let days = 0
  for (let day = times.dayAt(from); day < times.dayAt(until); day = addDays(day, 1))
    if (times.isWorkingDay(day)) days += 1
  return days
}

/** How long a stretch takes somebody else. */
export function pacedBy(pace: Pace | undefined, { between, after }: Clockwork) {
  return ({ from, to }: { from: At; to: At }, was: number, would: number, start: At): At => {
    if (!pace || was < 0 || would < 0 || was === would) return start + (to - from)
    return after(would, start, between(was, from, to) * pace(was, would))
  }
}

/** The first time each person held something. */
export function firstHeld(cases: readonly Case[]): (person: string) => At | undefined {
  const first = new Map<string, At>()
  for (const { stretches } of cases)
    for (const { person, from } of stretches)
      if (from < (first.get(person) ?? Number.POSITIVE_INFINITY)) first.set(person, from)
  return (person) => first.get(person)
}
