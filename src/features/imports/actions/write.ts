import { fold } from '../../../kernel/text.ts'
import type { Context } from '../../../objects/context.ts'
import { insertRecords } from '../../../objects/store.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { ensurePeople } from '../../organisation/index.ts'
import type { PlanVersion } from '../../plan/contract.ts'
import { furthestOf } from '../../plan/index.ts'
import { openHoldings } from '../../responsibility/index.ts'
import { factsOf, newIds, routeMany } from '../../routing/index.ts'
import * as store from '../store.ts'
import type { ReadyRow, Resolver } from './resolve.ts'

/** A record that was made because rows name it; rows that come later find it once its transaction is committed. */
export type Made = { field: 'account' | 'product' | 'holder'; id: string; name: string }

/**
 * Writes a batch of ready rows of one run; everything in the caller's transaction. Answers how many records were made, and adds to
 * `made` what rows named and was made for them.
 */
export async function writeBatch(
  tx: Tx,
  context: Context,
  run: store.RunRow,
  plan: PlanVersion,
  resolver: Resolver,
  rows: readonly ReadyRow[],
  made: Made[],
): Promise<number> {
  if (run.object === 'person') return writePeople(tx, context, run, rows)
  if (run.object !== 'opportunity') return writeRecords(tx, context, run, rows)
  const people = await makeMissing(tx, context, run, resolver, rows, made)
  return writeOpportunities(tx, context, run, plan, people, rows)
}

async function writePeople(
  tx: Tx,
  context: Context,
  run: store.RunRow,
  rows: readonly ReadyRow[],
): Promise<number> {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  const list = (value: unknown) => (Array.isArray(value) ? (value as string[]) : undefined)
  const led = await ensurePeople(tx, context, managersIn(rows))
  const { ids, created } = await ensurePeople(
    tx,
    context,
    rows.map(({ input }) => ({
      name: String(input['name']),
      email: text(input['email'])?.toLowerCase() ?? null,
      department: text(input['department']),
      manager: text(input['manager']),
      functions: list(input['functions']),
      skills: list(input['skills']),
    })),
  )
  const lineOf = new Map(rows.map((row) => [ids.get(fold(String(row.input['name']))) ?? '', row.line]))
  await store.noteMade(
    tx,
    run.id,
    'person',
    [...led.created, ...created].map((id) => ({ id, line: lineOf.get(id) ?? 0 })),
  )
  return led.created.length + created.length
}

/** Managers who are named but have no line of their own: they lead the department of whoever names them first. */
function managersIn(rows: readonly ReadyRow[]) {
  const own = new Set(rows.map(({ input }) => fold(String(input['name']))))
  const named = rows.flatMap(({ input }) => {
    const { manager, department } = input
    if (typeof manager !== 'string' || manager === '' || own.has(fold(manager))) return []
    return [
      {
        name: manager,
        department: typeof department === 'string' ? department : undefined,
        functions: [],
        role: 'manager',
      },
    ]
  })
  return [...new Map(named.toReversed().map((one) => [fold(one.name), one])).values()]
}

async function writeRecords(
  tx: Tx,
  context: Context,
  run: store.RunRow,
  rows: readonly ReadyRow[],
): Promise<number> {
  const ids = await insertRecords(
    tx,
    context,
    run.object,
    rows.map((row) => ({
      input: row.input,
      ...(run.object === 'product'
        ? {}
        : {
            columns: {
              holder_id: row.holder && 'id' in row.holder ? row.holder.id : context.viewer.personId,
            },
          }),
    })),
  )
  await store.noteMade(
    tx,
    run.id,
    run.object,
    ids.map((id, i) => ({ id, line: rows[i]?.line ?? 0 })),
  )
  return ids.length
}

/** Makes the people, accounts and products that rows name and that may be made, each once. Answers the people by folded name. */
async function makeMissing(
  tx: Tx,
  context: Context,
  run: store.RunRow,
  resolver: Resolver,
  rows: readonly ReadyRow[],
  made: Made[],
): Promise<ReadonlyMap<string, string>> {
  for (const field of ['account', 'product'] as const) {
    const ids = await makeNamed(tx, context, run, resolver, rows, field, made)
    for (const row of rows) {
      for (const one of row.create) if (one.field === field) row.input[field] = ids.get(fold(one.name))
    }
  }
  const people = [
    ...new Set(rows.flatMap((row) => (row.holder && 'create' in row.holder ? [row.holder.create] : []))),
  ]
  if (people.length === 0) return new Map()
  const { ids, created } = await ensurePeople(
    tx,
    context,
    people.map((name) => ({ name })),
  )
  await store.noteMade(
    tx,
    run.id,
    'person',
    created.map((id) => ({ id, line: 0 })),
  )
  for (const name of people) made.push({ field: 'holder', id: ids.get(fold(name)) ?? '', name })
  return ids
}

