import type { z } from 'zod'
import { parseCondition } from '../engines/conditions/index.ts'
import type { Queryable } from '../platform/db/pool.ts'
import { maySee, vocabularyFor } from './access.ts'
import type { Context } from './context.ts'
import type { View, viewInput } from './contract.ts'
import { badFilter, notAllowed, notFound, stale } from './errors.ts'
import { objectNamed } from './metadata.ts'
import { askedField } from './query/asked.ts'

type Input = z.output<typeof viewInput>
type Row = View & { personId: string }

/** One's own views of an object and the shared ones, by name. */
export async function listViews(context: Context, object: string): Promise<{ items: View[] }> {
  const rows = await context.db<Row[]>`select ${columns(context.db)} from saved_view
    where object = ${object} and (shared or person_id = ${context.viewer.personId}) order by name, id`
  return { items: rows.map((row) => viewOf(context, row)) }
}

/** Keeps a view. Refuses a filter, sort or column the viewer's fields do not have. */
export async function createView(context: Context, input: Input): Promise<View> {
  check(context, input)
  const { viewer, now } = context
  return context.transaction(async (tx) => {
    const [row] = await tx<Row[]>`
      insert into saved_view (object, name, layout, filter, sort, columns, shared, person_id, created_at)
      values (${input.object}, ${input.name}, ${input.layout}, ${input.filter}, ${json(input.sort)}::text::jsonb,
              ${json(input.columns)}::text::jsonb, ${input.shared}, ${viewer.personId}, ${now}) returning ${columns(tx)}`
    if (!row) throw new Error('no view was kept')
    return viewOf(context, row)
  })
}

/** Changes a view of one's own; an administrator may change a shared one. */
export async function changeView(
  context: Context,
  id: string,
  version: number,
  input: Omit<Input, 'object'>,
): Promise<View> {
  return context.transaction(async (tx) => {
    const before = await ownView(tx, context, id, version)
    check(context, { ...input, object: before.object })
    const [row] = await tx<Row[]>`
      update saved_view set name = ${input.name}, layout = ${input.layout}, filter = ${input.filter},
        sort = ${json(input.sort)}::text::jsonb, columns = ${json(input.columns)}::text::jsonb, shared = ${input.shared},
        version = version + 1 where id = ${id} returning ${columns(tx)}`
    if (!row) throw notFound({ object: 'view', id })
    return viewOf(context, row)
  })
}

/** Deletes a view of one's own; an administrator may delete a shared one. */
export async function deleteView(context: Context, id: string, version: number): Promise<undefined> {
  await context.transaction(async (tx) => {
    await ownView(tx, context, id, version)
    await tx`delete from saved_view where id = ${id}`
  })
}

async function ownView(tx: Queryable, { viewer }: Context, id: string, version: number): Promise<Row> {
  const [row] = await tx<Row[]>`select ${columns(tx)} from saved_view where id = ${id} for update`
  const isMine = row?.personId === viewer.personId
  if (!row || !(isMine || (row.shared && viewer.admin))) throw notFound({ object: 'view', id })
  if (row.version !== version) throw stale({ yours: version, current: row.version })
  return row
}

function check({ viewer, registry }: Context, { object: name, filter, sort, columns: shown }: Input): void {
  const object = objectNamed(registry, name)
  if (!maySee(viewer, object)) throw notAllowed({ object: name, right: 'see' })
  if (filter.trim()) {
    const parsed = parseCondition(filter, vocabularyFor(viewer, registry, name))
    if (!parsed.ok) throw badFilter({ problems: parsed.problems })
  }
  for (const field of [...sort.map((each) => each.field), ...shown])
    askedField({ object, viewer, registry }, field)
}

function columns(db: Queryable) {
  return db.unsafe(
    'id, version, object, name, layout, filter, sort, columns, shared, person_id as "personId"',
  )
}

function viewOf({ viewer }: Context, { personId, ...row }: Row): View {
  return { ...row, mine: personId === viewer.personId }
}

function json(value: unknown): string {
  return JSON.stringify(value)
}
