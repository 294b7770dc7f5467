import { sql } from '../../../kernel/fragment.ts'
import { fieldRight, rowPredicate } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'

/** The industry of each of these accounts the viewer may see and read it of. */
export async function industriesOf(
  db: Queryable,
  { viewer, registry }: Context,
  accounts: readonly string[],
): Promise<Map<string, string>> {
  const object = objectNamed(registry, 'account')
  const field = object.fields.find(({ name }) => name === 'industry')
  if (accounts.length === 0 || !field || fieldRight(viewer, object, field) === 'hidden') return new Map()
  const rows = await run<{ id: string; industry: string }>(
    db,
    sql`select a.id, a.industry from account a where a.id = any(${accounts as string[]}::uuid[]) and a.industry <> ''
      and a.deleted_at is null and ${rowPredicate(viewer, 'account', registry, 'a', 'asked')}`,
  )
  return new Map(rows.map(({ id, industry }) => [id, industry]))
}

export type Written = {
  text: string
  version: number
  changedAt: string
  changedBy: { id: string; name: string }
}

export async function playbook(db: Queryable, segment: string): Promise<Written | undefined> {
  const [row] = await db<Written[]>`
    select b.text, b.version, b.changed_at as "changedAt", jsonb_build_object('id', p.id, 'name', p.name) as "changedBy"
    from scoring_playbook b join person p on p.id = b.changed_by where b.segment = ${segment}`
  return row
}

/** Segments somebody wrote something about. */
export async function written(db: Queryable): Promise<Set<string>> {
  const rows = await db<{ segment: string }[]>`select segment from scoring_playbook where text <> ''`
  return new Set(rows.map(({ segment }) => segment))
}

/** Writes over `version`, 0 where there is none yet; false where another was written meanwhile. */
export async function writePlaybook(
  tx: Queryable,
  { segment, text, version }: { segment: string; text: string; version: number },
  by: string,
  now: string,
): Promise<boolean> {
  const rows =
    version === 0
      ? await tx`insert into scoring_playbook (segment, text, changed_at, changed_by) values (${segment}, ${text}, ${now}, ${by})
          on conflict (segment) do nothing returning 1`
      : await tx`update scoring_playbook set text = ${text}, version = version + 1, changed_at = ${now}, changed_by = ${by}
          where segment = ${segment} and version = ${version} returning 1`
  return rows.length > 0
}
