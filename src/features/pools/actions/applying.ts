import type { z } from 'zod'
import { speaksFor, type Viewer, voicesOf } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { onBehalfOf, record } from '../../../platform/events/journal.ts'
import { notify } from '../../notifications/index.ts'
import { requireRight } from '../../permissions/index.ts'
import type { Pool } from '../../plan/contract.ts'
import type { Application, answerApplication } from '../contract.ts'
import * as errors from '../errors.ts'
import * as store from '../store/applications.ts'
import * as claims from '../store/claims.ts'
import { claimAll } from './claiming.ts'
import { poolsInForce } from './known.ts'
import { showsTitle } from './listing.ts'
import { tellFallen } from './telling.ts'

/**
 * Asks the keeper for what lies in a pool. Refuses `pools.claims-freely`, `pools.applied-already`, and what claiming it would be
 * refused with.
 */
export async function apply(context: Context, id: string, note: string | null): Promise<Application> {
  const { viewer, actor, now } = context
  requireRight(viewer, 'opportunity', 'claim')
  return context.transaction(async (tx) => {
    const want = { personId: viewer.personId, viewer, actor, ids: [id], agreed: true }
    const [answer] = await claimAll(tx, context, now, [want], 'judged')
    const [won] = answer?.won ?? []
    if (!won) throw answer?.refused[0]?.why ?? errors.notThere({ id })
    const pools = await poolsInForce(tx)
    if (pools.find(({ key }) => key === won.pool)?.claiming !== 'on-application')
      throw errors.claimsFreely({ pool: won.pool })
    const [standing] = await claims.standings(tx, [id])
    if (!standing) throw errors.notThere({ id })
    const { stayId, pool, number } = standing
    const made = await store.insertApplication(tx, {
      stayId,
      pool,
      note,
      opportunityId: id,
      personId: viewer.personId,
      at: now,
    })
    if (!made) throw errors.appliedAlready({ number })
    await journal(tx, context, 'pool.applied', made, id, { person: viewer.personId, note })
    await tellKeeper(tx, context, standing, made)
    return shown(tx, viewer, made)
  })
}

/** What waits for my word, or what I asked for. */
export async function applications(context: Context, box: 'to-decide' | 'mine') {
  const { db, viewer } = context
  const rows =
    box === 'mine' ? await store.madeBy(db, viewer.personId) : await store.toDecide(db, voicesOf(viewer))
  const pools = await poolsInForce(db)
  return { items: rows.map((row) => applicationOf(row, pools, viewer)) }
}

type Answer = z.infer<NonNullable<typeof answerApplication.body>>

/**
 * The keeper, or whoever stands in for them, approves or declines. Refuses `pools.no-application`, `pools.not-keeper`,
 * `pools.answered-already`, `pools.stale`; an approval also what the applicant's claim would be refused with.
 */
export async function answer(
  context: Context,
  id: string,
  version: number,
  given: Answer,
): Promise<Application> {
  const { viewer, actor, now } = context
  return context.transaction(async (tx) => {
    const found = await locked(tx, viewer, id)
    const isKeeper = viewer.admin || speaksFor(viewer, found.keeperId)
    if (!isKeeper) throw errors.notKeeper({ keeper: (await holderOf(tx, found)) ?? '' })
    refuseUnlessOpen(found, version)
    const behalf = onBehalfOf(actor, found.keeperId)
    if (given.answer === 'approve') {
      const want = { personId: found.person.id, viewer, actor, ids: [found.opportunity.id], agreed: true }
      const [claimed] = await claimAll(tx, context, now, [want])
      const refused = claimed?.refused[0]
      if (refused) throw refused.why
      await store.noteBehalf(tx, id, behalf)
      await tellFallen(tx, context, [found])
    } else {
      const end = {
        state: 'declined',
        at: now,
        by: viewer.personId,
        onBehalfOf: behalf,
        answer: given.reason,
      } as const
      await store.endApplication(tx, id, end)
    }
    const kind = given.answer === 'approve' ? 'pool.application-approved' : 'pool.application-declined'
    const reason = given.answer === 'decline' ? { reason: given.reason } : {}
    await journal(tx, context, kind, id, found.opportunity.id, { person: found.person.id, ...reason }, behalf)
    await tellApplicant(tx, context, found, given)
    return shown(tx, viewer, id)
  })
}

