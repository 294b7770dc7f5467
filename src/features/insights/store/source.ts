import { type Fragment, raw, sql } from '../../../kernel/fragment.ts'
import { seesAll } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import { ROW, rowsWhere } from '../../../objects/query/asked.ts'
import type { Period } from '../contract/query.ts'
import type { DimensionKey } from '../rules/dimensions.ts'
import type { Grain, MeasureKey } from '../rules/measures.ts'
import { joinsOf, placeOf } from './dimensions.ts'
import { isOfFacts, type Said } from './measures.ts'
import { NONE, type Source } from './query.ts'

type Asker = Pick<Context, 'viewer' | 'registry' | 'now'>
export type Question = {
  measures: readonly MeasureKey[]
  by: readonly string[]
  grain: Grain
  filter: string | undefined
  period: Period | undefined
}

const FROM_ROWS: Said = {
  days: `cycle_days(r.opened_at, r.closed_at, q.zone)`,
  today: 'q.today',
  now: 'q.now',
  zone: 'q.zone',
}

type Tally = {
  view: string
  keys: Readonly<Partial<Record<DimensionKey, string>>>
  join: string
  days: boolean
}
const HOLDER = 'join person h on h.id = r.holder_id'
const OF_PEOPLE = {
  holder: 'r.holder_id::text',
  manager: 'h.manager_id::text',
  department: 'h.department_id::text',
}
const TALLIES: readonly Tally[] = [
  { view: 'tally_by_holder', join: HOLDER, keys: { ...OF_PEOPLE, outcome: 'r.outcome' }, days: true },
  {
    view: 'tally_by_month',
    join: '',
    keys: {
      'closed-month': `to_char(r.closed_month, 'YYYY-MM')`,
      'closed-quarter': `to_char(r.closed_month, 'YYYY"Q"Q')`,
      'closed-year': `to_char(r.closed_month, 'YYYY')`,
      outcome: 'r.outcome',
    },
    days: true,
  },
  {
    view: 'tally_by_stage',
    join: `${HOLDER} join stage s on s.id = r.stage_id`,
    keys: { ...OF_PEOPLE, outcome: 'r.outcome', stage: 's.key', function: 's.accountable' },
    days: false,
  },
]
/** Measures that tallies can answer, and those of them that need days. */
const TALLIED: Readonly<Partial<Record<MeasureKey, 'days' | 'counts'>>> = {
  opportunities: 'counts',
  open: 'counts',
  won: 'counts',
  lost: 'counts',
  closed: 'counts',
  'win-rate': 'counts',
  'win-rate-all': 'counts',
  'won-amount': 'counts',
  'open-amount': 'counts',
  'lost-amount': 'counts',
  'average-won-amount': 'counts',
  'cycle-won': 'days',
  'cycle-lost': 'days',
  'cycle-closed': 'days',
}

/**
 * Where a question is read from: what is counted beforehand where it answers (everything, nothing filtered), else the rows the
 * viewer may see. Refuses `objects.bad-filter`.
 */
export function sourceOf(asker: Asker, question: Question): { source: Source; said: Said } {
  const tally = tallyFor(asker, question)
  return tally
    ? { source: fromTally(tally, question), said: { ...FROM_ROWS, days: 'r.days' } }
    : { source: fromRows(asker, question), said: FROM_ROWS }
}

/** The rows themselves, whatever is counted beforehand. */
export function rowsSource(asker: Asker, question: Question): { source: Source; said: Said } {
  return { source: fromRows(asker, question), said: FROM_ROWS }
}

function fromRows(asker: Asker, { measures, by, grain, filter, period }: Question): Source {
  const { viewer, registry, now } = asker
  const zone = registry.company.timeZone
  const places = by.map((name) => placeOf(asker, name))
  const object = objectNamed(registry, 'opportunity')
  const rows = rowsWhere({ object, viewer, registry, filter })
  return {
    weight: '1',
    from: sql`from opportunity ${raw(ROW)} ${raw(factsFor(measures, grain))} ${joinsOf(asker, places)}
      cross join (select ${now}::timestamptz as now, (${now}::timestamptz at time zone ${zone}::text)::date as today, ${zone}::text as zone) q
      cross join lateral (select ${keyed(places[0]?.key)} as k1, ${keyed(places[1]?.key)} as k2) k
      where ${rows}${period ? within(period, zone) : raw('')}`,
  }
}

function factsFor(measures: readonly MeasureKey[], grain: Grain): string {
  if (grain === 'parts') return 'join opportunity_part f on f.opportunity_id = r.id'
  return measures.some(isOfFacts) ? 'left join opportunity_fact f on f.opportunity_id = r.id' : ''
}

function keyed(key: Fragment | undefined): Fragment {
  return key ? sql`coalesce(${key}, ${NONE}::text)` : raw(`''::text`)
}

function within({ from, to, of }: Period, zone: string): Fragment {
  const column = raw(`r.${of}_at`)
  return sql` and ${column} >= (${from}::date::timestamp at time zone ${zone}::text)
    and ${column} < ((${to}::date + 1)::timestamp at time zone ${zone}::text)`
}

function tallyFor({ viewer, registry }: Asker, question: Question): Tally | undefined {
  const { measures, by, filter, period } = question
  if (filter?.trim() || !seesAll(viewer, objectNamed(registry, 'opportunity'), registry)) return undefined
  if (!measures.every((key) => TALLIED[key])) return undefined
  const needsDays = measures.some((key) => TALLIED[key] === 'days')
  return TALLIES.find(
    ({ keys, days, view }) =>
      by.every((name) => Object.hasOwn(keys, name)) &&
      (days || !needsDays) &&
      (!period || (view === 'tally_by_month' && isOfMonths(period))),
  )
}

function isOfMonths({ from, to, of }: Period): boolean {
  const next = new Date(Date.parse(`${to}T00:00:00Z`) + 86_400_000)
  return of === 'closed' && from.endsWith('-01') && next.getUTCDate() === 1
}

function fromTally({ view, keys, join }: Tally, { by, period }: Question): Source {
  const [first, second] = by.map((name) => raw(keys[name as DimensionKey] ?? 'null'))
  const where = period
    ? sql`where r.closed_month between ${period.from}::date and ${period.to}::date`
    : raw('')
  return {
    weight: 'r.n',
    from: sql`from ${raw(view)} r ${raw(join)}
      cross join lateral (select ${keyed(first)} as k1, ${keyed(second)} as k2) k ${where}`,
  }
}
