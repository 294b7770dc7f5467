import type { WorkingTimes } from '../../../engines/calendar/index.ts'
import { type Course, courseOf, type Times } from '../../../engines/mining/course.ts'
import type { Calls } from '../../../engines/mining/passing.ts'
import { addDays } from '../../../kernel/time.ts'
import { visibleFields } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { unknownField } from '../../../objects/errors.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import { workingTimesOf } from '../../availability/index.ts'
import {
  eachHistory,
  type HistoryOptions,
  type Person,
  peopleOf,
  type StageFacts,
  stagesOf,
} from '../../histories/index.ts'
import { requireRight } from '../../permissions/index.ts'
import type { Asked } from '../contract.ts'
import { badPeriod } from '../errors.ts'
import * as store from '../store.ts'

/** The newest so many are looked at: some seconds of work. */
export const MOST = 50_000
const LONGEST_DAYS = 3660
const NOBODY = '00000000-0000-0000-0000-000000000000'
const BEFORE_ALL = '2000-01-01T00:00:00.000Z'

/** What mining needs to know beside histories. */
export type Ground = {
  people: ReadonlyMap<string, Person>
  stages: ReadonlyMap<string, StageFacts>
  functions: readonly store.FunctionName[]
  timesOf(person: string): Times
  /** When the company works, nobody away. */
  usual: WorkingTimes
  /** The day clocks of the company show, as a number. */
  dayOf(at: number): number
  calls: Calls
  now: number
}

/** Everything mining shows is made of these: where one is hidden, so is mining. */
const READS = ['stage', 'holder', 'outcome', 'openedAt', 'closedAt']

/** Four queries and the calendars. Refuses `objects.unknown-field` where the reader may not know who held what and where. */
export async function groundOf(context: Context): Promise<Ground> {
  const { db, viewer, now } = context
  requireRight(viewer, 'opportunity', 'see')
  const readable = new Set(
    visibleFields(viewer, objectNamed(context.registry, 'opportunity')).map(({ name }) => name),
  )
  const hidden = READS.find((field) => !readable.has(field))
  if (hidden) throw unknownField({ object: 'opportunity', field: hidden })
  const [people, stages, functions] = await Promise.all([peopleOf(db), stagesOf(db), store.functions(db)])
  const times = await workingTimesOf(db, context, [...people.keys(), NOBODY], BEFORE_ALL, now)
  const usual = times.get(NOBODY)
  if (!usual) throw new Error('the company has no working calendar')
  return {
    people,
    stages,
    functions,
    timesOf: (person) => times.get(person) ?? usual,
    usual,
    dayOf: (at) => Math.floor(Date.parse(`${usual.dayAt(at)}T00:00:00Z`) / 86_400_000),
    calls: callsFor(context, people, stages),
    now: Date.parse(now),
  }
}

/** People as the reader may know them: themselves and those they lead by name, the others by their function alone. */
function callsFor(
  { viewer }: Context,
  people: ReadonlyMap<string, Person>,
  stages: ReadonlyMap<string, StageFacts>,
): Calls {
  const known = new Set([viewer.personId, ...viewer.reports])
  const functionOf = (id: string, stage: string) => {
    const own = people.get(id)?.functions ?? []
    const asked = stages.get(stage)?.accountable
    return asked !== undefined && own.includes(asked) ? asked : (own[0] ?? '')
  }
  return {
    person: (id, stage) => (viewer.admin || known.has(id) ? id : `~${functionOf(id, stage)}`),
    function: functionOf,
    department: (id) => people.get(id)?.department ?? '',
  }
}

/** Refuses `mining.bad-period`. One day alone is the first or the last; without any there is no period. */
export function optionsOf({ filter, from, to, of }: Asked, today: string): HistoryOptions {
  if (from === undefined && to === undefined) return { filter }
  const period = { from: from ?? '2000-01-01', to: to ?? today, of }
  const isLong = from !== undefined && addDays(from, LONGEST_DAYS) < period.to
  if (period.to < period.from || isLong) throw badPeriod({ from: period.from, to: period.to })
  return { filter, period }
}

type Counted = { counted: number; more: boolean; attended: number }

/** Hands every course the viewer may see to `work`, the newest first, no more than `MOST` where no other number is given. */
export async function eachCourse(
  context: Context,
  ground: Ground,
  options: HistoryOptions,
  work: (course: Course) => void,
): Promise<Counted> {
  const { most = MOST } = options
  let counted = 0
  let attended = 0
  let more = false
  await eachHistory(context, { ...options, most: most + 1 }, (batch) => {
    for (const history of batch) {
      if (counted === most) more = true
      else {
        counted++
        if (history.contacts.length > 0) attended++
        work(courseOf(history, ground))
      }
    }
  })
  return { counted, more, attended }
}

export function headOf({ stages, functions }: Ground, counted: Counted) {
  const shown = [...stages.values()].map(({ key, label, phase, kind, position }) => ({
    key,
    label,
    phase,
    kind,
    position,
  }))
  return { ...counted, stages: shown.sort((a, b) => a.position - b.position), functions: [...functions] }
}
