import type { Context } from '../../../objects/context.ts'
import type { Queryable, Tx } from '../../../platform/db/pool.ts'
import { record } from '../../../platform/events/journal.ts'
import { requireAdmin } from '../../permissions/index.ts'
import type { Rankings, Subject, TargetChange, TargetMeasure, Targets } from '../contract.ts'
import * as errors from '../errors.ts'
import { isStart } from '../rules/periods.ts'
import type { Scope } from '../rules/scope.ts'
import { areInOrder, textOf, valueFrom } from '../rules/targets.ts'
import { actuals } from '../store/actuals.ts'
import * as store from '../store/targets.ts'
import { countedBy } from './counting.ts'
import { type Line, linesOf } from './lines.ts'
import { currencyOf, requireSight, scopeFor } from './scope.ts'

type Of = { measure: TargetMeasure; currency?: string | undefined; by: 'people' | 'products' }

/** The targets of a year of everything the viewer sees, with what came in each month of the year before. */
export async function read(context: Context, { year, by, ...of }: Of & { year: number }): Promise<Targets> {
  requireSight(context, of.measure)
  const { db } = context
  const currency = currencyOf(context, of.measure, of.currency)
  const scope = await scopeFor(context)
  const [lines, set, before] = await Promise.all([
    linesOf(db, scope, by),
    store.targetsOf(db, { measure: of.measure, currency }, `${year}-01-01`, `${year}-12-31`),
    actuals(db, context, {
      measure: of.measure,
      from: `${year - 1}-01-01`,
      to: `${year - 1}-12-31`,
      by: by === 'products' ? 'product' : of.measure === 'won-amount' ? 'credited' : 'held',
      into: currency === context.registry.company.currency ? currency : null,
      byMonth: true,
    }),
  ])
  const bySubject = Map.groupBy(set, ({ subject, key }) => `${subject} ${key}`)
  const ofLine = await countedBy(db, scope, before, currency)
  return {
    measure: of.measure,
    currency,
    lines: lines.map((line) => ({
      ...line,
      cells: (bySubject.get(`${line.subject} ${line.key}`) ?? []).map(({ subject: _, key: __, ...cell }) => ({
        period: cell.period,
        startsOn: cell.startsOn,
        version: cell.version,
        target: shown(cell.target, currency) ?? '0',
        stretch: shown(cell.stretch, currency),
        challenge: shown(cell.challenge, currency),
      })),
      lastYear: Array.from({ length: 12 }, (_, i) => {
        const month = `${year - 1}-${String(i + 1).padStart(2, '0')}`
        return textOf(ofLine(line, month).actual, currency)
      }),
    })),
  }
}

function shown(value: string | null, currency: string | null): string | null {
  return value === null ? null : textOf(BigInt(value), currency)
}

type Given = { measure: TargetMeasure; currency?: string | undefined; changes: TargetChange[] }

/**
 * Sets targets, all or none. Refuses `targets.not-yours`, `targets.unknown-subject`, `targets.bad-period`, `targets.bad-value`,
 * `targets.stale`, `targets.bad-currency`.
 */
export async function set(
  context: Context,
  { measure, changes, ...given }: Given,
): Promise<{ changed: number }> {
  requireSight(context, measure)
  const currency = currencyOf(context, measure, given.currency)
  return context.transaction(async (tx) => {
    const scope = await scopeFor(context, tx)
    const names = await namesOf(tx, scope)
    const wanted = changes.map((change) => checked(scope, names, currency, change))
    const days = changes.map(({ startsOn }) => startsOn).sort()
    const known = await store.lockTargets(tx, { measure, currency }, days[0] ?? '', days.at(-1) ?? '')
    const before = new Map(known.map((row) => [keyOf(row), row]))
    for (const change of changes) {
      const current = before.get(keyOf(change))?.version ?? 0
      if (current !== change.version) {
        const name = names(change.subject, change.key) ?? ''
        throw errors.stale({ name, startsOn: change.startsOn, yours: change.version, current })
      }
    }
    const last = [...new Map(wanted.map((one) => [keyOf(one), one])).values()]
    await store.saveTargets(tx, { measure, currency }, last, context.viewer.personId, context.now)
    await journal(tx, context, { measure, currency }, last, before)
    return { changed: last.length }
  })
}

function keyOf({
  subject,
  key,
  period,
  startsOn,
}: Pick<TargetChange, 'subject' | 'key' | 'period' | 'startsOn'>) {
  return `${subject} ${key} ${period} ${startsOn}`
}

