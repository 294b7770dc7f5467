import type { z } from 'zod'
import { parseCondition } from '../../engines/conditions/index.ts'
import type { Instant } from '../../kernel/time.ts'
import {
  type Grant,
  mayDoFor,
  mayReach,
  RIGHTS,
  type Right,
  type Scope,
  type Viewer,
} from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import { type Registry, vocabularyOf } from '../../objects/metadata.ts'
import type { Queryable, Tx } from '../../platform/db/pool.ts'
import { record } from '../../platform/events/journal.ts'
import type { GrantSpec, Role, roleInput } from './contract.ts'
import * as errors from './errors.ts'
import { BUILT_IN_ROLES } from './rules/built-in.ts'
import { type MergedGrant, mergeGrants } from './rules/merge.ts'
import * as store from './store.ts'

type RoleInput = z.infer<typeof roleInput>

/** Whom people stand in for; the same value as long as it holds. */
export type StandIns = { actsFor: ReadonlyMap<string, readonly string[]> }
type StandInsAt = (db: Queryable, registry: Registry, current: number, now: Instant) => Promise<StandIns>

/**
 * Who may see what, per person, kept until anybody changes roles, people, departments or absences (`current` moves), and until an
 * absence begins or ends by the clock.
 */
export function createViewers(registry: () => Registry, standInsAt: StandInsAt) {
  let kept = { version: -1, standIns: undefined as StandIns | undefined, known: new Map<string, Viewer>() }
  return async (db: Queryable, personId: string, current: number, now: Instant) => {
    const standIns = await standInsAt(db, registry(), current, now)
    if (kept.version !== current || kept.standIns !== standIns)
      kept = { version: current, standIns, known: new Map() }
    const { known } = kept
    const cached = known.get(personId)
    if (cached) return cached
    const viewer = await viewerNow(db, registry(), personId, standIns)
    if (viewer) known.set(personId, viewer) // where somebody saw a change while we were reading, nobody looks there any more
    return viewer
  }
}

/** Somebody as they may see by their own roles, whomever they stand in for. One query. */
export function viewerOf(db: Queryable, registry: Registry, personId: string): Promise<Viewer | undefined> {
  return viewerNow(db, registry, personId, { actsFor: new Map() })
}

async function viewerNow(
  db: Queryable,
  registry: Registry,
  personId: string,
  { actsFor }: StandIns,
): Promise<Viewer | undefined> {
  const facts = await store.viewerFacts(db, personId)
  if (!facts) return undefined
  const viewer = viewerFrom(facts, registry)
  const others = actsFor.get(personId) ?? []
  if (others.length === 0) return viewer
  const found = await Promise.all(others.map((id) => store.viewerFacts(db, id)))
  const absent = found.filter((one) => one !== undefined)
  return { ...viewer, actsFor: absent.map((one) => asStoodInFor(viewerFrom(one, registry), registry)) }
}

/** Somebody's rights as their deputy has them: all of them, but only over what they hold. */
function asStoodInFor(viewer: Viewer, registry: Registry): Viewer {
  const all = (): Grant => ({ rights: new Set(RIGHTS), scopes: [{ kind: 'all' }], fields: {} })
  const grants = viewer.admin
    ? Object.fromEntries([...registry.objects.keys()].map((name) => [name, all()]))
    : viewer.grants
  return { ...viewer, admin: false, grants, heldOnly: true }
}

function viewerFrom({ grants, ...facts }: store.ViewerFacts, registry: Registry): Viewer {
  const merged = mergeGrants(grants)
  return {
    ...facts,
    grants: Object.fromEntries(
      Object.entries(merged).map(([object, grant]) => [object, grantOf(object, grant, registry)]),
    ),
  }
}

function grantOf(object: string, { rights, scopes, fields }: MergedGrant, registry: Registry): Grant {
  return {
    rights: rights as Set<Right>,
    scopes: scopes.flatMap((scope) => scopeOf(object, scope, registry)),
    fields,
  }
}

/** A condition that no longer type-checks (a field it names was removed) shows nothing rather than everything. */
function scopeOf(object: string, scope: GrantSpec['scope'], registry: Registry): Scope[] {
  if (typeof scope === 'string') return [{ kind: scope }]
  const parsed = parseCondition(scope.condition, vocabularyOf(registry, object))
  return parsed.ok ? [{ kind: 'condition', condition: parsed.condition }] : []
}

/** Refuses `permissions.not-allowed` where the viewer has no such right on the object. */
export function requireRight(viewer: Viewer, object: string, right: Right): void {
  if (!viewer.admin && !viewer.grants[object]?.rights.has(right)) throw errors.notAllowed({ object, right })
}

/**
 * Refuses `permissions.not-allowed` where the viewer has the right on no record, neither their own nor what somebody holds for whom they
 * stand in. On which ones they have it is asked when they are locked (`lockOne` with the right).
 */
export function requireReach(viewer: Viewer, object: string, right: Right): void {
  if (!mayReach(viewer, object, right)) throw errors.notAllowed({ object, right })
}

