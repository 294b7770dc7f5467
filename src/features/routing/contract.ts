import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { ruleInput, text } from '../plan/contract.ts'

const reason = z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) })
const byId = z.object({ id: z.uuid() })

export const candidate = z.object({
  personId: z.uuid(),
  name: z.string(),
  eligible: z.boolean(),
  chosen: z.boolean(),
  exclusions: z.array(reason),
  score: z.number().nullable(),
  terms: z.record(z.string(), z.number()),
})

/** Why this person, why not me, what would have changed it. */
export const decision = z.object({
  id: z.uuid(),
  madeAt: z.string(),
  via: z.enum(['rule', 'fallback', 'succession']),
  person: z.object({ id: z.uuid(), name: z.string() }),
  rule: z
    .object({
      id: z.uuid(),
      label: z.object({ zh: z.string(), en: z.string() }),
      position: z.int(),
      strategy: z.string(),
    })
    .nullable(),
  /** The stage whose accountable function found the holder, where no rule did. */
  stage: z
    .object({ id: z.uuid(), label: z.object({ zh: z.string(), en: z.string() }), accountable: z.string() })
    .nullable(),
  planVersion: z.int(),
  draw: z.number(),
  tieBreak: z.string().nullable(),
  reasons: z.array(reason),
  /** The rules the reasons name. */
  rulesNamed: z.array(z.object({ id: z.uuid(), position: z.int(), label: text })),
  whatWouldChange: z.array(reason),
  candidates: z.array(candidate),
  input: z.record(z.string(), z.unknown()),
  /** Where weights followed what people won: what their rates were shrunken towards, and within which bounds. */
  conversion: z
    .object({
      mean: z.number(),
      prior: z.number(),
      least: z.number(),
      most: z.number(),
      atLeast: z.number(),
      days: z.number(),
      countedAt: z.string(),
    })
    .nullable(),
  actor: z.object({ id: z.uuid(), name: z.string() }).nullable(),
})
export type DecisionView = z.infer<typeof decision>

export const listDecisions = endpoint({
  method: 'GET',
  path: '/opportunities/:id/decisions',
  summary: 'Every routing decision of an opportunity with all candidates, newest first',
  params: byId,
  result: z.object({ items: z.array(decision) }),
})

export const routeAgain = endpoint({
  method: 'POST',
  path: '/opportunities/:id/routing',
  summary: 'Lets the plan find a holder again (right: route)',
  params: byId,
  body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
  status: 200,
  result: z.object({
    id: z.uuid(),
    version: z.int(),
    holder: z.object({ id: z.uuid(), name: z.string() }),
    decisionId: z.uuid(),
  }),
})

/** What becomes of one of several: who holds it, who would or does get it, by which rule (null: the keeper), and what decided. */
const routedOne = z.object({
  id: z.uuid(),
  number: z.int(),
  title: z.string(),
  from: z.object({ id: z.uuid(), name: z.string() }),
  to: z.object({ id: z.uuid(), name: z.string() }),
  rule: z.object({ id: z.uuid(), position: z.int(), label: text }).nullable(),
  because: z.array(reason),
  /** Null in a preview: nothing is decided yet. */
  decisionId: z.uuid().nullable(),
})
export type RoutedOne = z.infer<typeof routedOne>

export const MOST_AT_ONCE = 1000
export const routeSeveral = endpoint({
  method: 'POST',
  path: '/opportunities/routing',
  summary:
    'Lets the plan find holders for several at once (right: route); `preview` tells who would get what and what cannot, and writes nothing',
  body: z.strictObject({
    ids: z.array(z.uuid()).min(1).max(MOST_AT_ONCE),
    reason: z.string().trim().min(1).max(500),
    preview: z.boolean().optional(),
  }),
  status: 200,
  result: z.object({
    routed: z.array(routedOne),
    refused: z.array(z.object({ id: z.uuid(), code: z.string(), facts: z.record(z.string(), z.unknown()) })),
  }),
})

/** A decision that was only thought through: as `decision`, with the place of its rule among those that were tried. */
export const simulated = decision
  .pick({
    via: true,
    person: true,
    tieBreak: true,
    reasons: true,
    rulesNamed: true,
    whatWouldChange: true,
    candidates: true,
  })
  .extend({ rule: z.object({ id: z.uuid(), position: z.int(), label: text }).nullable() })

export const simulateRouting = endpoint({
  method: 'POST',
  path: '/routing/simulation',
  summary: 'What the plan, or rules not published yet, would decide about opportunities one after the other',
  body: z.strictObject({
    /** The fields of each opportunity, as for making it. */
    items: z.array(z.record(z.string(), z.unknown())).min(1).max(1000),
    rules: z.array(ruleInput).max(200).optional(),
  }),
  status: 200,
  result: z.object({ planVersion: z.int(), items: z.array(simulated) }),
})

export const suggestReceiver = endpoint({
  method: 'GET',
  path: '/opportunities/:id/receivers',
  summary: 'Whom the plan would choose for a stage’s accountable function; writes nothing',
  params: byId,
  query: z.object({ stage: z.string() }),
  result: z.object({
    suggested: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    candidates: z.array(candidate),
  }),
})
