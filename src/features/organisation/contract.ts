import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

const name = z.string().trim().min(1).max(100)
const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(200)
  .regex(/^[^@\s]+@[^@\s]+$/)
const words = z.array(z.string().trim().min(1).max(80)).max(100)
const byId = z.object({ id: z.uuid() })

export const personInput = z.strictObject({
  name,
  email: email.nullable().optional(),
  department: z.uuid().nullable().optional(),
  manager: z.uuid().nullable().optional(),
  functions: z.array(z.string().max(40)).max(20).optional(),
  skills: words.optional(),
  territories: z
    .array(z.string().regex(/^\d{2,6}$/))
    .max(500)
    .optional(),
  weight: z.number().positive().max(100).optional(),
  openCap: z.int().min(0).max(100_000).nullable().optional(),
  dayCap: z.int().min(0).max(100_000).nullable().optional(),
  weekCap: z.int().min(0).max(100_000).nullable().optional(),
  unitCap: z.number().min(0).max(1_000_000).nullable().optional(),
})
export type PersonInput = z.infer<typeof personInput>

export const personRow = z.object({
  id: z.uuid(),
  version: z.int(),
  name: z.string(),
  email: z.string().nullable(),
  department: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  manager: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  functions: z.array(z.string()),
  skills: z.array(z.string()),
  territories: z.array(z.string()),
  weight: z.number(),
  openCap: z.int().nullable(),
  dayCap: z.int().nullable(),
  weekCap: z.int().nullable(),
  unitCap: z.number().nullable(),
  active: z.boolean(),
  admin: z.boolean(),
  canSignIn: z.boolean(),
  open: z.int(),
  roles: z.array(z.uuid()),
})
export type PersonRow = z.infer<typeof personRow>

export const listPeople = endpoint({
  method: 'GET',
  path: '/organisation/people',
  summary: 'Everyone, with department, functions, load and roles (administrators)',
  result: z.object({ items: z.array(personRow) }),
})
export const createPerson = endpoint({
  method: 'POST',
  path: '/organisation/people',
  summary: 'Adds a person; `roles` are given along',
  body: personInput.extend({ roles: z.array(z.uuid()).max(20).optional() }),
  result: personRow,
})
export const changePerson = endpoint({
  method: 'PATCH',
  path: '/organisation/people/:id',
  summary: 'Changes a person',
  ifMatch: true,
  params: byId,
  body: personInput.partial(),
  result: personRow,
})
export const deactivatePerson = endpoint({
  method: 'PUT',
  path: '/organisation/people/:id/deactivation',
  summary: 'A person leaves; refused while they hold work',
  params: byId,
  body: z.strictObject({}).optional(),
  result: personRow,
})
export const reactivatePerson = endpoint({
  method: 'DELETE',
  path: '/organisation/people/:id/deactivation',
  summary: 'A person comes back',
  params: byId,
  status: 200,
  result: personRow,
})
export const invitePerson = endpoint({
  method: 'POST',
  path: '/organisation/people/:id/invite',
  summary: 'Makes a link with which the person sets a password',
  secret: true,
  params: byId,
  body: z.strictObject({}).optional(),
  result: z.object({ path: z.string() }),
})
/** One pasted line: name, e-mail, department, manager, functions. */
export const pastePeople = endpoint({
  method: 'POST',
  path: '/organisation/people/pasting',
  summary: 'Adds many people at once; departments that do not exist are made',
  body: z.strictObject({
    people: z
      .array(
        z.strictObject({
          name,
          email: email.nullable().optional(),
          department: name.nullable().optional(),
          manager: name.nullable().optional(),
          functions: z.array(z.string()).max(20).optional(),
          role: z.string().max(40).optional(),
        }),
      )
      .min(1)
      .max(3000),
  }),
  result: z.object({ created: z.int(), existing: z.int() }),
})

export const department = z.object({
  id: z.uuid(),
  version: z.int(),
  name: z.string(),
  parent: z.uuid().nullable(),
  people: z.int(),
})
export type Department = z.infer<typeof department>
export const listDepartments = endpoint({
  method: 'GET',
  path: '/organisation/departments',
  summary: 'The department tree',
  result: z.object({ items: z.array(department) }),
})
export const createDepartment = endpoint({
  method: 'POST',
  path: '/organisation/departments',
  summary: 'Adds a department',
  body: z.strictObject({ name, parent: z.uuid().nullable().optional() }),
  result: department,
})
export const changeDepartment = endpoint({
  method: 'PATCH',
  path: '/organisation/departments/:id',
  summary: 'Renames or moves a department',
  ifMatch: true,
  params: byId,
  body: z.strictObject({ name: name.optional(), parent: z.uuid().nullable().optional() }),
  result: department,
})
export const deleteDepartment = endpoint({
  method: 'DELETE',
  path: '/organisation/departments/:id',
  summary: 'Deletes an empty department',
  ifMatch: true,
  params: byId,
})

const label = z.object({ zh: name, en: name })
export const functionRow = z.object({
  key: z.string(),
  version: z.int(),
  label,
  position: z.int(),
  people: z.int(),
})
export const listFunctions = endpoint({
  method: 'GET',
  path: '/organisation/functions',
  summary: 'The functions: marketing, sales, technical support …',
  result: z.object({ items: z.array(functionRow) }),
})
export const putFunction = endpoint({
  method: 'PUT',
  path: '/organisation/functions/:key',
  summary: 'Adds or renames a function',
  params: z.object({ key: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/) }),
  body: z.strictObject({ label }),
  result: functionRow,
})
export const deleteFunction = endpoint({
  method: 'DELETE',
  path: '/organisation/functions/:key',
  summary: 'Deletes a function that no person and no stage has',
  params: z.object({ key: z.string() }),
})