/** Refuses `permissions.not-allowed` where the viewer may not make such a record for what `holderId` holds. */
export function requireRightFor(viewer: Viewer, object: string, holderId: string): void {
  if (!mayDoFor(viewer, object, 'create', holderId)) throw errors.notAllowed({ object, right: 'create' })
}

/** Refuses `permissions.admin-only`. */
export function requireAdmin(viewer: Viewer): void {
  if (!viewer.admin) throw errors.adminOnly({})
}

/** Refuses `permissions.last-administrator` where nobody active is one. */
export async function requireSomeAdmin(tx: Tx): Promise<void> {
  if ((await store.activeAdmins(tx)).length === 0) throw errors.lastAdmin({})
}

/** The roles a company starts with. */
export async function createBuiltInRoles(tx: Tx): Promise<void> {
  for (const role of BUILT_IN_ROLES) await store.insertRole(tx, role)
}

export async function listRoles(context: Context): Promise<{ items: Role[] }> {
  requireAdmin(context.viewer)
  return { items: await store.roles(context.db) }
}

export async function createRole(context: Context, input: RoleInput): Promise<Role> {
  requireAdmin(context.viewer)
  checkGrants(input.grants, context.registry)
  return changing(context, async (tx) => {
    const id = await store.insertRole(tx, { key: null, ...input })
    await changed(tx, context, 'role.created', id, null, input)
    return found(tx, id)
  })
}

export async function changeRole(
  context: Context,
  id: string,
  version: number,
  input: RoleInput,
): Promise<Role> {
  requireAdmin(context.viewer)
  checkGrants(input.grants, context.registry)
  return changing(context, async (tx) => {
    const before = await found(tx, id)
    if (before.version !== version) throw errors.staleRole({ yours: version, current: before.version })
    await store.updateRole(tx, context.now, id, input.label, input.grants)
    await changed(tx, context, 'role.updated', id, { label: before.label, grants: before.grants }, input)
    return found(tx, id)
  })
}

export async function deleteRole(context: Context, id: string, version: number): Promise<undefined> {
  requireAdmin(context.viewer)
  await changing(context, async (tx) => {
    const before = await found(tx, id)
    if (before.version !== version) throw errors.staleRole({ yours: version, current: before.version })
    if (before.people > 0) throw errors.roleInUse({ people: before.people })
    await store.deleteRole(tx, id)
    await changed(tx, context, 'role.deleted', id, { label: before.label, grants: before.grants }, null)
  })
}

export async function rolesOf(
  context: Context,
  personId: string,
): Promise<{ roles: string[]; admin: boolean }> {
  requireAdmin(context.viewer)
  const roles = await store.rolesOf(context.db, personId)
  if (!roles) throw errors.noRole({ id: personId })
  return roles
}

/** Gives a person exactly these roles; the last administrator stays one. */
export async function setRoles(
  context: Context,
  personId: string,
  roleIds: readonly string[],
  admin: boolean | undefined,
) {
  requireAdmin(context.viewer)
  return changing(context, async (tx) => {
    const before = await store.rolesOf(tx, personId)
    if (!before) throw errors.noRole({ id: personId })
    const wanted = admin ?? before.admin
    const after = await giveRoles(tx, personId, roleIds, wanted)
    if (before.admin && !wanted) await requireSomeAdmin(tx)
    await changed(tx, context, 'person.roles-set', personId, before, after, 'person')
    return after
  })
}

/** The access counter moves first: it tells every process, and lets one such change happen at a time. */
async function changing<T>(context: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
  return context.transaction(async (tx) => {
    await store.bumpAccess(tx)
    return work(tx)
  })
}

/** The person has exactly these roles. Refuses `permissions.not-found` for a role that is none. The caller moves the counter. */
export async function giveRoles(tx: Tx, personId: string, roleIds: readonly string[], admin: boolean) {
  await store.replaceRoles(tx, personId, roleIds, admin)
  const given = await store.rolesOf(tx, personId)
  const unknown = roleIds.find((id) => !given?.roles.includes(id))
  if (!given || unknown) throw errors.noRole({ id: unknown ?? personId })
  return given
}

async function found(tx: Tx, id: string): Promise<Role> {
  const role = await store.roleById(tx, id)
  if (!role) throw errors.noRole({ id })
  return role
}

async function changed(
  tx: Tx,
  context: Context,
  kind: string,
  recordId: string,
  before: Record<string, unknown> | null,
  after: Record<string, unknown> | null,
  object = 'role',
): Promise<void> {
  await record(tx, context.actor, context.now, [{ kind, object, recordId, before, after }])
}

function checkGrants(grants: Record<string, GrantSpec>, registry: Registry): void {
  for (const [name, grant] of Object.entries(grants)) {
    const object = registry.objects.get(name)
    if (!object) throw errors.unknownInRole({ name })
    const fields = new Set(object.fields.map((f) => f.name))
    for (const field of Object.keys(grant.fields ?? {})) {
      if (!fields.has(field)) throw errors.unknownInRole({ name: `${name}.${field}` })
    }
    if (typeof grant.scope === 'string') continue
    const parsed = parseCondition(grant.scope.condition, vocabularyOf(registry, name))
    if (!parsed.ok) throw errors.badCondition({ object: name, problems: parsed.problems })
  }
}
