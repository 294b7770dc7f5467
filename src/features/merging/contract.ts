import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

const person = z.object({ id: z.uuid(), name: z.string() })
const byId = z.object({ id: z.uuid() })
const reason = z.string().trim().min(1).max(500)
const values = z.record(z.string(), z.unknown())
/** Null where the viewer may not read it. */
const named = z.object({ id: z.uuid(), number: z.int().nullable(), title: z.string().nullable() })

export const MOST_MERGED = 10

const mergeBody = z.strictObject({
  /** Those that are merged into the one of the address, each of the version that was seen. */
  losers: z
    .array(z.strictObject({ id: z.uuid(), version: z.int() }))
    .min(1)
    .max(MOST_MERGED),
  /** Fields whose value is taken from one of them; else the survivor's stays, and where it has none theirs is taken. */
  take: z.record(z.string(), z.uuid()).default({}),
  /** Who holds the result: one of their holders; without it the survivor's. */
  holder: z.uuid().optional(),
  reason,
  preview: z.boolean().optional(),
})

/** What happened, or in a preview would happen. */
export const merged = z.object({
  id: z.uuid(),
  version: z.int(),
  holder: person.nullable(),
  merged: z.array(named),
  /** Fields of the survivor that change, by name. */
  changes: values,
  /** How many records of each kind come over to the survivor. */
  moved: z.record(z.string(), z.int()),
  /** Open offers of those merged away; they are withdrawn. */
  withdrawn: z.int(),
})
export type Merged = z.infer<typeof merged>

export const mergeOpportunities = endpoint({
  method: 'POST',
  path: '/opportunities/:id/merging',
  summary:
    'Merges up to ten opportunities into this one (right: edit; pass where somebody else holds one): what hangs on them comes over, they go to the bin; `preview` writes nothing',
  ifMatch: true,
  params: byId,
  body: mergeBody,
  status: 200,
  result: merged,
})

export const mergeAccounts = endpoint({
  method: 'POST',
  path: '/accounts/:id/merging',
  summary:
    'Merges up to ten accounts into this one (right: edit): contacts, opportunities and what else names them name it; opportunities keep holder and stage; `preview` writes nothing',
  ifMatch: true,
  params: byId,
  body: mergeBody,
  status: 200,
  result: merged,
})

/** A record that may be the same: those the viewer may not see are only said to be there, and whom to ask. */
export const duplicates = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      number: z.int().nullable(),
      title: z.string().nullable(),
      holder: person.nullable(),
      because: z.array(z.enum(['account', 'name', 'phone', 'email', 'website'])),
    }),
  ),
  unseen: z.array(z.object({ holder: person.nullable() })),
})
export type Duplicates = z.infer<typeof duplicates>

export const opportunityDuplicates = endpoint({
  method: 'GET',
  path: '/opportunities/:id/duplicates',
  summary: 'Open opportunities that may be the same as this one',
  params: byId,
  result: duplicates,
})
export const accountDuplicates = endpoint({
  method: 'GET',
  path: '/accounts/:id/duplicates',
  summary: 'Accounts that may be the same as this one: a near name, the same phone or website',
  params: byId,
  result: duplicates,
})

export const survivor = endpoint({
  method: 'GET',
  path: '/opportunities/:id/survivor',
  summary: 'Into which opportunity this one was merged, in the end',
  params: byId,
  result: named,
})

export const relatives = endpoint({
  method: 'GET',
  path: '/opportunities/:id/relatives',
  summary:
    'What was merged into this opportunity, split off it, and what it was split off; only those that may be seen are named',
  params: byId,
  result: z.object({
    merged: z.array(z.object({ id: z.uuid(), number: z.int().nullable() })),
    splitFrom: named.nullable(),
    splitOff: z.array(named),
  }),
})

export const split = endpoint({
  method: 'POST',
  path: '/opportunities/:id/splitting',
  summary:
    'Splits parts off an open opportunity (rights: edit, create): same account and contacts, the same stage where their process has it, held from their first instant by the same holder or by whom the plan finds',
  ifMatch: true,
  params: byId,
  body: z.strictObject({
    parts: z
      .array(
        z.strictObject({
          /** Values other than the original's. */
          fields: values,
          holder: z.enum(['same', 'routed']).default('same'),
          /** Open tasks of the original that go along. */
          tasks: z.array(z.uuid()).max(100).default([]),
        }),
      )
      .min(1)
      .max(MOST_MERGED),
    /** Values of the original that change with it, its amount above all. */
    remaining: values.default({}),
    reason,
  }),
  status: 200,
  result: z.object({
    id: z.uuid(),
    version: z.int(),
    parts: z.array(
      z.object({ id: z.uuid(), number: z.int(), title: z.string(), holder: person, stage: z.string() }),
    ),
  }),
})
