import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

export const PASSWORD_MIN = 12
export const PASSWORD_MAX = 128

const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(200)
  .regex(/^[^@\s]+@[^@\s]+$/)
const password = z.string().max(PASSWORD_MAX)

export const session = z.object({
  id: z.uuid(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
  agent: z.string(),
  ip: z.string(),
  current: z.boolean(),
})

export const signIn = endpoint({
  method: 'POST',
  path: '/session',
  summary: 'Signs in; the session is a cookie',
  access: 'open',
  body: z.strictObject({ email, password }),
  result: z.object({ person: z.object({ id: z.uuid(), name: z.string() }) }),
})
export const signOut = endpoint({ method: 'DELETE', path: '/session', summary: 'Signs out' })
export const listSessions = endpoint({
  method: 'GET',
  path: '/sessions',
  summary: 'Where I am signed in',
  result: z.object({ items: z.array(session) }),
})
export const endSession = endpoint({
  method: 'DELETE',
  path: '/sessions/:id',
  summary: 'Signs me out elsewhere',
  params: z.object({ id: z.uuid() }),
})
export const changePassword = endpoint({
  method: 'PUT',
  path: '/me/password',
  summary: 'Changes my password and signs me out everywhere else',
  body: z.strictObject({ current: password, next: password }),
})
export const changeMe = endpoint({
  method: 'PATCH',
  path: '/me',
  summary: 'Changes my name or language',
  body: z.strictObject({
    name: z.string().trim().min(1).max(100).optional(),
    language: z.enum(['zh', 'en']).optional(),
  }),
})

export const readInvite = endpoint({
  method: 'GET',
  path: '/invites/:token',
  summary: 'Whom an invite is for',
  access: 'open',
  params: z.object({ token: z.string().min(20).max(100) }),
  result: z.object({ name: z.string(), email: z.string(), company: z.string() }),
})
export const acceptInvite = endpoint({
  method: 'POST',
  path: '/invites/:token',
  summary: 'Sets the password of an invited person and signs them in',
  access: 'open',
  params: z.object({ token: z.string().min(20).max(100) }),
  body: z.strictObject({ password }),
  result: z.object({ person: z.object({ id: z.uuid(), name: z.string() }) }),
})

export const apiKey = z.object({
  id: z.uuid(),
  name: z.string(),
  hint: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
})
export const listApiKeys = endpoint({
  method: 'GET',
  path: '/api-keys',
  summary: 'My API keys',
  result: z.object({ items: z.array(apiKey) }),
})
export const createApiKey = endpoint({
  method: 'POST',
  path: '/api-keys',
  summary: 'Makes an API key with my rights; the token is shown this once',
  secret: true,
  body: z.strictObject({ name: z.string().trim().min(1).max(80), expiresOn: z.iso.date().optional() }),
  result: z.object({ id: z.uuid(), token: z.string() }),
})
export const revokeApiKey = endpoint({
  method: 'DELETE',
  path: '/api-keys/:id',
  summary: 'Revokes one of my API keys at once',
  params: z.object({ id: z.uuid() }),
})
