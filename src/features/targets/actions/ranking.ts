import { wilson } from '../../../engines/statistics/index.ts'
import type { Context } from '../../../objects/context.ts'
import type { PeriodKind, Ranked, RankedBy } from '../contract.ts'
import { type Figure, placed, placeOf } from '../rules/places.ts'
import { textOf } from '../rules/targets.ts'
import { actuals, keptInTime } from '../store/actuals.ts'
import * as store from '../store/targets.ts'
import { intoOf, standings } from './attainment.ts'
import { countedBy } from './counting.ts'
import { currencyOf, periodFrom, requireSight, scopeFor } from './scope.ts'

type Asked = {
  by: RankedBy
  period: PeriodKind
  startsOn?: string | undefined
  department?: string | undefined
}

/**
 * People in order of a figure: those the viewer leads and themself, and their own place in their department, counted over everybody
 * there whose figures they are not shown. Nobody where the company ranks nobody.
 */
export async function rankings(context: Context, asked: Asked): Promise<Ranked> {
  const isMoney = asked.by === 'won-amount' || asked.by === 'attainment'
  requireSight(context, isMoney ? 'won-amount' : 'won-count')
  const currency = isMoney ? currencyOf(context, 'won-amount', undefined) : null
  const shown = asked.by === 'won-amount' ? currency : null
  const setting = await store.rankingsSetting(context.db)
  if (setting === 'off') return { rankings: setting, currency: shown, lines: [], own: null }
  const scope = await scopeFor(context)
  const figures = await figuresOf(context, asked, currency, scope)
  const me = context.viewer.personId
  const within = asked.department && new Set(scope.membersOf(asked.department).map(({ id }) => id))
  const mayName = (id: string) => (setting === 'own' ? id === me : scope.seesPerson(id))
  const named = figures.filter(({ id }) => mayName(id) && (!within || within.has(id)))
  const department = scope.people.get(me)?.department
  const mates = new Set(department ? scope.membersOf(department).map(({ id }) => id) : [])
  return {
    rankings: setting,
    currency: shown,
    lines: placed(named).map(({ place, figure }) => {
      const { id, value, n } = figure
      const interval = asked.by === 'on-time' ? wilson(Math.round(value * n), n) : null
      return {
        place,
        person: { id, name: scope.people.get(id)?.name ?? '' },
        value: figure.exact === null ? String(value) : textOf(figure.exact, shown),
        n,
        low: interval?.low ?? null,
        high: interval?.high ?? null,
      }
    }),
    own: placeOf(
      figures.filter(({ id }) => mates.has(id)),
      me,
    ),
  }
}

/** A figure of everybody who has one. */
async function figuresOf(
  context: Context,
  { by, ...asked }: Asked,
  currency: string | null,
  scope: Awaited<ReturnType<typeof scopeFor>>,
): Promise<Figure[]> {
  const { endsOn, ...period } = periodFrom(context, asked)
  const { db } = context
  const people = [...scope.people.values()].filter(({ active }) => active).map(({ id }) => id)
  if (by === 'on-time') {
    const rows = new Map((await keptInTime(db, period.startsOn, endsOn)).map((row) => [row.person, row]))
    return people.flatMap((id) => {
      const row = rows.get(id)
      return row ? [{ id, value: row.kept / row.n, n: row.n, exact: null }] : []
    })
  }
  const measure = by === 'won-count' ? 'won-count' : 'won-amount'
  const rows = await actuals(
    db,
    { ...context, everybody: true },
    {
      measure,
      from: period.startsOn,
      to: endsOn,
      by: measure === 'won-count' ? 'held' : 'credited',
      into: intoOf(context, currency),
    },
  )
  const counted = await countedBy(db, scope, rows, currency)
  const targets = by === 'attainment' ? await standings(db, { measure, currency }, period, endsOn) : undefined
  return people.flatMap((key): Figure[] => {
    const { actual, n } = counted({ subject: 'person', key })
    if (!targets) return n > 0 ? [{ id: key, value: Number(actual), n, exact: actual }] : []
    const target = targets({ subject: 'person', key }).levels?.target ?? 0n
    return target > 0n ? [{ id: key, value: Number(actual) / Number(target), n, exact: null }] : []
  })
}
