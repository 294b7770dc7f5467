import { isId } from '../../../kernel/id.ts'
import type { Viewer } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { record } from '../../../platform/events/journal.ts'
import type { Sharing } from '../contract.ts'
import * as errors from '../errors.ts'
import type { Of } from '../store/reports.ts'
import { departmentsAmong, type KeptRow } from '../store/sharing.ts'

/** A reference as the tables keep it. */
export function ofReference(reference: string): Of {
  return isId(reference) ? { id: reference, key: null } : { id: null, key: reference }
}

/** Its owner changes it; an administrator what they may read of others. */
export function isEditable({ personId, admin }: Viewer, { owner }: Pick<KeptRow, 'owner'>): boolean {
  return admin || owner.id === personId
}

/** Refuses `reports.no-departments`, `reports.unknown-department`. */
export async function checkSharing(db: Queryable, { with: with_, departments }: Sharing): Promise<void> {
  if (with_ !== 'departments') return
  if (departments.length === 0) throw errors.noDepartments({})
  const known = await departmentsAmong(db, departments)
  const unknown = departments.find((id) => !known.has(id))
  if (unknown) throw errors.unknownDepartment({ id: unknown })
}

/** Refuses `reports.not-yours`, `reports.stale`. */
export function checkEditable(viewer: Viewer, row: KeptRow, version: number): void {
  if (!isEditable(viewer, row)) throw errors.notYours({ name: row.name, owner: row.owner.name })
  if (row.version !== version) throw errors.stale({ yours: version, current: row.version })
}

/** What a change leaves out stays as it was. */
export function sharingOf(given: Sharing | undefined, { sharing }: KeptRow): Sharing {
  return given ?? { with: sharing.with, departments: sharing.departments.map(({ id }) => id) }
}

type What = 'report' | 'dashboard' | 'schedule'

/** The journal says who kept, shared or removed what; a question's figures are nobody's entry. */
export async function note(
  tx: Queryable,
  { actor, now, viewer }: Context,
  kind: `${What}.${'created' | 'changed' | 'removed'}`,
  id: string,
  change: { before?: Record<string, unknown>; after?: Record<string, unknown> },
): Promise<void> {
  await record(tx, actor, now, [
    { kind, object: 'person', recordId: viewer.personId, ...change, cause: { of: id } },
  ])
}
