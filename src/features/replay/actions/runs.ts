import { sql } from '../../../kernel/fragment.ts'
import { rowPredicate } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import { ROW, rowsWhere } from '../../../objects/query/asked.ts'
import { peopleOf as everybody } from '../../histories/index.ts'
import { MOST_WAITING, type OpportunityRow, type PersonRow, type Question, type Run } from '../contract.ts'
import * as errors from '../errors.ts'
import { addedId } from '../rules/changes.ts'
import * as store from '../store/runs.ts'
import { planOf, requirePeriod } from './trying.ts'

/** Whoever may publish a plan, or leads people: they try it on what they may see. */
export function requireTrier({ viewer }: Context): void {
  if (!viewer.admin && viewer.reports.length === 0) throw errors.mayNotTry({})
}

/**
 * Puts a question to the laboratory; it is answered in the background. Refuses `replay.may-not-try`, `replay.bad-period`,
 * `replay.too-many`, a filter that cannot be read, and a plan, people, rules and stages that are not there.
 */
export async function createRun(
  context: Context,
  { name, ...question }: Question & { name?: string | undefined },
): Promise<Run> {
  requireTrier(context)
  requirePeriod(context, question.period)
  const { viewer, registry } = context
  rowsWhere({ object: objectNamed(registry, 'opportunity'), viewer, registry, filter: question.filter })
  await planOf(context, question)
  const id = await context.transaction(async (tx) => {
    if ((await store.countUnended(tx, viewer.personId)) >= MOST_WAITING)
      throw errors.tooMany({ most: MOST_WAITING })
    const { from, to } = question.period
    const given = { name: name ?? `${from} – ${to}`, question, personId: viewer.personId, at: context.now }
    return store.insertRun(tx, given)
  })
  return readRun(context, id)
}

export async function listRuns(context: Context): Promise<{ items: Run[] }> {
  requireTrier(context)
  const rows = await store.runsOf(context.db, whose(context))
  const people = await everybody(context.db)
  return { items: rows.map((row) => shown(row, people)) }
}

/** Refuses `replay.not-found`. */
export async function readRun(context: Context, id: string): Promise<Run> {
  return shown(await found(context, id), await everybody(context.db))
}

/** Stops a run; what it had found so far is not kept. Refuses `replay.ended`. */
export async function cancelRun(context: Context, id: string): Promise<Run> {
  const { state } = await found(context, id)
  const isStopped = await store.endRun(context.db, id, { state: 'cancelled', now: context.now })
  if (!isStopped) throw errors.ended({ state })
  return readRun(context, id)
}

export async function deleteRun(context: Context, id: string): Promise<void> {
  await found(context, id)
  await store.deleteRun(context.db, id)
}

/** Everybody for administrators; those whom somebody leads, and themselves, for others. */
export async function runPeople(context: Context, id: string): Promise<{ items: PersonRow[] }> {
  const { question } = await found(context, id)
  const items = await store.peopleOf(context.db, id)
  const { viewer } = context
  if (viewer.admin) return { items }
  const added = question.changes.filter(({ kind }) => kind === 'add-person').map((_, n) => addedId(n))
  const seen = new Set([viewer.personId, ...viewer.reports, ...added])
  return { items: items.filter(({ person }) => seen.has(person.id)) }
}

type Asked = { which: 'changed' | 'all'; person?: string | undefined; after: number; limit: number }

export async function runOpportunities(
  context: Context,
  id: string,
  { limit, ...asked }: Asked,
): Promise<{ items: OpportunityRow[]; next: number | null }> {
  const { question } = await found(context, id)
  const { viewer, registry, db } = context
  const visible = sql`${rowPredicate(viewer, 'opportunity', registry, ROW)} and r.deleted_at is null`
  const [rows, people, plan] = await Promise.all([
    store.opportunitiesOf(db, id, visible, { ...asked, limit: limit + 1 }),
    everybody(db),
    planOf(context, question).catch(() => undefined),
  ])
  const added = question.changes.flatMap((one) => (one.kind === 'add-person' ? [one.name] : []))
  const names = new Map([...people.values()].map(({ id: person, name }) => [person, name]))
  for (const [n, name] of added.entries()) names.set(addedId(n), name)
  const rules = new Map(plan?.rules.map(({ position, label }) => [position, label]) ?? [])
  const named = (person: string) => ({ id: person, name: names.get(person) ?? '' })
  const items = rows.slice(0, limit).map(({ was, would, rule, ...row }) => ({
    ...row,
    was: named(was),
    would: named(would),
    rule:
      rule === null ? null : { position: rule, label: rules.get(rule) ?? { zh: `${rule}`, en: `${rule}` } },
    named: namesIn(row.why, names),
  }))
  return { items, next: rows.length > limit ? (items.at(-1)?.place ?? null) : null }
}

/** The names of whoever the reasons name. */
function namesIn(why: OpportunityRow['why'], names: ReadonlyMap<string, string>): Record<string, string> {
  const reasons = [...(why?.reasons ?? []), ...(why?.was?.exclusions ?? [])]
  const ids = reasons
    .flatMap(({ facts }) => [facts['person'], facts['keeper']])
    .filter((id) => typeof id === 'string')
  return Object.fromEntries(ids.map((id) => [id, names.get(id as string) ?? '']))
}

function whose({ viewer }: Context): string | null {
  return viewer.admin ? null : viewer.personId
}

async function found(context: Context, id: string): Promise<store.RunRow> {
  requireTrier(context)
  const row = await store.runById(context.db, id, whose(context))
  if (!row) throw errors.notFound({ id })
  return row
}

function shown(
  { personId: _personId, ...run }: store.RunRow,
  people: ReadonlyMap<string, { name: string }>,
): Run {
  const ids = run.question.changes.flatMap((one) => [
    ...('person' in one ? [one.person] : []),
    ...('like' in one && one.like ? [one.like] : []),
  ])
  return { ...run, named: Object.fromEntries(ids.map((id) => [id, people.get(id)?.name ?? ''])) }
}
