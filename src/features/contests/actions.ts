import type { z } from 'zod'
import { speaksFor, voicesOf } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { Sql, Tx } from '../../platform/db/pool.ts'
import { transaction } from '../../platform/db/transaction.ts'
import { onBehalfOf, record } from '../../platform/events/journal.ts'
import { type Notice, notify, tellOthers } from '../notifications/index.ts'
import { findVisible, lockHeld, lockOne } from '../opportunities/index.ts'
import { activePerson, passBaton } from '../responsibility/index.ts'
import { decisionsOf } from '../routing/index.ts'
import type { Contest, fileContest, RulingInput } from './contract.ts'
import * as errors from './errors.ts'
import { filingVerdict, rulingDue, rulingVerdict } from './rules.ts'
import * as store from './store.ts'

const ENDS = { grant: 'granted', uphold: 'upheld' } as const

type Filing = z.infer<NonNullable<typeof fileContest.body>>

/**
 * Contests the decision by which an opportunity is held. Nothing changes until somebody decides.
 * Refuses `contests.no-decision`, `contests.not-in-force`, `contests.not-candidate`, `contests.holds-already`,
 * `contests.open-already`, `contests.nobody-decides`, `responsibility.person-inactive`.
 */
export async function file(
  context: Context,
  id: string,
  { decision, reason, proposed }: Filing,
): Promise<Contest> {
  const me = context.viewer.personId
  const { items } = await decisionsOf(context, id)
  const decisions = items.map((one) => ({
    id: one.id,
    personId: one.person.id,
    candidateIds: one.candidates.map(({ personId }) => personId),
  }))
  return context.transaction(async (tx) => {
    const state = await lockOne(tx, context, id)
    const filing = { decisionId: decision, contesterId: me, proposedId: proposed ?? me }
    const verdict = filingVerdict(decisions, state, filing)
    if (verdict === 'no-decision') throw errors.noDecision({ decision })
    if (verdict === 'not-in-force') throw errors.notInForce({ holder: state.holderName })
    if (verdict === 'not-candidate') throw errors.notCandidate({})
    if (verdict === 'holds-already') throw errors.holdsAlready({ person: state.holderName })
    await activePerson(tx, filing.proposedId)
    const filed = await store.insertContest(tx, {
      ...filing,
      opportunityId: id,
      holderId: state.holderId,
      reason,
      filedAt: context.now,
      dueAt: rulingDue(context.now),
    })
    if (filed === 'open-already') throw errors.openAlready({})
    if (filed === 'nobody-decides') throw errors.nobodyDecides({})
    await journal(tx, context, 'contest.filed', filed.id, id, { to: filing.proposedId, reason, decision })
    const made = one(await store.lockOne(tx, filed.id), filed.id)
    await tellOthers(tx, context, [notice('filed', made, made.decider?.id ?? state.holderId, reason)])
    return made
  })
}

/**
 * Decides about a contest: upheld, nothing changes; granted, the proposed person holds in the same transaction.
 * Refuses `contests.own`, `contests.not-decider`, `contests.ended-already`, `contests.stale`, `responsibility.person-inactive`.
 */
export async function rule(
  context: Context,
  id: string,
  version: number,
  { ruling, reason }: RulingInput,
): Promise<Contest> {
  return context.transaction(async (tx) => {
    const seen = one(await store.findVisible(tx, context, id), id)
    const [state] = await lockHeld(tx, [seen.opportunity.id]) // before the contest: so does every pass, which overtakes it
    const found = one(await store.lockOne(tx, id), id)
    refuseUnlessTheirs(found, context, version)
    if (!state) throw errors.notFound({ id })
    const kind = ruling === 'grant' ? 'contest.granted' : 'contest.upheld'
    const behalf = onBehalfOf(context.actor, found.decider?.id)
    const by = { by: context.viewer.personId, onBehalfOf: behalf, reason }
    await store.endContest(tx, id, ENDS[ruling], context.now, by)
    const after = { reason, ...(ruling === 'grant' ? { to: found.proposed.id } : {}) }
    await journal(tx, context, kind, id, state.id, after, behalf)
    await tellOthers(tx, context, [notice('ruled', found, found.contester.id, reason, { ruling })])
    if (ruling === 'grant') {
      const pass = {
        opportunityId: state.id,
        expectedHolderId: found.holder.id,
        personId: found.proposed.id,
        stageId: state.stageId,
        decisionId: found.decisionId,
      }
      await passBaton(tx, context, 'contest', reason, [pass], [state])
    }
    return one(await store.lockOne(tx, id), id)
  })
}

