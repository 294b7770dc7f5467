import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { PASSWORD_MAX } from '../identity/contract.ts'
import { TEMPLATES } from '../plan/contract.ts'

export const readSetup = endpoint({
  method: 'GET',
  path: '/setup',
  summary: 'Whether set-up is still to be done',
  access: 'open',
  result: z.object({ needed: z.boolean() }),
})

export const setupInput = z.strictObject({
  company: z.string().trim().min(1).max(100),
  companyType: z.enum(TEMPLATES),
  name: z.string().trim().min(1).max(100),
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(200)
    .regex(/^[^@\s]+@[^@\s]+$/),
  password: z.string().max(PASSWORD_MAX),
  language: z.enum(['zh', 'en']).default('zh'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('CNY'),
  timeZone: z.string().max(60).default('Asia/Shanghai'),
})
export type SetupInput = z.infer<typeof setupInput>

export const doSetup = endpoint({
  method: 'POST',
  path: '/setup',
  summary: 'Names the company and its first administrator; once',
  access: 'open',
  body: setupInput,
  result: z.object({ person: z.object({ id: z.uuid(), name: z.string() }) }),
})

const right = z.record(z.string(), z.boolean())
export const readMe = endpoint({
  method: 'GET',
  path: '/me',
  summary: 'Who I am, my company, and what I may do',
  result: z.object({
    person: z.object({
      id: z.uuid(),
      name: z.string(),
      email: z.string().nullable(),
      language: z.enum(['zh', 'en']),
      departmentId: z.uuid().nullable(),
      functions: z.array(z.string()),
    }),
    company: z.object({
      name: z.string(),
      currency: z.string(),
      companyType: z.string(),
      timeZone: z.string(),
    }),
    rights: z.object({
      admin: z.boolean(),
      /** Somebody reports to me. */
      leads: z.boolean(),
      objects: z.record(z.string(), right),
      fields: z.record(z.string(), z.record(z.string(), z.enum(['hidden', 'read', 'write']))),
    }),
  }),
})
