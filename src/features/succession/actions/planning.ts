import { parseCondition } from '../../../engines/conditions/index.ts'
import { raw } from '../../../kernel/fragment.ts'
import { isId } from '../../../kernel/id.ts'
import { openCursor, packCursor } from '../../../kernel/page.ts'
import { vocabularyFor } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { badCursor } from '../../../objects/errors.ts'
import type { Queryable, Tx } from '../../../platform/db/pool.ts'
import { record } from '../../../platform/events/journal.ts'
import { requireRight } from '../../permissions/index.ts'
import type { Transition, TransitionInput } from '../contract.ts'
import * as errors from '../errors.ts'
import { questionsOf } from '../rules/questions.ts'
import * as people from '../store/people.ts'
import * as rows from '../store/rows.ts'
import * as store from '../store/transitions.ts'
import { awayThen, look } from './looking.ts'

/** Plans a transition: collects what it moves and proposes receivers. Nothing of the work changes. */
export async function create(context: Context, input: TransitionInput): Promise<Transition> {
  requireRight(context.viewer, 'opportunity', 'pass')
  return context.transaction(async (tx) => {
    const successors = { ...(await proposedSuccessors(tx, context, input.leavers)), ...input.successors }
    const given = { ...input, note: input.note ?? null, successors, reverses: null }
    await check(tx, context, given)
    return begin(tx, context, given)
  })
}

/** Writes a new transition with its rows. */
export async function begin(tx: Tx, context: Context, given: store.NewTransition): Promise<Transition> {
  const id = await store.insertTransition(tx, given, context.viewer.personId, context.now)
  const stored = await one(tx, context, id)
  const looked = await look(tx, context, stored, [])
  await rows.replaceRows(tx, id, looked.rows)
  const { kind, leavers, moves, condition } = given
  await journal(tx, context, 'transition.planned', id, { name: given.name, kind, leavers, moves, condition })
  return shown(tx, context.now, await one(tx, context, id))
}

/** Changes who and what it is about; what was chosen by hand stays where it still can. */
export async function change(
  context: Context,
  id: string,
  version: number,
  input: Partial<Omit<TransitionInput, 'kind'>>,
): Promise<Transition> {
  return context.transaction(async (tx) => {
    const stored = await editable(tx, context, id, version)
    const added = (input.leavers ?? []).filter((one) => !stored.leavers.includes(one))
    const leavers = input.leavers ?? stored.leavers
    const proposed = await proposedSuccessors(tx, context, leavers)
    const fresh = Object.fromEntries(added.flatMap((one) => (proposed[one] ? [[one, proposed[one]]] : [])))
    const given = {
      kind: stored.kind,
      reverses: stored.reverses,
      name: input.name ?? stored.name,
      leavers,
      moves: input.moves ?? stored.moves,
      condition: input.condition ?? stored.condition,
      receivers: input.receivers ?? stored.receivers,
      successors: input.successors ?? { ...stored.successors, ...fresh },
      note: input.note ?? stored.note,
    }
    await check(tx, context, given)
    const looked = await look(tx, context, { ...stored, ...given }, await rows.rowsOf(tx, id))
    await store.updateTransition(tx, id, given, context.viewer.personId, context.now)
    await rows.replaceRows(tx, id, looked.rows)
    await settle(tx, context, stored)
    await journal(tx, context, 'transition.changed', id, { ...input })
    return shown(tx, context.now, await one(tx, context, id))
  })
}

/** Looks at the present again; answers what is not as it was. */
export async function refresh(context: Context, id: string, version: number, anew: boolean) {
  return context.transaction(async (tx) => {
    const stored = await editable(tx, context, id, version)
    const looked = await look(tx, context, stored, await rows.rowsOf(tx, id), { anew })
    await rows.replaceRows(tx, id, looked.rows)
    await store.touch(tx, id, context.viewer.personId, context.now)
    await settle(tx, context, stored)
    await journal(tx, context, 'transition.looked-at', id, { anew, ...looked.differences })
    return {
      transition: await shown(tx, context.now, await one(tx, context, id)),
      differences: looked.differences,
    }
  })
}

