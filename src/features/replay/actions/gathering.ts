import { setImmediate } from 'node:timers/promises'
import type { History } from '../../../engines/mining/history.ts'
import type { At, Case } from '../../../engines/replay/index.ts'
import { addDays, instantOf } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import { getRecords } from '../../../objects/store.ts'
import { eachHistory } from '../../histories/index.ts'
import { factsOf, ready } from '../../routing/index.ts'
import type { Question } from '../contract.ts'
import { caseOf, type FirstDecision, inOrder } from '../rules/cases.ts'
import * as store from '../store.ts'

/** How long before the period what closed still counts: for rates, and for customers who are remembered. */
const LOOK_BACK = 365

export type Gathered = {
  arrivals: Case[]
  /** Open when the period begins, or closed within a year before: they go as they went. */
  before: Case[]
  decisions: ReadonlyMap<string, FirstDecision>
}

export type Watching = {
  /** Told how many were read; throws where the work is to end. */
  read(count: number): Promise<void>
}

/** Needs of the plans that are tried: most need no more of what came before than who held it when. */
export type Needs = { factsOfBefore: boolean }

/** Everything that came in the period and everything that was there, as the viewer may see it. */
export async function gathered(
  context: Context,
  { period, filter }: Pick<Question, 'period' | 'filter'>,
  [from]: readonly [At, At],
  needs: Needs,
  watching: Watching,
): Promise<Gathered> {
  const currency = context.registry.company.currency
  const decisions = new Map<string, FirstDecision>()
  const arrivals = new Map<string, Case>()
  const before = new Map<string, Case>()
  let count = 0
  const take = async (batch: History[], into: Map<string, Case>, isAsked: boolean, hasFacts: boolean) => {
    const fresh = batch.filter(({ id }) => !arrivals.has(id) && !before.has(id))
    const found = isAsked
      ? await store.firstDecisions(
          context.db,
          fresh.map(({ id }) => id),
        )
      : []
    for (const one of found) decisions.set(one.opportunityId, one)
    const facts = hasFacts ? await factsFor(context, fresh, decisions) : new Map()
    for (const history of fresh) {
      const known = facts.get(history.id) ?? {}
      const one = caseOf(
        history,
        known,
        hasFacts ? ready.contactKeys(known) : [],
        decisions.get(history.id),
        currency,
      )
      if (one) into.set(history.id, one)
    }
    count += batch.length
    await watching.read(count)
    await setImmediate()
  }
  const opened = { ...period, of: 'opened' as const }
  await eachHistory(context, { period: opened, filter }, (batch) => take(batch, arrivals, true, true))
  if (filter?.trim())
    await eachHistory(context, { period: opened }, (batch) => take(batch, before, false, needs.factsOfBefore))
  const late = {
    from: addDays(period.from, -LOOK_BACK),
    to: instantOf(Date.parse(context.now)).slice(0, 10),
    of: 'closed' as const,
  }
  // what came in the period has been read already: whoever may read when something was opened asks for the rest alone
  const earlier = context.viewer.admin ? { filter: `openedAt < timestamp("${instantOf(from)}")` } : {}
  const older = (batch: History[]) => batch.filter(({ openedAt }) => openedAt < from)
  for (const which of [{ period: { ...late, to: addDays(late.to, 1) } }, { life: 'open' as const }])
    await eachHistory(context, { ...which, ...earlier }, (batch) =>
      take(older(batch), before, false, needs.factsOfBefore),
    )
  return { arrivals: inOrder([...arrivals.values()], decisions), before: [...before.values()], decisions }
}

/** What rules were asked with, where they were; else what is there now. The plan decides by what is there, not by what the asker may see. */
async function factsFor(
  context: Context,
  histories: readonly History[],
  decisions: ReadonlyMap<string, FirstDecision>,
): Promise<Map<string, Record<string, unknown>>> {
  const facts = new Map<string, Record<string, unknown>>()
  const missing: string[] = []
  for (const { id } of histories) {
    const input = decisions.get(id)?.input
    if (input) facts.set(id, input)
    else missing.push(id)
  }
  const object = { ...objectNamed(context.registry, 'opportunity'), deletable: false }
  const asked = { ...context, viewer: { ...context.viewer, admin: true }, object }
  const records = missing.length > 0 ? await getRecords(context.db, asked, missing) : []
  const found = await factsOf(context.db, records)
  for (const [i, { id }] of records.entries()) facts.set(id, found[i] ?? {})
  return facts
}
