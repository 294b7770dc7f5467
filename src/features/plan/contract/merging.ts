import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { planDocument } from '../contract.ts'

/** Where two people said different things of the same setting; null where a part is not there. */
export const conflict = z.object({
  part: z.enum(['keeper', 'process', 'stage', 'rule', 'pool']),
  key: z.string(),
  /** The setting of it; null where one changed what the other took away, or both added it. */
  setting: z.string().nullable(),
  base: z.unknown(),
  mine: z.unknown(),
  theirs: z.unknown(),
})
export type Conflict = z.infer<typeof conflict>

/** What is merged holds theirs where there is a conflict: what is kept stays until somebody decides. */
export const mergeDraft = endpoint({
  method: 'POST',
  path: '/plan/drafts/:id/merging',
  summary:
    'Merges my state of a draft with the one that is kept (`onto: draft`), or the draft with the plan published since (`onto: plan`); writes nothing',
  params: z.object({ id: z.uuid() }),
  body: z.discriminatedUnion('onto', [
    /** `base` is what I began with, `mine` what I made of it. */
    z.strictObject({ onto: z.literal('draft'), base: planDocument, mine: planDocument }),
    z.strictObject({ onto: z.literal('plan') }),
  ]),
  status: 200,
  result: z.object({
    /** The draft's version: keep the merged document with it as If-Match. */
    version: z.int(),
    /** The version of the plan it is based on then: to be kept along. */
    basedOn: z.object({ id: z.uuid(), number: z.int() }),
    document: planDocument,
    conflicts: z.array(conflict),
  }),
})
