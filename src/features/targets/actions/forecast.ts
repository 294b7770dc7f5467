import { wilson } from '../../../engines/statistics/index.ts'
import { decimalFrom, minorDigits } from '../../../kernel/money.ts'
import { addDays, daysBetween, MS_PER_DAY } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { requireRight } from '../../permissions/index.ts'
import {
  type Backtest,
  CATEGORIES,
  type Category,
  type Forecast,
  type ForecastLine,
  type ForecastRow,
} from '../contract/forecast.ts'
import type { PeriodKind } from '../contract.ts'
import * as errors from '../errors.ts'
import { type Chances, chanceOf, FEW_CLOSED } from '../rules/chances.ts'
import type { Period } from '../rules/periods.ts'
import type { Scope } from '../rules/scope.ts'
import { type Bet, countBand, worthBand } from '../rules/sums.ts'
import { textOf } from '../rules/targets.ts'
import * as store from '../store/forecast.ts'
import { standings } from './attainment.ts'
import { told } from './calling.ts'
import { modelFor } from './model.ts'
import { periodFrom, readsAmounts, requireAmounts, scopeFor, todayOf } from './scope.ts'

type Whose = { person?: string | undefined; department?: string | undefined }
type Asked = Whose & { period: PeriodKind; startsOn?: string | undefined }
type Ending = Period & { endsOn: string }
const SEED = 20_260_101 // any: the same forecast is the same every time it is looked at

/** What is still to come in a period. Refuses `targets.bad-period`, `targets.unknown-subject`, `objects.unknown-field`. */
export async function forecast(context: Context, asked: Asked): Promise<Forecast> {
  requireRight(context.viewer, 'opportunity', 'see')
  requireAmounts(context)
  const { db } = context
  const period = periodFrom(context, asked)
  const today = todayOf(context)
  const scope = await scopeFor(context)
  const people = peopleOf(scope, asked)
  const { currency } = context.registry.company
  const [open, won, said, model, target] = await Promise.all([
    store.openOnes(db, context, people),
    store.wonBy(db, context, people, period.startsOn, period.endsOn),
    store.snapshots(db, period, currency, saidBy(context, scope, people)),
    modelFor(context, today),
    targetOf(db, period, asked, scope, currency),
  ])
  const due = open.filter((row) => isDue(row, period, today))
  return {
    ...period,
    currency,
    target,
    lines: linesOf(scope, due, won),
    open: due.length,
    undated: open.filter(({ expectedCloseOn }) => expectedCloseOn === null).length,
    filter: filterOf(period, today, people),
    byHistory:
      period.endsOn < today ? null : await byHistory(context, { open, won, model, period, today, currency }),
    before: beforeOf(said, currency),
  }
}

/** Whose opportunities are counted; null for everybody’s the viewer may see. Refuses whom the viewer does not lead. */
function peopleOf(scope: Scope, { person, department }: Whose): string[] | null {
  if (person !== undefined) {
    if (!scope.people.has(person) || !scope.seesPerson(person))
      throw errors.unknownSubject({ subject: 'person', key: person })
    return [person]
  }
  if (department === undefined) return null
  if (!scope.departments.has(department) || !scope.seesDepartment(department))
    throw errors.unknownSubject({ subject: 'department', key: department })
  return scope.membersOf(department).map(({ id }) => id)
}

/** Snapshots know no rows: who sees everything is told of all, others of people they lead and themself. */
function saidBy({ viewer }: Context, scope: Scope, people: string[] | null): string[] | null {
  if (scope.seesWhole) return people
  const own = [viewer.personId, ...viewer.reports]
  return people ? people.filter((id) => scope.seesPerson(id)) : own
}

async function targetOf(
  db: Queryable,
  { endsOn, ...period }: Ending,
  { person, department }: Whose,
  scope: Scope,
  currency: string,
): Promise<string | null> {
  const subject = person ? 'person' : department ? 'department' : 'company'
  if (subject === 'company' && !scope.seesWhole) return null
  const of = await standings(db, { measure: 'won-amount', currency }, period, endsOn)
  const { levels } = of({ subject, key: person ?? department ?? '' })
  return levels ? textOf(levels.target, currency) : null
}

/** Expected to close within, or long ago while the period has begun: what is late is still due. */
function isDue(
  { expectedCloseOn: day }: store.OpenRow,
  { startsOn, endsOn }: Ending,
  today: string,
): boolean {
  return day !== null && day <= endsOn && (day >= startsOn || startsOn <= today)
}

type Sum = { n: number; minor: Map<string, bigint> }
type Sums = Record<Category | 'won', Sum>

