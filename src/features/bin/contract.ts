import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

/** What goes into the bin and comes out of it. */
export const BINNED = ['opportunity', 'account', 'contact'] as const
export type Binned = (typeof BINNED)[number]
const kind = z.enum(BINNED)
const person = z.object({ id: z.uuid(), name: z.string() })
const reason = z.string().trim().min(1).max(500)
const byId = z.object({ object: kind, id: z.uuid() })

export const entry = z.object({
  object: kind,
  id: z.uuid(),
  /** Null where the viewer may not read it. */
  title: z.string().nullable(),
  number: z.int().nullable(),
  holder: person.nullable(),
  at: z.string(),
  by: person.nullable(),
  because: z.enum(['deleted', 'merged']),
  reason: z.string().nullable(),
  /** What it was merged into. */
  into: z.object({ id: z.uuid(), title: z.string().nullable() }).nullable(),
  /** Removed for good from this instant on. */
  removedAt: z.string(),
})
export type Entry = z.infer<typeof entry>

export const listBin = endpoint({
  method: 'GET',
  path: '/bin',
  summary:
    'What lies in the bin and is the viewer’s to restore: what they deleted, held last or whose holder reports to them; newest first',
  query: z.object({
    object: kind.default('opportunity'),
    limit: z.coerce.number().int().min(1).max(200).optional(),
    cursor: z.string().max(500).optional(),
  }),
  result: z.object({ items: z.array(entry), next: z.string().optional() }),
})

export const putIntoBin = endpoint({
  method: 'POST',
  path: '/bin',
  summary:
    'Deletes records into the bin (right: delete); `preview` tells what would go and what cannot, and writes nothing',
  body: z.strictObject({
    object: kind,
    /** With a version, one that was changed since is refused. */
    items: z
      .array(z.strictObject({ id: z.uuid(), version: z.int().optional() }))
      .min(1)
      .max(1000),
    reason,
    preview: z.boolean().optional(),
  }),
  status: 200,
  result: z.object({
    deleted: z.array(z.uuid()),
    refused: z.array(z.object({ id: z.uuid(), code: z.string(), facts: z.record(z.string(), z.unknown()) })),
  }),
})

export const restore = endpoint({
  method: 'POST',
  path: '/bin/:object/:id/restoring',
  summary:
    'Takes a record out of the bin; an opportunity is held again from that instant by its last holder, else by whom the plan finds',
  params: byId,
  body: z.strictObject({ reason: reason.optional() }),
  status: 200,
  result: z.object({
    id: z.uuid(),
    version: z.int(),
    /** Who holds it now; null for what is not held. */
    holder: person.nullable(),
    /** `holder`: as before. `routed`: the last holder has left, the plan found another. Null where nobody had to be found. */
    found: z.enum(['holder', 'routed']).nullable(),
  }),
})

export const removeForGood = endpoint({
  method: 'DELETE',
  path: '/bin/:object/:id',
  summary: 'Removes what lies in the bin for good (right: administrator); the journal keeps that it existed',
  params: byId,
})

export const getBinSettings = endpoint({
  method: 'GET',
  path: '/bin/settings',
  summary: 'How many days a record lies in the bin before it is removed for good',
  result: z.object({ days: z.int() }),
})
export const setBinSettings = endpoint({
  method: 'PUT',
  path: '/bin/settings',
  summary: 'Sets how many days a record lies in the bin (right: administrator)',
  body: z.strictObject({ days: z.int().min(1).max(3650) }),
  result: z.object({ days: z.int() }),
})
