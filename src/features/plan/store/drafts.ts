import type { Queryable } from '../../../platform/db/pool.ts'
import { type PlanDocument, planDocument } from '../contract.ts'

export type DraftHead = {
  id: string
  version: number
  name: string
  basedOn: { id: string; number: number }
  updatedAt: string
  updatedBy: { id: string; name: string }
}
export type DraftRow = DraftHead & { document: PlanDocument }

const HEAD = `d.id, d.version, d.name, jsonb_build_object('id', v.id, 'number', v.number) as "basedOn", d.updated_at as "updatedAt",
  jsonb_build_object('id', p.id, 'name', p.name) as "updatedBy"`
const FROM = 'plan_draft d join plan_version v on v.id = d.based_on join person p on p.id = d.updated_by'

/** The drafts, last changed first. */
export async function drafts(db: Queryable): Promise<DraftHead[]> {
  return db<
    DraftHead[]
  >`select ${db.unsafe(HEAD)} from ${db.unsafe(FROM)} order by d.updated_at desc, d.id limit 200`
}

/** The draft; what did not exist when it was kept is as usual. */
export async function draftById(db: Queryable, id: string): Promise<DraftRow | undefined> {
  const [row] = await db<
    DraftRow[]
  >`select ${db.unsafe(HEAD)}, d.document from ${db.unsafe(FROM)} where d.id = ${id}`
  return row && { ...row, document: planDocument.parse(row.document) }
}

/** The draft locked until the transaction ends. */
export async function lockDraft(tx: Queryable, id: string): Promise<DraftRow | undefined> {
  await tx`select 1 from plan_draft where id = ${id} for update`
  return draftById(tx, id)
}

export async function insertDraft(
  tx: Queryable,
  draft: { name: string; basedOn: string; document: PlanDocument; by: string; at: string },
): Promise<string> {
  const [row] = await tx<{ id: string }[]>`
    insert into plan_draft (name, based_on, document, created_at, created_by, updated_at, updated_by)
    values (${draft.name}, ${draft.basedOn}, ${JSON.stringify(draft.document)}::text::jsonb, ${draft.at}, ${draft.by}, ${draft.at}, ${draft.by})
    returning id`
  if (!row) throw new Error('the draft was not kept')
  return row.id
}

export async function updateDraft(
  tx: Queryable,
  id: string,
  {
    name,
    document,
    basedOn,
    by,
    at,
  }: { name: string; document: PlanDocument; basedOn: string; by: string; at: string },
): Promise<void> {
  await tx`update plan_draft set name = ${name}, based_on = ${basedOn}, document = ${JSON.stringify(document)}::text::jsonb, version = version + 1,
    updated_at = ${at}, updated_by = ${by} where id = ${id}`
}

export async function deleteDraft(tx: Queryable, id: string): Promise<void> {
  await tx`delete from plan_draft where id = ${id}`
}

/** How many drafts somebody began. */
export async function countDraftsOf(tx: Queryable, personId: string): Promise<number> {
  await tx`select pg_advisory_xact_lock(hashtext('baton.plan-proposals'), hashtext(${personId}))`
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count from plan_draft where created_by = ${personId}`
  return row?.count ?? 0
}

/** Everybody who may publish a plan. */
export async function administrators(tx: Queryable): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from person where admin and deactivated_at is null and deleted_at is null order by id`
  return rows.map(({ id }) => id)
}
