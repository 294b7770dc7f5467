import type { z } from 'zod'
import { fold } from '../../kernel/text.ts'
import type { Context } from '../../objects/context.ts'
import { searchGramsOf, searchTextOf } from '../../objects/search-text.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { sqlState } from '../../platform/db/transaction.ts'
import { type JournalEntry, record } from '../../platform/events/journal.ts'
import { invite } from '../identity/index.ts'
import { bumpAccess, giveRoleByKey, replaceRoles, requireAdmin } from '../permissions/index.ts'
import type { Department, PersonInput, PersonRow, pastePeople } from './contract.ts'
import * as errors from './errors.ts'
import * as store from './store.ts'

type NewPersonInput = PersonInput & { roles?: string[] | undefined }
type Pasted = z.infer<NonNullable<typeof pastePeople.body>>['people']

export async function listPeople(context: Context): Promise<{ items: PersonRow[] }> {
  requireAdmin(context.viewer)
  return { items: await store.people(context.db) }
}

/** Adds a person. Without an e-mail they can hold work but not sign in. */
export async function createPerson(
  context: Context,
  { roles, ...input }: NewPersonInput,
): Promise<PersonRow> {
  requireAdmin(context.viewer)
  return changing(context, input.email, async (tx) => {
    await checkPerson(tx, input)
    const [id = ''] = await insertPeople(tx, context, [
      {
        name: input.name,
        email: input.email ?? null,
        departmentId: input.department ?? null,
        managerId: input.manager ?? null,
        functions: input.functions ?? [],
        skills: input.skills ?? [],
        territories: input.territories ?? [],
      },
    ])
    await store.updatePerson(tx, id, input, context.viewer.personId, context.now)
    if (roles) await replaceRoles(tx, id, roles, false)
    return one(tx, id)
  })
}

/** Changes what is given. Refuses circles of managers, taken e-mails, unknown functions and departments. */
export async function changePerson(
  context: Context,
  id: string,
  version: number,
  input: Partial<PersonInput>,
): Promise<PersonRow> {
  requireAdmin(context.viewer)
  return changing(context, input.email, async (tx) => {
    const current = await store.lockPerson(tx, id)
    if (current === undefined) throw errors.notFound({ what: 'person', id })
    if (current !== version) throw errors.stale({ yours: version, current })
    await checkPerson(tx, input, id)
    const before = await one(tx, id)
    await store.updatePerson(tx, id, input, context.viewer.personId, context.now)
    await journal(tx, context, {
      kind: 'person.updated',
      object: 'person',
      recordId: id,
      before,
      after: input,
    })
    return one(tx, id)
  })
}

/** A person leaves. Refuses `organisation.still-holds` while they hold open opportunities; their sessions end. */
export async function deactivate(context: Context, id: string): Promise<PersonRow> {
  requireAdmin(context.viewer)
  if (id === context.viewer.personId) throw errors.yourself({})
  return changing(context, undefined, async (tx) => {
    const person = await one(tx, id)
    if (!person.active) return person
    try {
      await store.setActive(tx, id, context.now, context.viewer.personId, context.now)
    } catch (thrown) {
      if (sqlState(thrown) === 'BTN08') throw errors.stillHolds({ held: person.open, person: person.name })
      throw thrown
    }
    await store.endSessionsOf(tx, id)
    await journal(tx, context, { kind: 'person.deactivated', object: 'person', recordId: id })
    return one(tx, id)
  })
}

export async function reactivate(context: Context, id: string): Promise<PersonRow> {
  requireAdmin(context.viewer)
  return changing(context, undefined, async (tx) => {
    await one(tx, id)
    await store.setActive(tx, id, null, context.viewer.personId, context.now)
    await journal(tx, context, { kind: 'person.reactivated', object: 'person', recordId: id })
    return one(tx, id)
  })
}

export async function invitePerson(context: Context, id: string): Promise<{ path: string }> {
  requireAdmin(context.viewer)
  return context.transaction(async (tx) => {
    const person = await one(tx, id)
    if (!person.email) throw errors.noEmail({ person: person.name })
    const { token } = await invite(tx, context.now, id, context.viewer.personId)
    await journal(tx, context, { kind: 'person.invited', object: 'person', recordId: id })
    return { path: `/invite/${token}` }
  })
}

