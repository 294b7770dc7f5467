import type { Tx } from '../../platform/db/pool.ts'
import { type Notice, tellOthers } from '../notifications/index.ts'
import type { OpportunityState } from '../opportunities/index.ts'
import { type Holding, MINE } from './contract.ts'
import type { Doing } from './following.ts'
import type { DutyChange, Overtaken, Pass } from './store.ts'

type Because = Holding['because']
type Piece = { opportunityId: string; personId: string }

/** Passes that whoever makes them tells of in their own words; all others are told of here. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  'hand-over',
  'leaver',
  'reorganisation',
  'arrived',
  'moved',
  'claimed',
  'assigned',
  'released',
  'taken-back',
  'recycled',
  'escalated',
])

/** Tells who got something and from whom it went, whatever the number one notice each; an offer that fell is told to its receiver. */
export async function tellPasses(
  tx: Tx,
  doing: Doing,
  because: Because,
  reason: string | null,
  passes: readonly Pass[],
  fallen: readonly Overtaken[],
): Promise<void> {
  const going = TOLD_ELSEWHERE.has(because)
    ? []
    : passes.filter(({ personId, expectedHolderId }) => personId !== expectedHolderId)
  const got = new Map(passes.map(({ opportunityId, personId }) => [opportunityId, personId]))
  await tellOthers(tx, doing, [
    ...received(doing, because, reason, going),
    ...taken(doing, because, reason, going),
    ...withdrawn(fallen.filter(({ opportunityId, toId }) => got.get(opportunityId) !== toId)),
  ])
}

/** Tells whoever holds something anew that they do, one notice a person. */
export async function tellReceived(
  tx: Tx,
  doing: Doing,
  because: Because,
  reason: string | null,
  pieces: readonly Piece[],
): Promise<void> {
  await tellOthers(tx, doing, received(doing, because, reason, pieces))
}

/** Tells who held what is in the bin now, and to whom it was offered. `merged`: what it became, and who holds that. */
export async function tellEnded(
  tx: Tx,
  doing: Doing,
  reason: string | null,
  ended: readonly OpportunityState[],
  fallen: readonly Overtaken[],
  merged: string | null,
): Promise<void> {
  const pieces = ended.map(({ id, holderId, number }) => ({ opportunityId: id, personId: holderId, number }))
  const because = merged ? 'merged' : 'deleted'
  const told = perPerson(pieces).map(
    ([personId, theirs]): Notice => ({
      personId,
      kind: merged
        ? 'opportunities.merged'
        : theirs.length === 1
          ? 'opportunities.binned'
          : 'opportunities.binned-many',
      facts: {
        because,
        count: theirs.length,
        ...(reason ? { text: reason } : {}),
      },
      opportunityId: merged ?? onlyOne(theirs),
      link: merged ? `/opportunities/${merged}` : '/bin',
      key: keyOf('ended', doing, personId, theirs),
    }),
  )
  await tellOthers(tx, doing, [...told, ...withdrawn(fallen)])
}

/** Tells people that they take part, one notice a person. */
export async function tellHelpers(
  tx: Tx,
  doing: Doing,
  parts: readonly (Piece & { letter: DutyChange['letter'] })[],
): Promise<void> {
  await tellOthers(
    tx,
    doing,
    perPerson(parts).map(([personId, theirs]): Notice => {
      const id = onlyOne(theirs)
      return {
        personId,
        kind: id ? 'opportunities.helper' : 'opportunities.helper-many',
        facts: { letter: theirs[0]?.letter ?? 'C', count: theirs.length },
        opportunityId: id,
        link: id ? `/opportunities/${id}` : '/opportunities',
        key: keyOf('helper', doing, personId, theirs),
      }
    }),
  )
}

function received(doing: Doing, because: Because, reason: string | null, pieces: readonly Piece[]): Notice[] {
  return perPerson(pieces).map(([personId, theirs]) => {
    const id = onlyOne(theirs)
    return {
      personId,
      kind: receivedKind(because, id),
      facts: { because, count: theirs.length, ...(reason ? { text: reason } : {}) },
      opportunityId: id,
      link: id ? `/opportunities/${id}` : MINE,
      key: keyOf('received', doing, personId, theirs),
    }
  })
}

function taken(doing: Doing, because: Because, reason: string | null, passes: readonly Pass[]): Notice[] {
  const left = passes.map((pass) => ({ ...pass, personId: pass.expectedHolderId, toId: pass.personId }))
  return perPerson(left).map(([personId, theirs]) => {
    const id = onlyOne(theirs)
    const to = new Set(theirs.map(({ toId }) => toId))
    const only = to.size === 1 ? ([...to][0] ?? null) : null
    return {
      personId,
      kind: id ? 'opportunities.passed-on' : 'opportunities.passed-on-many',
      facts: {
        because,
        count: theirs.length,
        ...(reason ? { text: reason } : {}),
      },
      people: { to: only, ...(only === doing.actor.personId ? { by: null } : {}) },
      opportunityId: id,
      link: id ? `/opportunities/${id}` : '/opportunities',
      key: keyOf('taken', doing, personId, theirs),
    }
  })
}

function withdrawn(offers: readonly Overtaken[]): Notice[] {
  return offers.map(({ id, opportunityId, toId }) => ({
    personId: toId,
    kind: 'handover.overtaken',
    facts: {},
    opportunityId,
    link: `/opportunities/${opportunityId}`,
    key: `handover.withdrawn:${id}:${toId}`,
  }))
}

function receivedKind(because: Because, onlyId: string | null) {
  if (because === 'restored') return onlyId ? 'opportunities.restored' : 'opportunities.restored-many'
  if (because === 'routed') return onlyId ? 'opportunities.routed' : 'opportunities.routed-many'
  return onlyId ? 'opportunities.received' : 'opportunities.received-many'
}

function perPerson<P extends { personId: string }>(pieces: readonly P[]): [string, P[]][] {
  return [...Map.groupBy(pieces, ({ personId }) => personId)]
}

function onlyOne(pieces: readonly Piece[]): string | null {
  return pieces.length === 1 ? (pieces[0]?.opportunityId ?? null) : null
}

/** An opportunity goes to somebody at most once in an instant. */
function keyOf(what: string, { now }: Doing, personId: string, pieces: readonly Piece[]): string {
  return `opportunities.${what}:${pieces[0]?.opportunityId}:${now}:${personId}`
}