function linesOf(scope: Scope, due: readonly store.OpenRow[], won: readonly store.WonRow[]): ForecastLine[] {
  const byPerson = new Map<string, Sums>()
  const sumsOf = (id: string) => {
    const sums = byPerson.get(id) ?? noSums()
    byPerson.set(id, sums)
    return sums
  }
  for (const { holderId, category, minor, currency } of due)
    add(sumsOf(holderId)[category], 1, minor, currency)
  for (const { personId, n, minor, currency } of won) add(sumsOf(personId).won, n, minor, currency)
  const together = (ids: Iterable<string>) => {
    const all = noSums()
    for (const id of ids)
      for (const name of NAMES) {
        const one = byPerson.get(id)?.[name]
        if (!one) continue
        all[name].n += one.n
        for (const [currency, minor] of one.minor) add(all[name], 0, minor.toString(), currency)
      }
    return all
  }
  const departments = [...scope.departments.values()].filter(({ id }) => scope.seesDepartment(id))
  const people = [...byPerson.keys()].filter(scope.seesPerson)
  return [
    lineOf('all', '', '', together(byPerson.keys())),
    ...departments
      .map(({ id, name }) =>
        lineOf('department', id, name, together(scope.membersOf(id).map((one) => one.id))),
      )
      .filter((line) => NAMES.some((name) => line[name].n > 0)),
    ...people
      .map((id) => lineOf('person', id, scope.people.get(id)?.name ?? '', together([id])))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  ]
}

const NAMES = ['won', ...CATEGORIES] as const

function noSums(): Sums {
  return Object.fromEntries(NAMES.map((name) => [name, { n: 0, minor: new Map() }])) as unknown as Sums
}

function add(sum: Sum, n: number, minor: string | null, currency: string | null): void {
  sum.n += n
  if (minor === null || currency === null) return
  sum.minor.set(currency, (sum.minor.get(currency) ?? 0n) + BigInt(minor))
}

function lineOf(subject: ForecastLine['subject'], key: string, name: string, sums: Sums): ForecastLine {
  const shown = ({ n, minor }: Sum) => ({
    n,
    amount: [...minor].map(([currency, value]) => ({ amount: decimalFrom(value, currency), currency })),
  })
  const { won, commit, best, pipeline, omitted } = sums
  return {
    subject,
    key,
    name,
    won: shown(won),
    commit: shown(commit),
    best: shown(best),
    pipeline: shown(pipeline),
    omitted: shown(omitted),
  }
}

function filterOf({ startsOn, endsOn }: Ending, today: string, people: string[] | null): string | null {
  if (people && people.length > MOST_NAMED) return null
  const whose = people ? ` && holder in ${JSON.stringify(people)}` : ''
  const from = startsOn <= today ? '' : ` && expectedCloseOn >= day("${startsOn}")`
  return `isOpen == true && phase != "delivery" && expectedCloseOn <= day("${endsOn}")${from}${whose}`
}
const MOST_NAMED = 80 // a condition is 4,000 characters at most

type Model = Awaited<ReturnType<typeof modelFor>>
type Facts = {
  open: readonly store.OpenRow[]
  won: readonly store.WonRow[]
  model: Model
  period: Ending
  today: string
  currency: string
}

async function byHistory(context: Context, { open, won, model, period, today, currency }: Facts) {
  const { chances } = model.document
  const isByPlan = chanceOf(chances, '', 0, 30) === null
  const plan = isByPlan ? await store.planChances(context.db) : undefined
  const unit = 10 ** minorDigits(currency)
  const betsBy = (day: string): Bet[] =>
    open.map((row) => ({
      p: plan
        ? (plan.get(row.stageId) ?? 0)
        : between(chances, row, context.now, today, period.startsOn, day),
      worth: row.currency === currency && row.minor !== null ? Number(row.minor) / unit : 0,
    }))
  const wonOwn = won
    .filter((row) => row.currency === currency)
    .reduce((sum, { minor }) => sum + BigInt(minor), 0n)
  const already = Number(wonOwn) / unit
  const bets = betsBy(period.endsOn)
  const points = daysTo(today > period.startsOn ? today : period.startsOn, period.endsOn).map((day) => {
    const band = worthBand(betsBy(day), SEED)
    return { day, expected: already + band.expected, low: already + band.low, high: already + band.high }
  })
  return {
    closed: chances.closed,
    isLittle: chances.closed < FEW_CLOSED,
    learntAt: model.learntAt,
    isByPlan,
    open: open.length,
    won: { n: won.reduce((sum, { n }) => sum + n, 0), amount: decimalFrom(wonOwn, currency) },
    count: countBand(bets.map(({ p }) => p)),
    amount: worthBand(bets, SEED),
    otherCurrencies: open.filter((row) => row.currency !== null && row.currency !== currency).length,
    points,
  }
}

