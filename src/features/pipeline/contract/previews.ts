import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { mapping, planDocument, text } from '../../plan/contract.ts'

const person = z.object({ id: z.uuid(), name: z.string() })
const place = z.object({ key: z.string(), label: text })

/** What publishing would do to one running opportunity. */
export const opportunityEffect = z.object({
  id: z.uuid(),
  number: z.int(),
  title: z.string(),
  from: place,
  /** Null where its stage is gone and nothing is said about where it goes. */
  to: place.nullable(),
  /** The holder stays; `lacks` is the accountable function there, where they do not have it. */
  holder: person.extend({ lacks: z.string().nullable() }),
  /** What the gates of the new stage still want before it is left: fields, and conditions that do not hold. */
  unmet: z.object({ fields: z.array(z.string()), conditions: z.array(z.string()) }),
  /** Checklist tasks of the new stage that it does not have yet. */
  tasks: z.array(z.object({ key: z.string(), label: text, required: z.boolean() })),
  /** Functions whose people come to support it, and whose people no longer do. */
  supporters: z.object({ coming: z.array(z.string()), going: z.array(z.string()) }),
})
export type OpportunityEffect = z.infer<typeof opportunityEffect>

export const previewOpportunities = endpoint({
  method: 'POST',
  path: '/plan/previews/opportunities',
  summary: 'What publishing a document would do to each running opportunity, page by page; writes nothing',
  body: z.strictObject({
    document: planDocument,
    mapping: mapping.optional(),
    /** Only those at this stage of the plan in force. */
    stage: z.string().optional(),
    cursor: z.string().max(200).optional(),
    limit: z.int().min(1).max(200).default(50),
  }),
  status: 200,
  result: z.object({ items: z.array(opportunityEffect), next: z.string().optional() }),
})
