import type { Context } from '../../../objects/context.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { requireAdmin } from '../../permissions/index.ts'
import type { Department } from '../contract.ts'
import * as errors from '../errors.ts'
import * as store from '../store.ts'
import { changing, journal } from './changing.ts'

export async function listDepartments(context: Context): Promise<{ items: Department[] }> {
  return { items: await store.departments(context.db) }
}

export async function createDepartment(
  context: Context,
  name: string,
  parent: string | null,
): Promise<Department> {
  requireAdmin(context.viewer)
  return changing(context, async (tx) => {
    if (parent && !(await store.lockDepartment(tx, parent)))
      throw errors.notFound({ what: 'department', id: parent })
    const id = await store.insertDepartment(tx, name, parent, context.viewer.personId, context.now)
    await journal(tx, context, {
      kind: 'department.created',
      object: 'department',
      recordId: id,
      after: { name, parent },
    })
    return departmentOf(tx, id)
  })
}

export async function changeDepartment(
  context: Context,
  id: string,
  version: number,
  change: { name?: string | undefined; parent?: string | null | undefined },
): Promise<Department> {
  requireAdmin(context.viewer)
  return changing(context, async (tx) => {
    const before = await lockedDepartment(tx, id, version)
    if (change.parent && (await store.departmentRound(tx, id, change.parent)))
      throw errors.goesRound({ name: before.name })
    if (change.parent && !(await store.lockDepartment(tx, change.parent))) {
      throw errors.notFound({ what: 'department', id: change.parent })
    }
    await store.updateDepartment(
      tx,
      id,
      change.name ?? null,
      change.parent,
      context.viewer.personId,
      context.now,
    )
    await journal(tx, context, {
      kind: 'department.updated',
      object: 'department',
      recordId: id,
      before,
      after: change,
    })
    return departmentOf(tx, id)
  })
}

export async function deleteDepartment(context: Context, id: string, version: number): Promise<undefined> {
  requireAdmin(context.viewer)
  await changing(context, async (tx) => {
    await lockedDepartment(tx, id, version)
    const inside = await store.departmentContent(tx, id)
    if (inside.people + inside.departments > 0) throw errors.notEmpty(inside)
    await store.removeDepartment(tx, id, context.now)
    await journal(tx, context, { kind: 'department.deleted', object: 'department', recordId: id })
  })
}

async function lockedDepartment(tx: Tx, id: string, version: number) {
  const found = await store.lockDepartment(tx, id)
  if (!found) throw errors.notFound({ what: 'department', id })
  if (found.version !== version) throw errors.stale({ yours: version, current: found.version })
  return found
}

async function departmentOf(tx: Tx, id: string): Promise<Department> {
  const found = (await store.departments(tx)).find((d) => d.id === id)
  if (!found) throw errors.notFound({ what: 'department', id })
  return found
}
