import { parseCondition, toSql } from '../../../engines/conditions/index.ts'
import { joined, raw, sql } from '../../../kernel/fragment.ts'
import { givenFor, vocabularyFor } from '../../../objects/access.ts'
import { columnOf } from '../../../objects/columns.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { absencesAt } from '../../absences/index.ts'
import { visibleStates } from '../../opportunities/index.ts'
import { newIds } from '../../routing/index.ts'
import * as errors from '../errors.ts'
import type { Candidate, Experience, Item, Proposal } from '../rules/model.ts'
import { afterMoves, letsGo } from '../rules/moving.ts'
import { mainReceivers, type Way, wayOf } from '../rules/others.ts'
import { propose } from '../rules/propose.ts'
import * as collect from '../store/collect.ts'
import { peopleOf, type Someone } from '../store/people.ts'
import type { Kept } from '../store/rows.ts'
import type { Stored } from '../store/transitions.ts'

export const MOST = 5000
const NOTHING_SPOKE: Pick<Kept, 'weighed' | 'considered'> = { weighed: { people: [] }, considered: 0 }

export type About = Pick<
  Stored,
  'leavers' | 'moves' | 'condition' | 'receivers' | 'successors' | 'reverses' | 'createdBy' | 'dueAt'
>
export type Differences = { arrived: number; gone: number; changed: number }
export type Looked = { rows: Kept[]; differences: Differences }

/**
 * Everything the transition moves as it is now, each row with its receiver: what was chosen by hand or proposed before stays where it
 * still can (with `anew` only what was chosen by hand), the rest is proposed. A dozen queries, however much it is. Writes nothing.
 * Refuses `succession.too-much`, `succession.unseen-work`.
 */
export async function look(
  db: Queryable,
  context: Context,
  about: About,
  before: readonly Kept[],
  { anew = false } = {},
): Promise<Looked> {
  const return_ = about.reverses ? await collect.returning(db, about.reverses) : undefined
  const held = await heldBy(db, context, about, return_)
  const others = return_
    ? await returningOthers(db, return_)
    : await collect.otherWork(db, about.leavers, held)
  await refuseUnseen(db, context, held)
  const keyOf = (row: { kind: string; recordId: string; fromId: string }) =>
    `${row.kind} ${row.recordId} ${row.fromId}`
  const wanted = new Map((return_ ?? []).map((one) => [keyOf(one), one.toId]))
  const old = new Map(before.map((row) => [keyOf(row), row]))
  const judge = await judgeOf(db, about, await awayThen(db, context.now, about))
  const opportunities = held.map((one) => ({
    ...blank('opportunity', one.id, one),
    ...one,
    recordId: one.id,
    opportunityId: one.id,
  }))
  const asked = [
    ...opportunities,
    ...others.map((one) => ({ ...blank(one.kind, one.recordId, one), ...one })),
  ]
  const settled = asked.map((row): Draft => {
    const kept = old.get(keyOf(row))
    const given = wanted.get(keyOf(row))
    if (given && !kept?.givenBy) return { ...row, toId: judge.isThere(given) ? given : null, old: kept }
    return stays(row, kept, judge, anew) ? { ...row, ...carried(kept), old: kept } : { ...row, old: kept }
  })
  const filled = await fill(db, about, judge, settled, held)
  const ids = await newIds(db, filled.filter((row) => !row.old).length)
  const rows = filled.map(
    ({ old: kept, nearId: _near, ...row }): Kept => ({
      ...row,
      id: kept?.id ?? ids.pop() ?? '',
      packet: kept?.packet ?? null,
      packetBy: kept?.packetBy ?? null,
    }),
  )
  return { rows, differences: differencesOf(before, rows, keyOf) }
}

type Draft = Omit<Kept, 'id' | 'packet' | 'packetBy'> & { old: Kept | undefined; nearId: string | null }

function blank(
  kind: Kept['kind'],
  recordId: string,
  from: {
    fromId: string
    accountId: string | null
    stageId: string | null
    region: string | null
    label: string
    function: string | null
  },
): Omit<Draft, 'old'> {
  const { fromId, accountId, stageId, region, label } = from
  const nobody = { toId: null, ends: false, problem: null, givenBy: null, givenAt: null }
  return {
    kind,
    recordId,
    opportunityId: null,
    fromId,
    accountId,
    stageId,
    region,
    label,
    function: from.function,
    letter: null,
    nearId: null,
    ...nobody,
    ...NOTHING_SPOKE,
  }
}

/** The open opportunities that move as things stand. */
export async function movingIds(db: Queryable, context: Context, about: About): Promise<string[]> {
  const return_ = about.reverses ? await collect.returning(db, about.reverses) : undefined
  return (await heldBy(db, context, about, return_)).map(({ id }) => id)
}