/** Adds those who are not there yet, by e-mail or name; departments are made, managers may be among the lines. */
export async function paste(
  context: Context,
  people: Pasted,
): Promise<{ created: number; existing: number }> {
  requireAdmin(context.viewer)
  return changing(context, undefined, async (tx) => {
    const made = await ensurePeople(tx, context, people)
    return { created: made.created.length, existing: made.ids.size - made.created.length }
  })
}

export type WantedPerson = {
  name: string
  email?: string | null | undefined
  department?: string | null | undefined
  manager?: string | null | undefined
  functions?: readonly string[] | undefined
  skills?: readonly string[] | undefined
  role?: string | undefined
}

/**
 * Makes sure that everyone named is there: finds by e-mail, then by folded name; makes the rest with their departments, managers
 * and roles. Answers the id for every folded name, and which were made. Refuses unknown managers and functions.
 */
export async function ensurePeople(
  tx: Tx,
  context: Pick<Context, 'actor' | 'now' | 'viewer'>,
  wanted: readonly WantedPerson[],
): Promise<{ ids: Map<string, string>; created: string[] }> {
  const known = await store.peopleByName(tx)
  const ids = new Map(known.map((p) => [fold(p.name), p.id]))
  const byEmail = new Map(known.flatMap((p) => (p.email ? [[p.email, p.id] as const] : [])))
  for (const person of wanted) {
    const id = person.email ? byEmail.get(person.email) : undefined
    if (id) ids.set(fold(person.name), id)
  }
  const missing = [...new Map(wanted.map((p) => [fold(p.name), p])).values()].filter(
    (p) => !ids.has(fold(p.name)),
  )
  await checkFunctions(
    tx,
    missing.flatMap((p) => [...(p.functions ?? [])]),
  )
  const departments = await ensureDepartments(
    tx,
    context,
    missing.flatMap((p) => (p.department ? [p.department] : [])),
  )
  const created = await insertPeople(
    tx,
    context,
    missing.map((p) => ({
      name: p.name,
      email: p.email ?? null,
      departmentId: p.department ? (departments.get(fold(p.department)) ?? null) : null,
      managerId: null,
      functions: p.functions ?? ['sales'],
      skills: p.skills ?? [],
      territories: [],
    })),
  )
  missing.forEach((p, i) => {
    ids.set(fold(p.name), created[i] ?? '')
  })
  for (const person of missing) {
    if (!person.manager) continue
    const manager = ids.get(fold(person.manager))
    if (!manager) throw errors.unknownManager({ manager: person.manager })
    const id = ids.get(fold(person.name)) ?? ''
    if (manager !== id) await store.updatePerson(tx, id, { manager }, context.viewer.personId, context.now)
  }
  await giveRoles(tx, missing, ids)
  if (created.length > 0) await bumpAccess(tx)
  return { ids, created }
}

async function giveRoles(
  tx: Tx,
  people: readonly WantedPerson[],
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  const byRole = Map.groupBy(people, (person) => person.role ?? 'sales')
  for (const [role, members] of byRole) {
    await giveRoleByKey(
      tx,
      members.map((person) => ids.get(fold(person.name)) ?? ''),
      role,
    )
  }
}

async function ensureDepartments(
  tx: Tx,
  context: Pick<Context, 'actor' | 'now' | 'viewer'>,
  names: readonly string[],
): Promise<Map<string, string>> {
  const ids = new Map((await store.departments(tx)).map((d) => [fold(d.name), d.id]))
  for (const name of new Set(names)) {
    if (ids.has(fold(name))) continue
    const id = await store.insertDepartment(tx, name, null, context.viewer.personId, context.now)
    ids.set(fold(name), id)
    await journal(tx, context, {
      kind: 'department.created',
      object: 'department',
      recordId: id,
      after: { name },
    })
  }
  return ids
}