/** From now, or from when the period begins, to the end of a day. */
function between(
  chances: Chances,
  { stage, since }: store.OpenRow,
  now: string,
  today: string,
  startsOn: string,
  day: string,
): number {
  const age = (Date.parse(now) - Date.parse(since)) / MS_PER_DAY
  const by = chanceOf(chances, stage, age, daysBetween(today, day) + 1) ?? 0
  const before = startsOn > today ? (chanceOf(chances, stage, age, daysBetween(today, startsOn)) ?? 0) : 0
  return Math.max(0, by - before)
}

const POINTS = 7

/** Some days from one to another, evenly, both among them. */
function daysTo(from: string, to: string): string[] {
  const days = Math.max(0, daysBetween(from, to))
  const count = Math.min(POINTS, days + 1)
  const all = Array.from({ length: count }, (_, i) =>
    addDays(from, Math.round((days * i) / Math.max(1, count - 1))),
  )
  return [...new Set(all)]
}

function beforeOf(said: readonly store.Snapshot[], currency: string): Forecast['before'] {
  const byDay = Map.groupBy(said, ({ takenOn }) => takenOn)
  return [...byDay].map(([takenOn, rows]) => {
    const of = (category: string) =>
      decimalFrom(BigInt(rows.find((row) => row.category === category)?.minor ?? 0), currency)
    return { takenOn, won: of('won'), commit: of('commit'), best: of('best'), pipeline: of('pipeline') }
  })
}

const MOST_ROWS = 200

/** The open ones a forecast is made of, what brings most first. */
export async function rows(
  context: Context,
  { category, which, ...asked }: Asked & { category?: Category | undefined; which: 'due' | 'all' },
): Promise<{ items: ForecastRow[]; total: number }> {
  requireRight(context.viewer, 'opportunity', 'see')
  const { db, now } = context
  const period = periodFrom(context, asked)
  const today = todayOf(context)
  const scope = await scopeFor(context)
  const people = peopleOf(scope, asked)
  const [open, model] = await Promise.all([store.openOnes(db, context, people), modelFor(context, today)])
  const { chances } = model.document
  const plan = chanceOf(chances, '', 0, 30) === null ? await store.planChances(db) : undefined
  const worth = readsAmounts(context)
  const chanceFor = (row: store.OpenRow) =>
    plan ? (plan.get(row.stageId) ?? 0) : between(chances, row, now, today, period.startsOn, period.endsOn)
  const found = open
    .filter(
      (row) => (which === 'all' || isDue(row, period, today)) && (!category || row.category === category),
    )
    .map((row) => ({ row, chance: period.endsOn < today ? null : chanceFor(row) }))
    .sort((a, b) => weight(b, worth) - weight(a, worth) || (a.row.id < b.row.id ? -1 : 1))
  const shown = found.slice(0, MOST_ROWS)
  const known = await store.titled(
    db,
    shown.map(({ row }) => row.id),
  )
  return {
    total: found.length,
    items: shown.flatMap(({ row, chance }) => {
      const one = known.get(row.id)
      if (!one) return []
      return {
        opportunity: { id: one.id, number: one.number, title: one.title },
        holder: one.holder,
        stage: { key: row.stage, label: one.label },
        days: Math.max(0, Math.floor((Date.parse(now) - Date.parse(row.since)) / MS_PER_DAY)),
        amount:
          worth && row.minor !== null && row.currency !== null
            ? { amount: decimalFrom(BigInt(row.minor), row.currency), currency: row.currency }
            : null,
        expectedCloseOn: row.expectedCloseOn,
        chance,
        call: told(context, { holderId: row.holderId, isOpen: true }, one),
      }
    }),
  }
}

function weight({ row, chance }: { row: store.OpenRow; chance: number | null }, worth: boolean): number {
  return (chance ?? 1) * (worth ? Number(row.minor ?? 0) : 1)
}

/** What would have been said of the last periods and what came; for who sees every opportunity. */
export async function backtest(context: Context, period: 'month' | 'quarter'): Promise<Backtest> {
  requireRight(context.viewer, 'opportunity', 'see')
  requireAmounts(context)
  const { currency } = context.registry.company
  const scope = await scopeFor(context)
  if (!scope.seesWhole) return { currency, isLittle: false, periods: [], calibration: [] }
  const { document } = await modelFor(context, todayOf(context))
  const { periods, bins } = document.tests[period]
  const unit = 10 ** minorDigits(currency)
  return {
    currency,
    isLittle: document.chances.closed < FEW_CLOSED,
    periods: periods.map(({ said, came, fresh, ...one }) => ({
      ...one,
      said: { ...said, worth: said.worth / unit },
      came: { ...came, worth: came.worth / unit },
      fresh: { ...fresh, worth: fresh.worth / unit },
    })),
    calibration: bins.flatMap(({ from, to, n, said, came }) => {
      const interval = wilson(came, n)
      if (!interval) return []
      return [{ from, to, n, said: said / n, came: came / n, low: interval.low, high: interval.high }]
    }),
  }
}
