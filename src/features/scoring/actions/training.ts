import type { History } from '../../../engines/mining/history.ts'
import {
  bandsOf,
  isTrained,
  knownAt,
  LEAST_ENDED,
  type Sample,
  samplesOf,
  type Told,
  trained,
} from '../../../engines/scoring/index.ts'
import { wilson } from '../../../engines/statistics/index.ts'
import { instantOf } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import { titlesOf } from '../../../objects/store.ts'
import type { Queryable, Sql, Tx } from '../../../platform/db/pool.ts'
import { patiently } from '../../../platform/db/transaction.ts'
import { record } from '../../../platform/events/journal.ts'
import { everyHistory } from '../../histories/index.ts'
import { notify } from '../../notifications/index.ts'
import { requireAdmin, requireReach } from '../../permissions/index.ts'
import type { ScoringState } from '../contract.ts'
import { isDue, othersFrom } from '../rules/seeing.ts'
import * as store from '../store/models.ts'

const MOST = 12_000 // ended opportunities, the newest: more say little more, and learning stays a matter of a second
const MOST_EFFECTS = 40

type Company = Pick<Context, 'registry' | 'now'>

/** Learns anew now; waits where another process does. Refuses `permissions.admin-only`. */
export async function trainNow(context: Context): Promise<ScoringState> {
  requireAdmin(context.viewer)
  await patiently(context.db, async (tx) => {
    await store.takeTurn(tx)
    await train(tx, context, context.viewer.personId)
  })
  return state(context)
}

/**
 * Learns anew where that is a week ago, or where too few had ended and there are enough now, on one process of all that run; true where
 * it did.
 */
export async function trainDue(db: Sql, company: Company): Promise<boolean> {
  if (!(await isTime(db, company))) return false
  return patiently(db, async (tx) => {
    if (!(await store.tryTurn(tx)) || !(await isTime(tx, company))) return false
    await train(tx, company, null)
    return true
  })
}

async function isTime(db: Queryable, { now }: Company): Promise<boolean> {
  const kept = await store.newest(db)
  if (isDue(kept?.madeAt, now)) return true
  return kept?.model === null && (await store.haveEnded(db, LEAST_ENDED))
}

async function train(tx: Tx, company: Company, by: string | null): Promise<void> {
  const began = performance.now()
  const isPersonal = await store.isPersonal(tx)
  const all: { history: History; told: Told | undefined }[] = []
  await everyHistory(
    { db: tx, registry: company.registry },
    { life: 'closed', most: MOST },
    async (batch) => {
      const ended = batch.filter(({ outcome }) => outcome !== null)
      const told = await store.toldOf(
        tx,
        ended.map(({ id }) => id),
      )
      for (const history of ended) all.push({ history, told: told.get(history.id) })
    },
  )
  const bands = bandsOf(all.map(({ history, told }) => knownAt(history, told, 'amount', history.openedAt)))
  const samples: Sample[] = all.flatMap(({ history, told }) =>
    samplesOf(history, told, { bands, people: isPersonal }),
  )
  const answer = trained(samples)
  const tookMs = Math.round(performance.now() - began)
  const { won, lost } = answer
  const learnt = isTrained(answer) ? answer : { model: null, validation: null }
  const { model, validation } = learnt
  await store.saveModel(
    tx,
    { won, lost, lookedAt: all.length, tookMs, isPersonal, model, bands, validation },
    by,
    company.now,
  )
  if (isPersonal) await tellOfFigures(tx, company.now)
}

/** Whoever can see their own figures from now on is told, and from when their manager can. */
async function tellOfFigures(tx: Tx, now: string): Promise<void> {
  const fresh = await store.showToAll(tx, now)
  await notify(
    tx,
    now,
    fresh.map((personId) => ({
      personId,
      kind: 'scoring.figures' as const,
      facts: { from: othersFrom(now, null) },
      opportunityId: null,
      link: '/scores',
      key: `scoring.figures:${personId}:${now}`,
    })),
  )
}

/** What was learnt, how well it foretold, and what moves the odds. */
export async function state(context: Context): Promise<ScoringState> {
  requireReach(context.viewer, 'opportunity', 'see')
  const kept = await store.newest(context.db)
  const isPersonal = await store.isPersonal(context.db)
  const none = { won: 0, lost: 0, lookedAt: 0, madeAt: null, tookMs: 0, validation: null, effects: [] }
  if (!kept) return { state: 'none', ...none, least: LEAST_ENDED, isPersonal }
  const { won, lost, lookedAt, madeAt, tookMs, model, validation } = kept
  return {
    state: model ? 'trained' : 'too-few',
    ...{ won, lost, lookedAt, madeAt, tookMs },
    least: LEAST_ENDED,
    validation: validation && {
      ...validation,
      from: instantOf(validation.from),
      bins: validation.bins.map((bin) => ({ ...bin, ...(wilson(bin.won, bin.n) ?? { low: 0, high: 1 }) })),
    },
    effects: await effectsOf(context, kept),
    isPersonal,
  }
}

async function effectsOf(context: Context, { model }: store.Kept): Promise<ScoringState['effects']> {
  const all = Object.entries(model?.effects ?? {})
    .filter(([what]) => what !== 'holder')
    .flatMap(([what, levels]) =>
      Object.entries(levels).map(([level, { effect, n }]) => ({
        what,
        level,
        n,
        effect: effect - (model?.usual[what] ?? 0),
      })),
    )
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect) || (a.what + a.level < b.what + b.level ? -1 : 1))
    .slice(0, MOST_EFFECTS)
  const names = await namesIn(context, all)
  return all.map((one) => ({ ...one, name: names.get(one.level) ?? null }))
}

/** The names of products among levels, as far as the reader may know them. */
export function namesIn(
  context: Context,
  levels: readonly { what: string; level: string }[],
): Promise<Map<string, string>> {
  const products = levels.flatMap(({ what, level }) => (what === 'product' && level ? [level] : []))
  return titlesOf(context.db, context, 'product', products)
}

export async function readSettings({ db }: Context): Promise<{ isPersonal: boolean }> {
  return { isPersonal: await store.isPersonal(db) }
}

/** Switches figures of single people on or off; what was learnt with them is learnt anew without. Refuses `permissions.admin-only`. */
export async function changeSettings(
  context: Context,
  { isPersonal }: { isPersonal: boolean },
): Promise<{ isPersonal: boolean }> {
  requireAdmin(context.viewer)
  const { personId } = context.viewer
  await context.transaction(async (tx) => {
    await store.takeTurn(tx)
    const before = await store.isPersonal(tx)
    if (before === isPersonal) return
    await store.setPersonal(tx, isPersonal, personId, context.now)
    await record(tx, context.actor, context.now, [
      {
        kind: 'scoring.personal-set',
        object: 'company',
        recordId: personId,
        before: { isPersonal: before },
        after: { isPersonal },
      },
    ])
    await train(tx, context, personId)
  })
  return { isPersonal }
}