/** Which open opportunities move. */
async function heldBy(
  db: Queryable,
  context: Context,
  about: About,
  return_: { kind: string; recordId: string }[] | undefined,
): Promise<collect.Held[]> {
  const { leavers, moves } = about
  const condition = conditionOf(context, about)
  const moved = moves.map(({ person }) => person)
  const which = return_
    ? sql`o.id = any(${return_.filter(({ kind }) => kind === 'opportunity').map(({ recordId }) => recordId)}::uuid[])`
    : joined(
        [sql`o.holder_id = any(${[...leavers, ...moved]}::uuid[])`, ...(condition ? [condition] : [])],
        ' or ',
      )
  const found = await collect.heldOpportunities(db, which, condition ?? raw('false'), MOST)
  if (found.length > MOST) throw errors.tooMuch({ most: MOST })
  if (return_) return found
  const before = await peopleOf(db, moved)
  const change = new Map(moves.map((move) => [move.person, move]))
  return found.filter((one) => {
    if (leavers.includes(one.fromId)) return true
    if (one.byCondition && !about.receivers.includes(one.fromId)) return true
    const move = change.get(one.fromId)
    const was = before.get(one.fromId)
    return move !== undefined && was !== undefined && letsGo(move, was, one)
  })
}

function conditionOf(context: Context, { condition, createdBy }: About) {
  if (condition.trim() === '') return undefined
  const { registry, viewer } = context
  const parsed = parseCondition(condition, vocabularyFor(viewer, registry, 'opportunity'))
  if (!parsed.ok) throw errors.badCondition({ problem: parsed.problems[0]?.code ?? '' })
  const object = objectNamed(registry, 'opportunity')
  const holds = toSql(
    parsed.condition,
    columnOf(registry.objects, object, 'o'),
    givenFor(registry, createdBy.id),
  )
  return viewer.admin
    ? holds
    : sql`(${holds}) and o.holder_id = any(${[viewer.personId, ...viewer.reports]}::uuid[])`
}

async function returningOthers(
  db: Queryable,
  return_: readonly { kind: string; recordId: string; fromId: string }[],
): Promise<collect.Other[]> {
  const rest = return_.filter(({ kind }) => kind !== 'opportunity')
  const labels = new Map(
    (await collect.labelsOf(db, rest)).map((one) => [`${one.kind} ${one.recordId}`, one]),
  )
  return rest.flatMap(({ kind, recordId, fromId }) => {
    const found = labels.get(`${kind} ${recordId}`)
    return found
      ? [{ ...found, fromId, opportunityId: null, stageId: null, letter: null, function: null, nearId: null }]
      : []
  })
}

/** Whoever plans sees what moves: what is hidden from them cannot be planned by them. */
async function refuseUnseen(db: Queryable, context: Context, held: readonly collect.Held[]): Promise<void> {
  if (context.viewer.admin) return
  const seen = await visibleStates(
    db,
    context,
    held.map(({ id }) => id),
  )
  if (seen.length < held.length) throw errors.unseenWork({ hidden: held.length - seen.length })
}

type Judge = {
  candidates: Candidate[]
  isThere(id: string): boolean
  isAway(id: string): boolean
  /** Whether a proposal still stands: who is away gives way to anybody else who may have it. */
  mayReceive(id: string, row: { function: string | null; fromId: string }): boolean
  /** The function a receiver must have: none where those who were named, all of them, lack it. */
  asked(fn: string | null): string | null
}

/** Who is away when the transition is carried out: at its time, else now. One query. */
export async function awayThen(db: Queryable, now: string, { dueAt }: Pick<Stored, 'dueAt'>) {
  return absencesAt(db, dueAt && Date.parse(dueAt) > Date.parse(now) ? dueAt : now)
}

async function judgeOf(
  db: Queryable,
  { leavers, moves, receivers }: About,
  away: ReadonlyMap<string, unknown>,
): Promise<Judge> {
  const all = afterMoves(await collect.candidates(db), moves)
    .filter(({ id }) => !leavers.includes(id))
    .map((one) => ({ ...one, isAway: away.has(one.id) }))
  const named = all.filter(({ id }) => receivers.length === 0 || receivers.includes(id))
  const there = new Set(all.map(({ id }) => id))
  const fit = new Map(named.map((one) => [one.id, one]))
  const had = new Set(named.flatMap(({ functions }) => functions))
  const asked = (fn: string | null) => (receivers.length > 0 && fn !== null && !had.has(fn) ? null : fn)
  return {
    candidates: named,
    isThere: (id) => there.has(id),
    isAway: (id) => away.has(id),
    mayReceive: (id, row) => {
      const fn = asked(row.function)
      const has = ({ functions }: Candidate) => fn === null || functions.includes(fn)
      const found = fit.get(id)
      if (!found || !has(found)) return false
      return !found.isAway || !named.some((one) => !one.isAway && one.id !== row.fromId && has(one))
    },
    asked,
  }
}