/** What rows name of one kind, by folded name: made by a batch before, or now. */
async function makeNamed(
  tx: Tx,
  context: Context,
  run: store.RunRow,
  resolver: Resolver,
  rows: readonly ReadyRow[],
  field: 'account' | 'product',
  made: Made[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  const wanted = new Map<string, { name: string; line: number }>()
  for (const row of rows) {
    for (const { field: of, name } of row.create) {
      if (of !== field) continue
      const known = resolver.books.get(field)?.find(name)
      if (known) ids.set(fold(name), known)
      else wanted.set(fold(name), { name, line: row.line })
    }
  }
  if (wanted.size === 0) return ids
  const list = [...wanted.values()]
  const fresh = await insertRecords(
    tx,
    context,
    field,
    list.map(({ name }) => ({ input: { name } })),
  )
  await store.noteMade(
    tx,
    run.id,
    field,
    fresh.map((id, i) => ({ id, line: list[i]?.line ?? 0 })),
  )
  list.forEach(({ name }, i) => {
    const id = fresh[i] ?? ''
    ids.set(fold(name), id)
    made.push({ field, id, name })
  })
  return ids
}

async function writeOpportunities(
  tx: Tx,
  context: Context,
  run: store.RunRow,
  plan: PlanVersion,
  people: ReadonlyMap<string, string>,
  rows: readonly ReadyRow[],
): Promise<number> {
  const ids = await newIds(tx, rows.length)
  const divided = await divide(tx, context, run, plan, rows, ids)
  const holderOf = (row: ReadyRow, i: number): string =>
    divided.get(ids[i] ?? '')?.personId ?? named(row, people) ?? plan.keeper.id
  await insertRecords(
    tx,
    context,
    'opportunity',
    rows.map((row, i) => ({
      input: { type: 'new-customer', ...row.input },
      columns: { ...columnsOf(row, ids[i] ?? '', holderOf(row, i), plan), ...row.found },
    })),
  )
  await openHoldings(
    tx,
    context,
    rows.flatMap((row, i) =>
      (row.life?.tiles ?? []).map((tile) => ({
        opportunityId: ids[i] ?? '',
        stageId: tile.stageId,
        personId: holderOf(row, i),
        from: tile.from,
        until: tile.until,
        because: divided.has(ids[i] ?? '') ? ('routed' as const) : ('given' as const),
        decisionId: divided.get(ids[i] ?? '')?.decisionId ?? null,
      })),
    ),
  )
  await store.noteMade(
    tx,
    run.id,
    'opportunity',
    ids.map((id, i) => ({ id, line: rows[i]?.line ?? 0 })),
  )
  return ids.length
}

function named({ holder }: ReadyRow, people: ReadonlyMap<string, string>): string | undefined {
  return holder && ('id' in holder ? holder.id : people.get(fold(holder.create)))
}

/** The plan finds a holder for every row that names none, and for every open one where the file is to be divided. */
async function divide(
  tx: Tx,
  context: Context,
  run: store.RunRow,
  plan: PlanVersion,
  rows: readonly ReadyRow[],
  ids: readonly string[],
) {
  const all = run.settings.holders === 'divide'
  const wanted = rows.flatMap((row, i) =>
    !row.holder || (all && row.life?.closedAt === null) ? [{ row, id: ids[i] ?? '' }] : [],
  )
  const facts = await factsOf(
    tx,
    wanted.map(({ row }) => row.input),
  )
  const routed = await routeMany(
    tx,
    context,
    plan,
    wanted.map(({ id, row }, i) => ({
      opportunityId: id,
      facts: facts[i] ?? {},
      workload: row.stage?.workload ?? 1,
    })),
  )
  return new Map(routed.map((one) => [one.opportunityId, one]))
}

function columnsOf(
  { life, stage, outcomeReason }: ReadyRow,
  id: string,
  holderId: string,
  plan: PlanVersion,
) {
  if (!life || !stage) throw new Error('an opportunity without a life')
  const outcome = stage.kind === 'won' || stage.kind === 'lost' ? stage.kind : null
  return {
    id,
    plan_version_id: plan.id,
    stage_id: stage.id,
    phase: stage.phase,
    furthest: furthestOf(
      plan.stages.filter(({ id: one }) => life.tiles.some((tile) => tile.stageId === one)),
    ),
    stage_since: life.stageSince,
    holder_id: holderId,
    held_since: life.openedAt,
    open_during: `[${life.openedAt},${life.closedAt ?? ''})`,
    opened_at: life.openedAt,
    closed_at: life.closedAt,
    outcome,
    outcome_reason: outcome ? outcomeReason : null,
    created_at: life.openedAt,
  }
}