/** A failure is answered by whatever is done about it. */
async function settle(tx: Tx, context: Context, stored: store.Stored): Promise<void> {
  if (stored.state === 'failed')
    await store.setState(tx, stored.id, { state: 'draft' }, context.viewer.personId, context.now)
}

export async function discard(context: Context, id: string, version: number): Promise<undefined> {
  await context.transaction(async (tx) => {
    const stored = await editable(tx, context, id, version)
    await store.deleteTransition(tx, id)
    await journal(tx, context, 'transition.discarded', id, { name: stored.name })
  })
}

export async function read(context: Context, id: string): Promise<Transition> {
  const stored = await store.transitionById(context.db, id)
  if (!stored || !mayHandle(context, stored)) throw errors.notFound({ id })
  return shown(context.db, context.now, stored)
}

/** Newest first. */
export async function list(
  context: Context,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const { viewer } = context
  const before = cursor === undefined ? undefined : openCursor(cursor)?.[0]
  if (cursor !== undefined && !isId(before)) throw badCursor({})
  const mine = viewer.admin ? raw('true') : store.handledBy(viewer.personId, viewer.reports)
  const found = await store.heads(context.db, mine, limit + 1, before as string | undefined)
  const items = found.slice(0, limit)
  const last = found.length > limit ? items.at(-1) : undefined
  return { items, ...(last ? { next: packCursor([last.id]) } : {}) }
}

/** Administrators; and whoever leads everybody it is about. */
export function mayHandle({ viewer }: Context, { leavers, moves, createdBy }: store.Stored): boolean {
  if (viewer.admin) return true
  const about = [...leavers, ...moves.map(({ person }) => person)]
  return about.length > 0
    ? about.every((id) => viewer.reports.includes(id))
    : createdBy.id === viewer.personId
}

/** The transition, locked, where the viewer may handle it and nobody changed it since `version`. */
export async function locked(tx: Tx, context: Context, id: string, version: number): Promise<store.Stored> {
  const stored = await store.lockTransition(tx, id)
  if (!stored || !mayHandle(context, stored)) throw errors.notFound({ id })
  if (stored.version !== version)
    throw errors.stale({ yours: version, current: stored.version, by: stored.updatedBy.name })
  requireRight(context.viewer, 'opportunity', 'pass')
  if (stored.state === 'done') throw errors.doneAlready({ name: stored.name })
  return stored
}

/** The same where it may be changed now. */
export async function editable(tx: Tx, context: Context, id: string, version: number): Promise<store.Stored> {
  const stored = await locked(tx, context, id, version)
  if (stored.state === 'scheduled') throw errors.isScheduled({ at: stored.dueAt ?? '' })
  return stored
}

export async function one(db: Queryable, context: Context, id: string): Promise<store.Stored> {
  const stored = await store.transitionById(db, id)
  if (!stored || !mayHandle(context, stored)) throw errors.notFound({ id })
  return stored
}

/** The transition with everything that is undecided. */
export async function shown(db: Queryable, now: string, stored: store.Stored): Promise<Transition> {
  const { leavers, successors, receivers, dueBy: _by, ...rest } = stored
  const [counts, known, questions] = await Promise.all([
    rows.countsOf(db, stored.id),
    people.peopleOf(db, namedIn(stored)),
    openQuestions(db, now, stored),
  ])
  const named = (id: string) => ({ id, name: known.get(id)?.name ?? '' })
  const total = counts.find(({ kind }) => kind === 'opportunity')?.all ?? 0
  return {
    ...rest,
    leavers: leavers.map(named),
    receivers: receivers.map(named),
    successors,
    named: [...known.values()].map(({ id, name }) => ({ id, name })),
    opportunities: total,
    unresolved: counts.reduce((sum, { unresolved }) => sum + unresolved, 0),
    rows: counts,
    questions,
  }
}

function namedIn({ leavers, receivers, successors, moves }: store.Stored): string[] {
  const moved = moves.flatMap(({ person, manager }) => [person, ...(manager ? [manager] : [])])
  return [...new Set([...leavers, ...receivers, ...Object.values(successors), ...moved])]
}

