import type { PersonInput, PersonRow, pastePeople } from '../../../src/features/organisation/contract.ts'
import * as contract from '../../../src/features/organisation/contract.ts'
import { setPersonRoles } from '../../../src/features/permissions/contract.ts'
import type { Text } from '../../../src/kernel/text.ts'
import { call } from '../../client/call.ts'

export type Pasted = NonNullable<(typeof pastePeople)['body']>['_zod']['input']['people']

export function addPerson(person: PersonInput, roles: string[]): Promise<PersonRow> {
  return call(contract.createPerson, { body: { ...person, roles }, idempotencyKey: crypto.randomUUID() })
}

export function changePerson(
  { id, version }: Pick<PersonRow, 'id' | 'version'>,
  change: Partial<PersonInput>,
): Promise<PersonRow> {
  return call(contract.changePerson, { params: { id }, body: change, ifMatch: version })
}

export function giveRoles(id: string, roles: string[], admin: boolean): Promise<unknown> {
  return call(setPersonRoles, { params: { id }, body: { roles, admin } })
}

export function deactivate(id: string): Promise<PersonRow> {
  return call(contract.deactivatePerson, { params: { id } })
}

export function reactivate(id: string): Promise<PersonRow> {
  return call(contract.reactivatePerson, { params: { id } })
}

/** The address an invited person opens, whole. */
export async function inviteLink(id: string): Promise<string> {
  const { path } = await call(contract.invitePerson, { params: { id } })
  return new URL(path, window.location.origin).href
}

export function paste(people: Pasted): Promise<{ created: number; existing: number }> {
  return call(contract.pastePeople, { body: { people }, idempotencyKey: crypto.randomUUID() })
}

export function addDepartment(name: string, parent: string | null): Promise<contract.Department> {
  return call(contract.createDepartment, { body: { name, parent }, idempotencyKey: crypto.randomUUID() })
}

export function changeDepartment(
  { id, version }: Pick<contract.Department, 'id' | 'version'>,
  change: { name: string; parent: string | null },
): Promise<contract.Department> {
  return call(contract.changeDepartment, { params: { id }, body: change, ifMatch: version })
}

export function deleteDepartment({ id, version }: contract.Department): Promise<unknown> {
  return call(contract.deleteDepartment, { params: { id }, ifMatch: version })
}

export function putFunction(key: string, label: Text): Promise<unknown> {
  return call(contract.putFunction, { params: { key }, body: { label } })
}

export function deleteFunction(key: string): Promise<unknown> {
  return call(contract.deleteFunction, { params: { key } })
}
