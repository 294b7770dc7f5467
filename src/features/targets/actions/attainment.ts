import { addDays, instantOf } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { workingTimesOf } from '../../availability/index.ts'
import type { Attainment, AttainmentLine, PeriodKind, TargetMeasure } from '../contract.ts'
import type { Period } from '../rules/periods.ts'
import type { Scope } from '../rules/scope.ts'
import { type Levels, paceOf, standingOf, summed, textOf } from '../rules/targets.ts'
import { actuals } from '../store/actuals.ts'
import * as store from '../store/targets.ts'
import { type Counted, countedBy } from './counting.ts'
import { type Line, linesOf } from './lines.ts'
import { currencyOf, periodFrom, requireSight, scopeFor, todayOf } from './scope.ts'

type Asked = {
  measure: TargetMeasure
  currency?: string | undefined
  by: 'people' | 'products'
  period: PeriodKind
  startsOn?: string | undefined
}

/** What came of the targets of a period, whole before part. Refuses `targets.bad-period`, `targets.bad-currency`. */
export async function attainment(context: Context, asked: Asked): Promise<Attainment> {
  const { measure, by } = asked
  requireSight(context, measure)
  const currency = currencyOf(context, measure, asked.currency)
  const { endsOn, ...period } = periodFrom(context, asked)
  const scope = await scopeFor(context)
  const inPeriod = { measure, from: period.startsOn, to: endsOn, into: intoOf(context, currency) }
  const isCredited = by === 'people' && measure === 'won-amount'
  const { result } = await context.read(async (db) => {
    const [lines, targets, rows, held, days] = await Promise.all([
      linesOf(db, scope, by),
      standings(db, { measure, currency }, period, endsOn),
      actuals(db, context, {
        ...inPeriod,
        by: by === 'products' ? 'product' : isCredited ? 'credited' : 'held',
      }),
      isCredited ? actuals(db, context, { ...inPeriod, by: 'held' }) : undefined,
      workdaysOf(db, context, period.startsOn, endsOn),
    ])
    const counted = await countedBy(db, scope, rows, currency)
    const heldBy = held && (await countedBy(db, scope, held, currency))
    return { lines, targets, counted, heldBy, days }
  })
  const { lines, targets, counted, heldBy, days } = result
  const bounds = await boundsOf(context, period.startsOn, endsOn)
  return {
    measure,
    currency,
    ...period,
    endsOn,
    days,
    lines: lines.map((line) =>
      told(line, {
        currency,
        days,
        standing: targets(line),
        below: belowOf(lines, line, scope, targets),
        counted: counted(line),
        held: heldBy ? heldBy(line).actual : null,
        filter: filterOf(measure, line, scope, bounds),
      }),
    ),
  }
}

/** Others are counted only in the company's own currency: rates are kept for that one. */
export function intoOf({ registry }: Context, currency: string | null): string | null {
  return currency === registry.company.currency ? currency : null
}

type Standing = ReturnType<typeof standingOf>
type OfLine = (line: Pick<Line, 'subject' | 'key'>) => Standing

/** What is aimed at in a period, of each line. */
export async function standings(
  db: Queryable,
  of: store.Of,
  period: Period,
  endsOn: string,
): Promise<OfLine> {
  const rows = await store.targetsOf(db, of, period.startsOn, endsOn)
  const bySubject = Map.groupBy(rows, ({ subject, key }) => `${subject} ${key}`)
  return ({ subject, key }) => {
    const own = bySubject.get(`${subject} ${key}`) ?? []
    return standingOf(period, (asked) => {
      const row = own.find((one) => one.period === asked.period && one.startsOn === asked.startsOn)
      return row && levelsOf(row)
    })
  }
}

function levelsOf({ target, stretch, challenge }: store.TargetRow): Levels {
  const value = (text: string | null) => (text === null ? null : BigInt(text))
  return { target: BigInt(target), stretch: value(stretch), challenge: value(challenge) }
}

