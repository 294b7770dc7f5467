import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

export const RIGHTS = [
  'see',
  'create',
  'edit',
  'delete',
  'export',
  'route',
  'pass',
  'claim',
  'release',
  'takeBack',
] as const

const scope = z.union([
  z.enum(['mine', 'reports', 'department', 'department-tree', 'all']),
  z.strictObject({ condition: z.string().min(1).max(4000) }),
])

/** What a role may do with one object: rights, which rows, and the fields that are less than writable. */
export const grantSpec = z.strictObject({
  rights: z.array(z.enum(RIGHTS)),
  scope,
  fields: z.record(z.string(), z.enum(['hidden', 'read'])).optional(),
})
export type GrantSpec = z.infer<typeof grantSpec>

const text = z.object({ zh: z.string().min(1).max(80), en: z.string().min(1).max(80) })

export const role = z.object({
  id: z.uuid(),
  version: z.int(),
  key: z.string().nullable(),
  label: text,
  grants: z.record(z.string(), grantSpec),
  people: z.int(),
})
export type Role = z.infer<typeof role>

export const roleInput = z.strictObject({ label: text, grants: z.record(z.string(), grantSpec) })
const byId = z.object({ id: z.uuid() })

export const listRoles = endpoint({
  method: 'GET',
  path: '/roles',
  summary: 'The roles and what each may do',
  result: z.object({ items: z.array(role) }),
})
export const createRole = endpoint({
  method: 'POST',
  path: '/roles',
  summary: 'Makes a role',
  body: roleInput,
  result: role,
})
export const changeRole = endpoint({
  method: 'PATCH',
  path: '/roles/:id',
  summary: 'Changes a role; it takes effect at once, everywhere',
  ifMatch: true,
  params: byId,
  body: roleInput,
  result: role,
})
export const deleteRole = endpoint({
  method: 'DELETE',
  path: '/roles/:id',
  summary: 'Deletes a role nobody has',
  ifMatch: true,
  params: byId,
})
export const setPersonRoles = endpoint({
  method: 'PUT',
  path: '/people/:id/roles',
  summary: 'Gives a person exactly these roles',
  params: byId,
  body: z.strictObject({ roles: z.array(z.uuid()).max(20), admin: z.boolean().optional() }),
  result: z.object({ roles: z.array(z.uuid()), admin: z.boolean() }),
})
export const personRoles = endpoint({
  method: 'GET',
  path: '/people/:id/roles',
  summary: 'The roles of a person',
  params: byId,
  result: z.object({ roles: z.array(z.uuid()), admin: z.boolean() }),
})
