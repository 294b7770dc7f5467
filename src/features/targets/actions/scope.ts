import { givenFor, seesAll, visibleFields } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { unknownField } from '../../../objects/errors.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { requireRight } from '../../permissions/index.ts'
import type { PeriodKind, TargetMeasure } from '../contract.ts'
import * as errors from '../errors.ts'
import { endOf, isStart, type Period, periodOf } from '../rules/periods.ts'
import { type Scope, scopeOf } from '../rules/scope.ts'
import * as store from '../store/targets.ts'

/** Whose figures the viewer sees, by who leads whom and by what they may see. */
export async function scopeFor(context: Context, db: Queryable = context.db): Promise<Scope> {
  const { viewer, registry } = context
  const { people, departments } = await store.organisation(db)
  const seesEvery = seesAll(viewer, objectNamed(registry, 'opportunity'), registry)
  const { personId, admin, reports } = viewer
  return scopeOf({ personId, admin, reports, seesAll: seesEvery }, people, departments)
}

/** Refuses whoever may see no opportunities, and amounts to whom they are hidden. */
export function requireSight(context: Context, measure: TargetMeasure): void {
  requireRight(context.viewer, 'opportunity', 'see')
  if (measure === 'won-amount') requireAmounts(context)
}

export function requireAmounts(context: Context): void {
  if (!readsAmounts(context)) throw unknownField({ object: 'opportunity', field: 'amount' })
}

export function readsAmounts({ viewer, registry }: Context): boolean {
  return visibleFields(viewer, objectNamed(registry, 'opportunity')).some(({ name }) => name === 'amount')
}

/** The currency a measure is counted in: none for pieces, the company's unless another is named. */
export function currencyOf(
  { registry }: Pick<Context, 'registry'>,
  measure: TargetMeasure,
  named: string | undefined,
): string | null {
  if (measure === 'won-amount') return named ?? registry.company.currency
  if (named !== undefined) throw errors.badCurrency({ currency: named })
  return null
}

/** Today by the company's calendar. */
export function todayOf({ registry, viewer }: Pick<Context, 'registry' | 'viewer'>): string {
  return givenFor(registry, viewer.personId).today
}

/** The period that begins on a day, the one of today where none is named. Refuses `targets.bad-period`. */
export function periodFrom(
  context: Context,
  { period, startsOn }: { period: PeriodKind; startsOn?: string | undefined },
): Period & { endsOn: string } {
  const asked = startsOn === undefined ? periodOf(todayOf(context), period) : { period, startsOn }
  if (!isStart(asked)) throw errors.badPeriod({ period, startsOn: asked.startsOn })
  return { ...asked, endsOn: endOf(asked) }
}
