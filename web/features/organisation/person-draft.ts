import type { PersonInput, PersonRow } from '../../../src/features/organisation/contract.ts'

/** A person as the form holds it: nothing undefined, ids where the row has names. */
export type PersonDraft = {
  name: string
  email: string
  department: string | null
  manager: string | null
  functions: string[]
  skills: string[]
  territories: string[]
  weight: number
  openCap: number | null
  dayCap: number | null
  weekCap: number | null
  unitCap: number | null
  roles: string[]
  admin: boolean
}

/** The draft of a person; of somebody new in sales where there is none. */
export function draftOf(person: PersonRow | undefined, salesRole: string | undefined): PersonDraft {
  if (!person) {
    const roles = salesRole ? [salesRole] : []
    return { ...BLANK, functions: ['sales'], roles }
  }
  const { name, functions, skills, territories, weight, openCap, dayCap, weekCap, unitCap, roles, admin } =
    person
  return {
    name,
    email: person.email ?? '',
    department: person.department?.id ?? null,
    manager: person.manager?.id ?? null,
    functions,
    skills,
    territories,
    weight,
    openCap,
    dayCap,
    weekCap,
    unitCap,
    roles,
    admin,
  }
}

/** What is sent of a draft: all of it for somebody new, else only what is no longer as it was. */
export function inputOf(draft: PersonDraft, before?: PersonDraft): Partial<PersonInput> {
  const { roles: _roles, admin: _admin, ...fields } = draft
  const input: PersonInput = { ...fields, name: draft.name.trim(), email: draft.email.trim() || null }
  if (!before) return input
  const was = inputOf(before) as Record<string, unknown>
  return Object.fromEntries(Object.entries(input).filter(([name, value]) => !same(value, was[name])))
}

/** Whether the roles or the administrator's right are no longer as they were. */
export function rolesDiffer(draft: PersonDraft, before: PersonDraft): boolean {
  return draft.admin !== before.admin || !same([...draft.roles].sort(), [...before.roles].sort())
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

const BLANK: PersonDraft = {
  name: '',
  email: '',
  department: null,
  manager: null,
  functions: [],
  skills: [],
  territories: [],
  weight: 1,
  openCap: null,
  dayCap: null,
  weekCap: null,
  unitCap: null,
  roles: [],
  admin: false,
}