/** Whoever applied takes it back. Refuses `pools.not-applicant`, `pools.answered-already`, `pools.stale`. */
export async function withdraw(context: Context, id: string, version: number): Promise<Application> {
  const { viewer, now } = context
  return context.transaction(async (tx) => {
    const found = await locked(tx, viewer, id)
    if (found.person.id !== viewer.personId) throw errors.notApplicant({ person: found.person.name })
    refuseUnlessOpen(found, version)
    const end = { state: 'withdrawn', at: now, by: viewer.personId, onBehalfOf: null, answer: null } as const
    await store.endApplication(tx, id, end)
    await journal(tx, context, 'pool.application-withdrawn', id, found.opportunity.id, {
      person: viewer.personId,
    })
    return shown(tx, viewer, id)
  })
}

/** An application the viewer made or answers, locked, its opportunity first as every pass does. */
async function locked(tx: Tx, viewer: Viewer, id: string): Promise<store.ApplicationRow> {
  const seen = await store.applicationById(tx, id)
  const isTheirs =
    seen && (viewer.admin || seen.person.id === viewer.personId || speaksFor(viewer, seen.keeperId))
  if (!isTheirs) throw errors.noApplication({ id })
  await claims.lockLying(tx, [seen.opportunity.id])
  await store.lockApplication(tx, id)
  const found = await store.applicationById(tx, id)
  if (!found) throw errors.noApplication({ id })
  return found
}

function refuseUnlessOpen({ state, version: current }: store.ApplicationRow, yours: number): void {
  if (state !== 'open') throw errors.answeredAlready({ state })
  if (current !== yours) throw errors.stale({ yours, current })
}

async function holderOf(tx: Tx, { opportunity }: store.ApplicationRow): Promise<string | undefined> {
  const [standing] = await claims.standings(tx, [opportunity.id])
  return standing?.holderName
}

async function shown(tx: Tx, viewer: Viewer, id: string): Promise<Application> {
  const row = await store.applicationById(tx, id)
  if (!row) throw errors.noApplication({ id })
  return applicationOf(row, await poolsInForce(tx), viewer)
}

/** An applicant reads of it what the pool shows; whoever keeps it reads its title anyhow. */
function applicationOf(row: store.ApplicationRow, pools: readonly Pool[], viewer: Viewer): Application {
  const { stayId: _, keeperId, pool: key, opportunity, ...rest } = row
  const pool = pools.find((one) => one.key === key)
  const reads = viewer.admin || speaksFor(viewer, keeperId) || row.state === 'approved' || showsTitle(pool)
  return {
    ...rest,
    opportunity: { ...opportunity, title: reads ? opportunity.title : null },
    pool: { key, label: pool?.label ?? { zh: key, en: key } },
  }
}

function journal(
  tx: Tx,
  { actor, now }: Context,
  kind: string,
  recordId: string,
  opportunityId: string,
  after: Record<string, unknown>,
  behalf: string | null = null,
): Promise<void> {
  return record(tx, actor, now, [
    { kind, object: 'pool-application', recordId, opportunityId, after, onBehalfOf: behalf },
  ])
}

async function tellKeeper(tx: Tx, { now, actor }: Context, { id, keeperId }: claims.Standing, made: string) {
  if (keeperId === actor.personId) return
  await notify(tx, now, [
    {
      personId: keeperId,
      kind: 'pools.applied',
      facts: {},
      people: { by: actor.personId },
      opportunityId: id,
      link: '/pools?view=applications',
      key: `pools.applied ${made}`,
    },
  ])
}

async function tellApplicant(
  tx: Tx,
  { now, actor }: Context,
  { id, person, opportunity, pool }: store.ApplicationRow,
  given: Answer,
) {
  if (person.id === actor.personId) return
  const isApproved = given.answer === 'approve'
  await notify(tx, now, [
    {
      personId: person.id,
      kind: isApproved ? 'pools.application-approved' : 'pools.application-refused',
      facts: given.answer === 'decline' ? { reason: given.reason } : {},
      people: { by: actor.personId },
      opportunityId: opportunity.id,
      link: isApproved ? `/opportunities/${opportunity.id}` : `/pools?pool=${pool}`,
      key: `pools.answered ${id}`,
    },
  ])
}