/** What those in a whole are to bring together: a department's people, the company's people, a series' products. */
function belowOf(lines: readonly Line[], line: Line, scope: Scope, targets: OfLine): bigint | null {
  const members =
    line.subject === 'department' ? new Set(scope.membersOf(line.key).map(({ id }) => id)) : null
  const within = lines.filter(({ subject, key, within: name }) => {
    if (line.subject === 'company') return subject === 'person' || subject === 'product'
    if (line.subject === 'department') return subject === 'person' && members?.has(key)
    return line.subject === 'series' && subject === 'product' && name === line.key
  })
  const levels = within.flatMap((one) => targets(one).levels ?? [])
  return levels.length === 0 ? null : summed(levels).target
}

/** Working days of the company's calendar: all of them, over by the end of today, left with today. */
async function workdaysOf(db: Queryable, context: Context, from: string, to: string) {
  const nobody = '00000000-0000-0000-0000-000000000000' // whoever has no calendar of their own works by the company's
  const first = Date.parse(`${from}T00:00:00Z`)
  const last = Date.parse(`${to}T00:00:00Z`)
  const times = (await workingTimesOf(db, context, [nobody], instantOf(first), instantOf(last))).get(nobody)
  const today = todayOf(context)
  const count = { days: 0, over: 0, left: 0 }
  for (let day = from; day <= to; day = addDays(day, 1)) {
    if (times && !times.isWorkingDay(day)) continue
    count.days += 1
    if (day <= today) count.over += 1
    if (day >= today) count.left += 1
  }
  return count
}

type Facts = {
  currency: string | null
  days: Attainment['days']
  standing: Standing
  below: bigint | null
  counted: Counted
  held: bigint | null
  filter: string | null
}

function told(line: Line, { currency, days, standing, below, counted, held, filter }: Facts): AttainmentLine {
  const text = (value: bigint | null) => (value === null ? null : textOf(value, currency))
  const { levels, parts } = standing
  const pace = levels && paceOf(levels.target, counted.actual, days)
  return {
    ...line,
    levels: levels && {
      target: textOf(levels.target, currency),
      stretch: text(levels.stretch),
      challenge: text(levels.challenge),
    },
    parts: text(parts),
    below: text(below),
    actual: textOf(counted.actual, currency),
    held: text(held),
    n: counted.n,
    isConverted: counted.isConverted,
    apart: counted.apart,
    attainment: levels && levels.target > 0n ? Number(counted.actual) / Number(levels.target) : null,
    pace: pace && {
      elapsed: pace.elapsed,
      expected: textOf(pace.expected, currency),
      gap: textOf(pace.gap, currency),
      perDay: text(pace.perDay),
    },
    filter,
  }
}

/** The first instant of a day and the first after another, in the company's zone, as conditions read them. */
async function boundsOf({ db }: Context, from: string, to: string): Promise<{ from: string; until: string }> {
  const [row] = await db<{ from: string; until: string }[]>`
    select (${from}::date)::timestamp at time zone time_zone as from, (${to}::date + 1)::timestamp at time zone time_zone as until
    from company`
  return row ?? { from: `${from}T00:00:00.000Z`, until: `${addDays(to, 1)}T00:00:00.000Z` }
}

function filterOf(
  measure: TargetMeasure,
  { subject, key }: Line,
  scope: Scope,
  { from, until }: { from: string; until: string },
): string | null {
  const field = measure === 'opened-count' ? 'openedAt' : 'closedAt'
  const won = measure === 'opened-count' ? '' : 'outcome == "won" && '
  const when = `${won}${field} >= timestamp("${from}") && ${field} < timestamp("${until}")`
  const whose = whoseOf(subject, key, scope)
  return whose === null ? null : whose === '' ? when : `${whose} && ${when}`
}

function whoseOf(subject: Line['subject'], key: string, scope: Scope): string | null {
  if (subject === 'company') return ''
  if (subject === 'person') return `holder == ${JSON.stringify(key)}`
  if (subject === 'product') return `product == ${JSON.stringify(key)}`
  if (subject === 'series') return `product.series == ${JSON.stringify(key)}`
  const ids = scope.membersOf(key).map(({ id }) => id)
  return ids.length === 0 || ids.length > MOST_NAMED ? null : `holder in ${JSON.stringify(ids)}`
}

const MOST_NAMED = 80 // a condition is 4,000 characters at most
