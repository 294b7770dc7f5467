import type { z } from 'zod'
import type { Context } from '../../../objects/context.ts'
import { searchGramsOf, searchTextOf } from '../../../objects/search-text.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { sqlState } from '../../../platform/db/transaction.ts'
import { invite } from '../../identity/index.ts'
import { giveRoles, requireAdmin, requireSomeAdmin } from '../../permissions/index.ts'
import type { PersonInput, PersonRow, pastePeople } from '../contract.ts'
import * as errors from '../errors.ts'
import * as store from '../store.ts'
import { changing, checkFunctions, journal, onePerson } from './changing.ts'
import { ensurePeople, insertPeople } from './ensure-people.ts'

type Pasted = z.infer<NonNullable<typeof pastePeople.body>>['people']
type NewPersonInput = PersonInput & { roles?: string[] | undefined }
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
  return changing(context, async (tx) => {
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
    await write(tx, context, id, input)
    if (roles) await giveRoles(tx, id, roles, false)
    return onePerson(tx, id)
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
  return changing(context, async (tx) => {
    const current = await store.lockPerson(tx, id)
    if (current === undefined) throw errors.notFound({ what: 'person', id })
    if (current !== version) throw errors.stale({ yours: version, current })
    await checkPerson(tx, input, id)
    const before = await onePerson(tx, id)
    await write(tx, context, id, input)
    await journal(tx, context, {
      kind: 'person.updated',
      object: 'person',
      recordId: id,
      ...changesOf(before, input),
    })
    return onePerson(tx, id)
  })
}

/**
 * A person leaves; their sessions end. What waits for them is succession's to settle, which owns the way in. Refuses
 * `organisation.still-holds` while they hold open opportunities.
 */
export async function deactivate(context: Context, id: string): Promise<PersonRow> {
  requireAdmin(context.viewer)
  if (id === context.viewer.personId) throw errors.yourself({})
  return changing(context, async (tx) => {
    const person = await onePerson(tx, id)
    if (!person.active) return person
    try {
      await store.setActive(tx, id, context.now, context.viewer.personId, context.now)
    } catch (thrown) {
      if (sqlState(thrown) === 'BTN10') throw errors.keepsPlan({ person: person.name })
      if (sqlState(thrown) === 'BTN32') throw errors.standsIn({ person: person.name })
      if (sqlState(thrown) === 'BTN08') throw errors.stillHolds({ held: person.open, person: person.name })
      throw thrown
    }
    await requireSomeAdmin(tx)
    await store.endSessionsOf(tx, id)
    await journal(tx, context, { kind: 'person.deactivated', object: 'person', recordId: id })
    return onePerson(tx, id)
  })
}

export async function reactivate(context: Context, id: string): Promise<PersonRow> {
  requireAdmin(context.viewer)
  return changing(context, async (tx) => {
    await onePerson(tx, id)
    await store.setActive(tx, id, null, context.viewer.personId, context.now)
    await journal(tx, context, { kind: 'person.reactivated', object: 'person', recordId: id })
    return onePerson(tx, id)
  })
}

export async function invitePerson(context: Context, id: string): Promise<{ path: string }> {
  requireAdmin(context.viewer)
  return context.transaction(async (tx) => {
    const person = await onePerson(tx, id)
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
  return changing(context, async (tx) => {
    const made = await ensurePeople(tx, context, people)
    return { created: made.created.length, existing: new Set(made.inOrder).size - made.created.length }
  })
}

/** Writes what is given and keeps the person findable by what they are called now. */
async function write(tx: Tx, context: Context, id: string, input: Partial<PersonInput>): Promise<void> {
  await store.updatePerson(tx, id, input, context.viewer.personId, context.now)
  if (input.name === undefined && input.email === undefined) return
  const { name, email } = await onePerson(tx, id)
  const search = searchTextOf([name, email ?? ''])
  await store.makeFindable(tx, id, search, searchGramsOf(search))
}

/** Of a person, what `input` changes. */
function changesOf(before: PersonRow, input: Partial<PersonInput>) {
  const plain = { ...before, department: before.department?.id ?? null, manager: before.manager?.id ?? null }
  const keys = (Object.keys(input) as (keyof PersonInput)[]).filter(
    (key) => input[key] !== undefined && JSON.stringify(input[key]) !== JSON.stringify(plain[key]),
  )
  const of = (from: Partial<PersonInput>) => Object.fromEntries(keys.map((key) => [key, from[key]]))
  return { before: of(plain), after: of(input) }
}

async function checkPerson(tx: Tx, input: Partial<PersonInput>, id?: string): Promise<void> {
  await checkFunctions(tx, input.functions ?? [])
  if (input.manager && (await store.lockPerson(tx, input.manager)) === undefined) {
    throw errors.notFound({ what: 'person', id: input.manager })
  }
  if (id && input.manager && (await store.managesRound(tx, id, input.manager))) {
    throw errors.goesRound({ name: input.name ?? (await onePerson(tx, id)).name })
  }
  if (input.department && !(await store.lockDepartment(tx, input.department))) {
    throw errors.notFound({ what: 'department', id: input.department })
  }
}