type Basics = Omit<store.NewPerson, 'search' | 'searchGrams'>

async function insertPeople(
  tx: Tx,
  context: Pick<Context, 'actor' | 'now' | 'viewer'>,
  people: readonly Basics[],
): Promise<string[]> {
  if (people.length === 0) return []
  const rows = people.map((p) => {
    const search = searchTextOf([p.name, p.email ?? ''])
    return { ...p, search, searchGrams: searchGramsOf(search) }
  })
  const ids = await store.insertPeople(tx, rows, context.viewer.personId, context.now)
  const entries = people.map(
    (person, i): JournalEntry => ({
      kind: 'person.created',
      object: 'person',
      recordId: ids[i] ?? '',
      after: person,
    }),
  )
  await record(tx, context.actor, context.now, entries)
  return ids
}

export async function listDepartments(context: Context): Promise<{ items: Department[] }> {
  return { items: await store.departments(context.db) }
}

export async function createDepartment(
  context: Context,
  name: string,
  parent: string | null,
): Promise<Department> {
  requireAdmin(context.viewer)
  return changing(context, undefined, async (tx) => {
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
  return changing(context, undefined, async (tx) => {
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
  await changing(context, undefined, async (tx) => {
    await lockedDepartment(tx, id, version)
    const inside = await store.departmentContent(tx, id)
    if (inside.people + inside.departments > 0) throw errors.notEmpty(inside)
    await store.removeDepartment(tx, id, context.now)
    await journal(tx, context, { kind: 'department.deleted', object: 'department', recordId: id })
  })
}

export async function listFunctions(context: Context): Promise<{ items: store.FunctionRow[] }> {
  return { items: await store.functions(context.db) }
}

export async function putFunction(
  context: Context,
  key: string,
  label: { zh: string; en: string },
): Promise<store.FunctionRow> {
  requireAdmin(context.viewer)
  return context.transaction(async (tx) => {
    await store.putFunction(tx, key, label)
    const found = (await store.functions(tx)).find((fn) => fn.key === key)
    if (!found) throw errors.notFound({ what: 'function', id: key })
    return found
  })
}

export async function deleteFunction(context: Context, key: string): Promise<undefined> {
  requireAdmin(context.viewer)
  await context.transaction(async (tx) => {
    const use = await store.functionUse(tx, key)
    if (use.people + use.stages > 0) throw errors.functionUsed(use)
    if (!(await store.deleteFunction(tx, key))) throw errors.notFound({ what: 'function', id: key })
  })
}

/** A change of who is who: the access counter moves with it, and a taken e-mail is a refusal. */
async function changing<T>(
  context: Context,
  email: string | null | undefined,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  try {
    return await context.transaction(async (tx) => {
      const result = await work(tx)
      await bumpAccess(tx)
      return result
    })
  } catch (thrown) {
    if (sqlState(thrown) === '23505') throw errors.emailTaken({ email: email ?? '' })
    if (sqlState(thrown) === '23503') throw errors.notFound({ what: 'reference', id: '' })
    throw thrown
  }
}

async function checkPerson(tx: Tx, input: Partial<PersonInput>, id?: string): Promise<void> {
  await checkFunctions(tx, input.functions ?? [])
  if (id && input.manager && (await store.managesRound(tx, id, input.manager)))
    throw errors.goesRound({ name: input.name ?? id })
  if (input.department && !(await store.lockDepartment(tx, input.department))) {
    throw errors.notFound({ what: 'department', id: input.department })
  }
}

async function checkFunctions(tx: Tx, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  const known = (await store.functions(tx)).map((fn) => fn.key)
  const unknown = keys.find((key) => !known.includes(key))
  if (unknown) throw errors.unknownFunction({ function: unknown, known })
}

async function one(tx: Tx, id: string): Promise<PersonRow> {
  const person = await store.personById(tx, id)
  if (!person) throw errors.notFound({ what: 'person', id })
  return person
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

async function journal(tx: Tx, context: Pick<Context, 'actor' | 'now'>, entry: JournalEntry): Promise<void> {
  await record(tx, context.actor, context.now, [entry])
}
