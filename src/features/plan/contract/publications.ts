import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { finding, planDocument, publishBody } from '../contract.ts'

const byId = z.object({ id: z.uuid() })
const person = z.object({ id: z.uuid(), name: z.string() })

/**
 * A plan that will be published at `from`, or was to be. `stale`: another version has been published since it was made; it must be
 * rebased, else it fails when its time comes.
 */
export const publication = z.object({
  id: z.uuid(),
  from: z.string(),
  state: z.enum(['scheduled', 'published', 'cancelled', 'failed']),
  stale: z.boolean(),
  basedOn: z.object({ id: z.uuid(), number: z.int() }),
  by: person,
  madeAt: z.string(),
  note: z.string().nullable(),
  running: z.enum(['migrate', 'keep']),
  mapping: z.record(z.string(), z.string()),
  /** The version it became. */
  version: z.object({ id: z.uuid(), number: z.int() }).nullable(),
  endedAt: z.string().nullable(),
  /** Why it was not published: the code of the refusal, and what the compiler found. */
  failure: z.object({ code: z.string(), problems: z.array(finding) }).nullable(),
})
export type Publication = z.infer<typeof publication>

const body = z.strictObject({
  ...publishBody.shape,
  /** When it comes into force; in the future. */
  from: z.iso.datetime(),
})

export const schedulePublication = endpoint({
  method: 'POST',
  path: '/plan/publications',
  summary: 'Publishes a plan from a date: it is compiled now and again then, and comes into force by itself',
  body,
  result: publication,
})
export const listPublications = endpoint({
  method: 'GET',
  path: '/plan/publications',
  summary:
    'Plans that will be published, soonest first, then the last hundred that were, failed or were cancelled',
  result: z.object({ items: z.array(publication) }),
})
export const readPublication = endpoint({
  method: 'GET',
  path: '/plan/publications/:id',
  summary: 'One of them with its document',
  params: byId,
  result: publication.extend({ document: planDocument }),
})
export const changePublication = endpoint({
  method: 'PUT',
  path: '/plan/publications/:id',
  summary: 'Another document, date or mapping for what is scheduled; also how a stale one is rebased',
  params: byId,
  body,
  result: publication,
})
export const cancelPublication = endpoint({
  method: 'DELETE',
  path: '/plan/publications/:id',
  summary: 'Cancels what is scheduled',
  params: byId,
})
