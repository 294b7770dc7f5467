import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

export const TEMPLATES = ['start-up', 'growing'] as const
export type Template = (typeof TEMPLATES)[number]

export const text = z.object({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200) })

export const stage = z.object({
  id: z.uuid(),
  key: z.string(),
  label: text,
  phase: z.enum(['lead', 'deal', 'delivery']),
  position: z.int(),
  kind: z.enum(['open', 'won', 'lost', 'done']),
  /** The function that is accountable at this stage. */
  accountable: z.string(),
  /** Opportunity fields that must be filled before the opportunity may enter the next stage. */
  requiredFields: z.array(z.string()),
  /** CEL over the opportunity that must hold to leave the stage forward; null where there is none. */
  gate: z.string().nullable(),
  probability: z.number(),
})
export type Stage = z.infer<typeof stage>

export const candidates = z.strictObject({
  functions: z.array(z.string()).optional(),
  departments: z.array(z.uuid()).optional(),
  territory: z.enum(['match', 'any']).optional(),
  skills: z.array(z.string()).optional(),
  /** An opportunity field whose value must be among the person's skills, e.g. `product.series`. */
  skillFrom: z.string().optional(),
  people: z.array(z.uuid()).optional(),
})

export const routingRule = z.object({
  id: z.uuid(),
  position: z.int(),
  label: text,
  condition: z.string(),
  candidates,
  strategy: z.enum(['weighted-round-robin', 'least-loaded', 'manual']),
  openCap: z.int().nullable(),
  dayCap: z.int().nullable(),
})
export type RoutingRule = z.infer<typeof routingRule>

export const planVersion = z.object({
  id: z.uuid(),
  number: z.int(),
  template: z.string().nullable(),
  publishedAt: z.string().nullable(),
  keeper: z.object({ id: z.uuid(), name: z.string() }),
  stages: z.array(stage),
  rules: z.array(routingRule),
})
export type PlanVersion = z.infer<typeof planVersion>

export const currentPlan = endpoint({
  method: 'GET',
  path: '/plan',
  summary: 'The published division plan: stages, gates and routing rules',
  result: planVersion,
})

export const ruleInput = routingRule.omit({ id: true, position: true })
export const stageInput = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  requiredFields: z.array(z.string()).max(4),
  gate: z.string().max(4000).nullable(),
  probability: z.number().min(0).max(1),
  accountable: z.string(),
  label: text,
})

/** Publishing makes a new version; running opportunities of the same stages move with it. */
export const publishPlan = endpoint({
  method: 'POST',
  path: '/plan/versions',
  summary: 'Publishes a new version of the plan with these rules, keeper and stage settings',
  body: z.strictObject({
    basedOn: z.uuid(),
    keeper: z.uuid(),
    rules: z.array(ruleInput).max(200),
    stages: z.array(stageInput).min(3).max(40),
  }),
  result: planVersion,
})