function checked(
  scope: Scope,
  names: (subject: Subject, key: string) => string | undefined,
  currency: string | null,
  change: TargetChange,
): store.Change {
  const { subject, key, period, startsOn } = change
  const name = names(subject, key)
  if (name === undefined) throw errors.unknownSubject({ subject, key: key.slice(0, 100) })
  if (!scope.sets(subject, key)) throw errors.notYours({ name })
  if (!isStart({ period, startsOn })) throw errors.badPeriod({ period, startsOn })
  const value = (text: string | null) => {
    if (text === null) return null
    const found = valueFrom(text, currency)
    if (found === undefined) throw errors.badValue({ value: text.slice(0, 30) })
    return found
  }
  const target = value(change.target)
  const [stretch, challenge] =
    target === null ? [null, null] : [value(change.stretch), value(change.challenge)]
  if (target !== null && !areInOrder({ target, stretch, challenge }))
    throw errors.badValue({ value: change.challenge ?? change.stretch ?? '' })
  return { subject, key, period, startsOn, target, stretch, challenge }
}

/** The name of whom or what a target is for; undefined where there is none. */
async function namesOf(db: Queryable, scope: Scope) {
  const products = await store.products(db)
  const byId = new Map(products.map(({ id, name }) => [id, name]))
  const series = new Set(products.map((one) => one.series))
  return (subject: Subject, key: string): string | undefined => {
    if (subject === 'company') return key === '' ? '' : undefined
    if (subject === 'person') return scope.people.get(key)?.name
    if (subject === 'department') return scope.departments.get(key)?.name
    if (subject === 'product') return byId.get(key)
    return series.has(key) ? key : undefined
  }
}

async function journal(
  tx: Tx,
  context: Context,
  of: store.Of,
  changes: readonly store.Change[],
  before: ReadonlyMap<string, store.TargetRow>,
): Promise<void> {
  const told = (value: bigint | string | null | undefined) =>
    value === null || value === undefined ? null : textOf(BigInt(value), of.currency)
  await record(
    tx,
    context.actor,
    context.now,
    changes.map((change) => {
      const was = before.get(keyOf(change))
      const { subject, key, period, startsOn } = change
      return {
        kind: 'target.set',
        object: subject === 'series' ? 'company' : subject,
        recordId: subject === 'company' || subject === 'series' ? context.viewer.personId : key,
        before: was
          ? { target: told(was.target), stretch: told(was.stretch), challenge: told(was.challenge) }
          : null,
        after: {
          target: told(change.target),
          stretch: told(change.stretch),
          challenge: told(change.challenge),
        },
        cause: { ...of, subject, key, period, startsOn },
      }
    }),
  )
}

export async function readRates({ db, registry }: Context) {
  return { currency: registry.company.currency, items: await store.rates(db) }
}

/** Says what other currencies are worth. Refuses `permissions.admin-only`, `targets.bad-value`, `targets.bad-currency`. */
export async function changeRates(context: Context, { items }: { items: store.Rate[] }) {
  requireAdmin(context.viewer)
  const own = context.registry.company.currency
  const wrong = items.find(({ rate }) => Number(rate) <= 0)
  if (wrong) throw errors.badValue({ value: wrong.rate })
  if (items.some(({ currency }) => currency === own)) throw errors.badCurrency({ currency: own })
  const last = [...new Map(items.map((one) => [`${one.currency} ${one.validFrom}`, one])).values()]
  await context.transaction(async (tx) => {
    const before = await store.rates(tx)
    await store.saveRates(tx, last, context.viewer.personId, context.now)
    await record(tx, context.actor, context.now, [
      {
        kind: 'target.rates-set',
        object: 'company',
        recordId: context.viewer.personId,
        before: { rates: before },
        after: { rates: last },
      },
    ])
  })
  return readRates(context)
}

/** Says whether people are ranked. Refuses `permissions.admin-only`. */
export async function changeRankings(context: Context, { rankings }: { rankings: Rankings }) {
  requireAdmin(context.viewer)
  await context.transaction(async (tx) => {
    const before = await store.rankingsSetting(tx)
    await store.saveRankings(tx, rankings, context.viewer.personId, context.now)
    await record(tx, context.actor, context.now, [
      {
        kind: 'target.rankings-set',
        object: 'company',
        recordId: context.viewer.personId,
        before: { rankings: before },
        after: { rankings },
      },
    ])
  })
  return { rankings }
}

export type { Line }
