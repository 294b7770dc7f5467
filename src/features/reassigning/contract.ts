import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

const person = z.object({ id: z.uuid(), name: z.string() })
const byId = z.object({ id: z.uuid() })
const reason = z.string().trim().min(1).max(500)

/** An open opportunity of the account and who holds it now. */
const going = z.object({ id: z.uuid(), number: z.int(), title: z.string().nullable(), from: person })
const refused = z.object({
  id: z.uuid(),
  number: z.int(),
  code: z.string(),
  facts: z.record(z.string(), z.unknown()),
})

/** What happened, or in a preview would happen. */
export const reassigned = z.object({
  account: z.object({ id: z.uuid(), version: z.int(), holder: person.nullable() }),
  /** Names what was done as one; null in a preview. */
  act: z.uuid().nullable(),
  passing: z.array(going),
  /** Open ones that stay with their holders. */
  staying: z.array(going),
  refused: z.array(refused),
  /** Open tasks that go along. */
  tasks: z.int(),
  /** Open opportunities of the account that the viewer may not see; they stay. */
  unseen: z.int(),
})
export type Reassigned = z.infer<typeof reassigned>

export const reassign = endpoint({
  method: 'POST',
  path: '/accounts/:id/reassigning',
  summary:
    'Gives an account another holder and passes the chosen open opportunities along, each by its own holding (rights: edit the account, pass); `preview` writes nothing',
  ifMatch: true,
  params: byId,
  body: z.strictObject({
    person: z.uuid(),
    reason,
    /** All open ones, those the account's holder holds, none, or the ones named. */
    opportunities: z.union([z.enum(['all', 'old-holder', 'none']), z.array(z.uuid()).max(1000)]),
    /** Open tasks of whoever held a passed opportunity go along with it. */
    tasks: z.boolean().default(false),
    preview: z.boolean().optional(),
  }),
  status: 200,
  result: reassigned,
})

export const listReassignings = endpoint({
  method: 'GET',
  path: '/accounts/:id/reassignings',
  summary: 'The last twenty times the account got another holder, newest first',
  params: byId,
  result: z.object({
    items: z.array(
      z.object({
        act: z.uuid(),
        at: z.string(),
        actor: person.nullable(),
        from: person.nullable(),
        to: person.nullable(),
        reason: z.string().nullable(),
        /** How many opportunities went along. */
        passed: z.int(),
        /** Which act took it back. */
        returnedBy: z.uuid().nullable(),
      }),
    ),
  }),
})

export const giveBack = endpoint({
  method: 'POST',
  path: '/accounts/:id/returning',
  summary:
    'Takes one reassigning back as one: account and opportunities go to whom they came from, where that still can be; `preview` writes nothing',
  ifMatch: true,
  params: byId,
  body: z.strictObject({ act: z.uuid(), reason, preview: z.boolean().optional() }),
  status: 200,
  result: reassigned,
})