/** Whether what was decided before still stands. What somebody chose stays as long as the chosen one is there. */
function stays(row: Omit<Draft, 'old'>, kept: Kept | undefined, judge: Judge, anew: boolean): kept is Kept {
  if (!kept) return false
  if (kept.givenBy) return kept.ends || (kept.toId !== null && judge.isThere(kept.toId))
  if (anew || (kept.toId === null && !kept.ends)) return false
  if (row.kind === 'opportunity' || row.kind === 'hand-over')
    return kept.ends || (kept.toId !== null && judge.mayReceive(kept.toId, row))
  return kept.ends || (kept.toId !== null && judge.isThere(kept.toId) && !judge.isAway(kept.toId))
}

function carried({ toId, ends, problem, givenBy, givenAt, weighed, considered }: Kept) {
  return { toId, ends, problem, givenBy, givenAt, weighed, considered }
}

/** Proposes for what has no receiver yet: opportunities and hand-overs first, then what follows them. */
async function fill(
  db: Queryable,
  about: About,
  judge: Judge,
  rows: readonly Draft[],
  held: readonly collect.Held[],
): Promise<Draft[]> {
  const isOpen = (row: Draft) => row.toId === null && !row.ends
  const weighing = rows.filter(
    (row) => isOpen(row) && (row.kind === 'opportunity' || row.kind === 'hand-over'),
  )
  const traits = new Map(held.map((one) => [one.id, one]))
  const items = weighing.map((row): Item => itemOf(row, traits.get(row.recordId), judge.asked(row.function)))
  const given = rows.filter((row) => row.kind === 'opportunity' && row.toId !== null)
  const proposals = await proposed(db, about, judge, items, given)
  const answered = rows.map((row): Draft => {
    const found = proposals.get(`${row.kind} ${row.recordId}`)
    if (!found) return row
    const { toId, problem, weighed, considered } = found
    return { ...row, toId, problem, weighed: { people: weighed }, considered }
  })
  const opportunities = answered.filter((row) => row.kind === 'opportunity')
  const known = { opportunities, successors: about.successors, isThere: judge.isThere, isAway: judge.isAway }
  const accounts = mainReceivers(opportunities)
  return answered.map((row): Draft => {
    if (row.kind === 'opportunity' || row.kind === 'hand-over' || !isOpen(row)) return row
    const way: Way = wayOf({ ...row, kind: row.kind }, known, accounts)
    return { ...row, ...way }
  })
}

function itemOf(row: Draft, held: collect.Held | undefined, asked: string | null): Item {
  const plain = { type: null, source: null, industry: null, size: null, product: null, series: null }
  return {
    id: `${row.kind} ${row.recordId}`,
    fromId: row.fromId,
    function: asked,
    accountId: row.accountId,
    offeredToId: held?.offeredToId ?? null,
    notId: row.kind === 'hand-over' ? row.nearId : null, // whoever offers it
    region: row.region,
    traits: held?.traits ?? plain,
  }
}

async function proposed(
  db: Queryable,
  about: About,
  { candidates, asked }: Judge,
  items: readonly Item[],
  given: readonly Draft[],
): Promise<Map<string, Proposal>> {
  if (items.length === 0) return new Map()
  const accounts = [...new Set(items.flatMap(({ accountId }) => accountId ?? []))]
  const [experience, people] = await Promise.all([
    collect.experienceOf(
      db,
      candidates.map(({ id }) => id),
      accounts,
    ) as Promise<Experience>,
    peopleOf(db, [...new Set(items.map(({ fromId }) => fromId))]) as Promise<Map<string, Someone>>,
  ])
  const found = propose({
    items,
    candidates,
    givers: afterMoves([...people.values()], about.moves),
    experience,
    given: given.map(({ accountId, function: fn, toId }) => ({
      accountId,
      function: asked(fn),
      toId: toId ?? '',
    })),
  })
  return new Map(found.map((one) => [one.id, one]))
}

function differencesOf(
  before: readonly Kept[],
  after: readonly Kept[],
  keyOf: (row: Kept) => string,
): Differences {
  const old = new Map(before.map((row) => [keyOf(row), row]))
  const now = new Set(after.map(keyOf))
  return {
    arrived: after.filter((row) => !old.has(keyOf(row))).length,
    gone: before.filter((row) => !now.has(keyOf(row))).length,
    changed: after.filter((row) => {
      const was = old.get(keyOf(row))
      return was && (was.toId !== row.toId || was.ends !== row.ends || was.function !== row.function)
    }).length,
  }
}
