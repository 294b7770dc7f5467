import type { Queryable } from '../../../platform/db/pool.ts'

export type Mapping = Readonly<Record<string, string>>
export type Changed = { id: string; from: string; to: string }
export type Running = {
  id: string
  fromVersionId: string
  toVersionId: string
  mapping: Mapping
  actorId: string
}

/** Moves at most `most` opportunities of a version to the stages `mapping` names; answers how many, and which came to a stage of another key. */
export async function migrateSome(
  tx: Queryable,
  { fromVersionId, toVersionId, mapping, actorId }: Omit<Running, 'id'>,
  at: string,
  most: number,
): Promise<{ total: number; changed: Changed[] }> {
  const [row] = await tx<{ total: number; changed: Changed[] }[]>`
    select total, changed from holding_migrate(${fromVersionId}, ${toVersionId}, ${JSON.stringify(mapping)}::text::jsonb, ${actorId}, ${at}, ${most})`
  return row ?? { total: 0, changed: [] }
}

/** Notes a migration that has moved `done` and goes on until `endedAt` is known. */
export async function insertMigration(
  tx: Queryable,
  migration: Omit<Running, 'id'> & { at: string; done: number; endedAt: string | null },
): Promise<void> {
  await tx`
    insert into plan_migration (from_version_id, to_version_id, mapping, actor_id, begun_at, done, ended_at)
    values (${migration.fromVersionId}, ${migration.toVersionId}, ${JSON.stringify(migration.mapping)}::text::jsonb,
      ${migration.actorId}, ${migration.at}, ${migration.done}, ${migration.endedAt})`
}

/** The oldest migration that goes on and whose turn it is, where no other process carries it on now; held until the transaction ends. */
export async function nextMigration(tx: Queryable): Promise<Running | undefined> {
  const [lock] = await tx<
    { mine: boolean }[]
  >`select pg_try_advisory_xact_lock(hashtext('baton.plan-migration')) as mine`
  if (!lock?.mine) return undefined
  const [row] = await tx<Running[]>`
    select m.id, m.from_version_id as "fromVersionId", m.to_version_id as "toVersionId", m.mapping, m.actor_id as "actorId"
    from plan_migration m
    where m.ended_at is null order by m.id limit 1`
  return row
}

export async function advanceMigration(
  tx: Queryable,
  id: string,
  moved: number,
  endedAt: string | null,
): Promise<void> {
  await tx`update plan_migration set done = done + ${moved}, ended_at = ${endedAt} where id = ${id}`
}

export type Standing = {
  key: string
  open: number
  closed: number
  byFunctions: { functions: string[]; open: number }[]
}

/** How many stand at each stage of a version, open and closed; the open ones also by what their holders can do. */
export async function standing(db: Queryable, versionId: string): Promise<Standing[]> {
  return db<Standing[]>`
    with counted as (
      select s.key, p.functions, t.is_open, sum(t.n)::int as n
      from tally_by_stage t join stage s on s.id = t.stage_id join person p on p.id = t.holder_id
      where s.plan_version_id = ${versionId} group by 1, 2, 3 having sum(t.n) <> 0
    )
    select key, coalesce(sum(n) filter (where is_open), 0)::int as open, coalesce(sum(n) filter (where not is_open), 0)::int as closed,
      coalesce(jsonb_agg(jsonb_build_object('functions', functions, 'open', n)) filter (where is_open), '[]') as "byFunctions"
    from counted group by key`
}

/** The mappings of the migrations from one version to the one in force, in their order. */
export async function mappingsSince(db: Queryable, versionId: string): Promise<Mapping[]> {
  const rows = await db<{ mapping: Mapping }[]>`
    select m.mapping from plan_migration m join plan_version f on f.id = m.from_version_id
    join plan_version v on v.id = ${versionId} and f.plan_id = v.plan_id and f.number >= v.number
    join plan_version t on t.id = m.to_version_id order by t.number`
  return rows.map(({ mapping }) => mapping)
}