/** What a proposal cannot decide, as things stand. */
export async function openQuestions(db: Queryable, now: string, stored: store.Stored) {
  const { id, leavers, successors, state } = stored
  if (state === 'done') return []
  const [known, places, otherAdmins, counts, receiving, away] = await Promise.all([
    people.peopleOf(db, [...leavers, ...Object.values(successors)]),
    people.placesOf(db, leavers),
    people.otherAdmins(db, leavers),
    rows.countsOf(db, id),
    rows.receiversOf(db, id),
    awayThen(db, now, stored),
  ])
  return questionsOf({
    leavers: leavers.flatMap((one) => known.get(one) ?? []),
    successorOf: (leaver) => {
      const found = known.get(successors[leaver] ?? '')
      return found?.active && !leavers.includes(found.id) ? found : undefined
    },
    places,
    otherAdmins,
    unresolved: counts.reduce((sum, { unresolved }) => sum + unresolved, 0),
    away: receiving.flatMap(({ id: personId, name, rows: count }) => {
      const found = away.get(personId)
      return found
        ? [{ person: { id: personId, name }, until: found.until, acting: found.acting, rows: count }]
        : []
    }),
  })
}

export async function journal(
  tx: Tx,
  context: Pick<Context, 'actor' | 'now'>,
  kind: string,
  id: string,
  after: Record<string, unknown>,
): Promise<void> {
  await record(tx, context.actor, context.now, [{ kind, object: 'transition', recordId: id, after }])
}

/** Who is nearest above a leaver takes their place, else whoever plans it. */
async function proposedSuccessors(tx: Tx, { viewer }: Context, leavers: readonly string[]) {
  const above = await people.nearestAbove(tx, leavers)
  const found = new Map(above.map(({ leaverId, aboveId }) => [leaverId, aboveId]))
  const rest = leavers.includes(viewer.personId) ? undefined : viewer.personId
  return Object.fromEntries(
    leavers.flatMap((leaver) => {
      const successor = found.get(leaver) ?? rest
      return successor ? [[leaver, successor] as const] : []
    }),
  )
}

/** Refuses what cannot be meant: nobody, people who are not there, receivers who leave; and what is not the viewer's to plan. */
async function check(tx: Tx, context: Context, given: store.NewTransition): Promise<void> {
  const { viewer, registry } = context
  const { kind, leavers, moves, condition, receivers, successors, reverses } = given
  if (reverses) return
  const moved = moves.map(({ person }) => person)
  if (kind === 'leaver' ? leavers.length === 0 : moved.length === 0 && condition.trim() === '')
    throw errors.aboutNobody({})
  if (leavers.includes(viewer.personId)) throw errors.yourself({})
  const named = [...new Set([...leavers, ...moved, ...receivers, ...Object.values(successors)])]
  const known = await people.peopleOf(tx, named)
  const missing = named.filter((id) => !known.get(id)?.active)
  if (missing.length > 0)
    throw errors.unknownPerson({ people: missing.map((id) => known.get(id)?.name ?? id) })
  const both = [...receivers, ...Object.values(successors), ...moved].find((id) => leavers.includes(id))
  if (both) throw errors.leavesToo({ person: known.get(both)?.name ?? both })
  if (!viewer.admin) checkManager(context, given, known)
  if (condition.trim() === '') return
  const parsed = parseCondition(condition, vocabularyFor(viewer, registry, 'opportunity'))
  if (!parsed.ok) throw errors.badCondition({ problem: parsed.problems[0]?.code ?? '' })
}

/** A manager plans for those below them, among those below them. */
function checkManager(
  { viewer }: Context,
  { leavers, moves }: store.NewTransition,
  known: ReadonlyMap<string, people.Someone>,
): void {
  const about = [...leavers, ...moves.map(({ person }) => person)]
  const others = about.filter((id) => !viewer.reports.includes(id))
  if (others.length > 0) throw errors.notYours({ people: others.map((id) => known.get(id)?.name ?? id) })
  if (moves.length > 0) throw errors.adminNeeded({ why: 'people' })
  if (leavers.some((id) => known.get(id)?.admin)) throw errors.adminNeeded({ why: 'administrator' })
}