/** The contester takes an open contest back. Refuses `contests.not-contester`, `contests.ended-already`, `contests.stale`. */
export async function withdraw(context: Context, id: string, version: number): Promise<Contest> {
  return context.transaction(async (tx) => {
    one(await store.findVisible(tx, context, id), id)
    const found = one(await store.lockOne(tx, id), id)
    if (found.contester.id !== context.viewer.personId)
      throw errors.notContester({ contester: found.contester.name })
    if (found.state !== 'open') throw errors.endedAlready({ state: found.state })
    if (found.version !== version) throw errors.stale({ yours: version, current: found.version })
    await store.endContest(tx, id, 'withdrawn', context.now, null)
    await journal(tx, context, 'contest.withdrawn', id, found.opportunity.id, {})
    return one(await store.lockOne(tx, id), id)
  })
}

/** The contests of an opportunity the viewer may see. */
export async function ofOpportunity(context: Context, id: string): Promise<{ items: Contest[] }> {
  await findVisible(context.db, context, id)
  return { items: await store.ofOpportunity(context.db, id) }
}

/** What I decide, or what I filed. */
export async function mine(context: Context, box: 'to-decide' | 'filed'): Promise<{ items: Contest[] }> {
  const { db, viewer } = context
  return {
    items: box === 'filed' ? await store.filed(db, context) : await store.toDecide(db, voicesOf(viewer)),
  }
}

const MOST = 500 // contests in one transaction

/** Takes up the line what is not decided in time, and names another where a decider left. Safe on several processes. Answers how many. */
export async function sweepContests(db: Sql, now: string): Promise<number> {
  for (let count = 0; ; ) {
    const moved = await transaction(db, async (tx) => {
      const done = await store.moveUp(tx, now, rulingDue(now), MOST)
      await record(tx, { kind: 'system', personId: null }, now, done.map(movedUp))
      await notify(tx, now, done.flatMap(toldUp(now)))
      return done.length
    })
    count += moved
    if (moved < MOST) return count
  }
}

/** What people who have just left were to decide goes to the next one up the line; each is journalled. */
export async function takeContestsFrom(
  tx: Tx,
  { actor, now }: Pick<Context, 'actor' | 'now'>,
  people: readonly string[],
): Promise<void> {
  const taken = await store.takeFrom(tx, people, rulingDue(now))
  await record(
    tx,
    actor,
    now,
    taken.map((one) => ({ ...movedUp(one), cause: { because: 'leaver' } })),
  )
  await notify(tx, now, taken.flatMap(toldUp(now)))
}

/** Whoever decides now is told. */
function toldUp(now: string) {
  return ({ id, opportunityId, deciderId }: store.MovedUp): Notice[] =>
    deciderId === null
      ? []
      : [
          {
            personId: deciderId,
            kind: 'contests.escalated',
            facts: {},
            opportunityId,
            link: '/today',
            key: `contests.escalated:${id}:${now}:${deciderId}`,
          },
        ]
}

function movedUp({ id, opportunityId, deciderId }: store.MovedUp) {
  return {
    kind: 'contest.escalated',
    object: 'contest',
    recordId: id,
    opportunityId,
    after: { to: deciderId },
  }
}

function refuseUnlessTheirs(found: Contest, { viewer }: Context, version: number): void {
  const contest = {
    state: found.state,
    version: found.version,
    contesterId: found.contester.id,
    proposedId: found.proposed.id,
    deciderId: found.decider?.id ?? null,
  }
  const { contesterId, proposedId, deciderId } = contest
  const isParty = viewer.personId === contesterId || viewer.personId === proposedId
  const id = deciderId && !isParty && speaksFor(viewer, deciderId) ? deciderId : viewer.personId
  const verdict = rulingVerdict(contest, { id, admin: viewer.admin }, version)
  if (verdict === 'own') throw errors.ownContest({})
  if (verdict === 'not-decider') throw errors.notDecider({ decider: found.decider?.name ?? '' })
  if (verdict === 'ended-already') throw errors.endedAlready({ state: found.state })
  if (verdict === 'stale') throw errors.stale({ yours: version, current: found.version })
}

function notice(
  kind: 'filed' | 'ruled',
  { id, opportunity }: Contest,
  personId: string,
  text: string,
  facts: Readonly<Record<string, unknown>> = {},
): Notice {
  return {
    personId,
    kind: `contests.${kind}`,
    facts: { ...facts, text },
    opportunityId: opportunity.id,
    link: kind === 'filed' ? '/today' : `/opportunities/${opportunity.id}`,
    key: `contests.${kind}:${id}:${personId}`,
  }
}

function one(found: Contest | undefined, id: string): Contest {
  if (!found) throw errors.notFound({ id })
  return found
}

async function journal(
  tx: Tx,
  { actor, now }: Context,
  kind: string,
  id: string,
  opportunityId: string,
  after: Record<string, unknown>,
  behalf: string | null = null,
): Promise<void> {
  const entry = { kind, object: 'contest', recordId: id, opportunityId, after, onBehalfOf: behalf }
  await record(tx, actor, now, [entry])
}
