import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { approval } from './contract/approvals.ts'
import { clock } from './contract/clocks.ts'
import { condition, key, text } from './contract/parts.ts'
import { pool } from './contract/pools.ts'

export { type Approval, type Approver, approval, approver } from './contract/approvals.ts'
export { type Clock, clock, type Span, USUAL_PAUSE_DAYS } from './contract/clocks.ts'
export { text } from './contract/parts.ts'
export {
  DAY_UNITS,
  type Idle,
  type Pool,
  PROGRESS,
  type Progress,
  pool,
  type Recycling,
  USUAL_POOL,
  USUAL_RECYCLING,
} from './contract/pools.ts'

import { match, ruleSettings, STRATEGIES } from './contract/rules.ts'

export {
  type ConversionSettings,
  LOAD_BY,
  MATCHED,
  type RuleSettings,
  STICKY,
  STRATEGIES,
  type Strategy,
  type Trial,
  TURNS,
  USUAL_RULE,
} from './contract/rules.ts'

export const TEMPLATES = ['start-up', 'growing', 'large', 'multinational'] as const
export type Template = (typeof TEMPLATES)[number]

/** A letter of the duties matrix: accountable, responsible, consulted, informed. */
export const LETTERS = ['A', 'R', 'C', 'I'] as const
export const duties = z.record(key, z.enum(LETTERS))
export type Duties = z.infer<typeof duties>

/** What is to be done at a stage, by whom, within how many days of entering it. */
export const stageTask = z.strictObject({
  key,
  label: text,
  /** Who does it: a function; the holder where nobody of it takes part. */
  function: key,
  dueDays: z.int().min(0).max(365),
  /** Must be done before the stage is left forward. */
  required: z.boolean(),
})
export type StageTask = z.infer<typeof stageTask>

/** Advice for a kind of customer: shown where `when` holds for the opportunity; always where it is empty. */
export const play = z.strictObject({
  when: condition,
  text: z.strictObject({ zh: z.string().max(4000), en: z.string().max(4000) }),
})

const stageSettings = {
  /** Opportunity fields that must be filled before the stage is left forward, and before it is entered. */
  requiredFields: z.array(z.string().max(60)).max(4),
  entryFields: z.array(z.string().max(60)).max(4).default([]),
  /** CEL over the opportunity that must hold to leave the stage forward, and to enter it; null where there is none. */
  gate: condition.nullable(),
  entryGate: condition.nullable().default(null),
  /** What somebody else must agree to before the stage is entered or left forward. */
  approvals: z.array(approval).max(5).default([]),
  /** Time limits, one of a kind for everybody and for each department. */
  clocks: z.array(clock).max(60).default([]),
  tasks: z.array(stageTask).max(20).default([]),
  /** What happens where the holder does not have the accountable function: somebody is found at once, or the holder is asked to offer it. */
  handOver: z.enum(['offered', 'automatic']).default('offered'),
  playbook: z.array(play).max(20).default([]),
  probability: z.number().min(0).max(1),
  forecast: z.enum(['pipeline', 'best-case', 'commit', 'closed', 'omitted']).default('pipeline'),
  /** How much work an opportunity at this stage is, in units. */
  workload: z.number().min(0).max(100).default(1),
}

export const PHASES = ['lead', 'deal', 'delivery'] as const
export const STAGE_KINDS = ['open', 'won', 'lost', 'done'] as const

export const stage = z.object({
  id: z.uuid(),
  key: z.string(),
  label: text,
  phase: z.enum(PHASES),
  position: z.int(),
  kind: z.enum(STAGE_KINDS),
  /** The function that is accountable at this stage. */
  accountable: z.string(),
  /** Every function's letter, the accountable one's A among them. */
  duties,
  ...stageSettings,
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
  /** Further fields that must fit. */
  matches: z.array(match).max(5).optional(),
  /** Only people at work now or within so many hours of the clock; 0: at work now. */
  withinWorkingHours: z.int().min(0).max(200).optional(),
})

export const routingRule = z.object({
  id: z.uuid(),
  position: z.int(),
  label: text,
  condition: z.string(),
  candidates,
  strategy: z.enum(STRATEGIES),
  openCap: z.int().nullable(),
  dayCap: z.int().nullable(),
  ...ruleSettings,
})
export type RoutingRule = z.infer<typeof routingRule>

/** Who may make a move: whoever works on the opportunity, a manager above its holder, or the plan's keeper. */
export const MOVERS = ['holder', 'manager', 'keeper'] as const
/** The way of one kind of opportunity through the stages. The first process whose `when` holds counts; an empty one holds always. */
export const process = z.strictObject({
  key,
  label: text,
  when: condition,
  /** Keys of stages in their order; two processes may share stages. */
  stages: z.array(key).min(2).max(40),
  /** The allowed moves; null: forward with every gate on the way, back, won, lost, reopened. */
  moves: z
    .array(z.strictObject({ from: key, to: key, by: z.enum(MOVERS) }))
    .max(400)
    .nullable(),
})
export type Process = z.infer<typeof process>

export const planVersion = z.object({
  id: z.uuid(),
  number: z.int(),
  template: z.string().nullable(),
  publishedAt: z.string().nullable(),
  keeper: z.object({ id: z.uuid(), name: z.string() }),
  processes: z.array(process),
  stages: z.array(stage),
  rules: z.array(routingRule),
  pools: z.array(pool),
})
export type PlanVersion = z.infer<typeof planVersion>

const planInUse = planVersion.extend({
  /** Stages of other versions at which opportunities still stand. */
  elsewhere: z.array(stage),
})
export type PlanInUse = z.infer<typeof planInUse>

export const currentPlan = endpoint({
  method: 'GET',
  path: '/plan',
  summary: 'The published division plan: stages, gates and routing rules',
  result: planInUse,
})

export const ruleInput = routingRule.omit({ id: true, position: true })
export const stageInput = z.strictObject({
  key,
  label: text,
  phase: z.enum(PHASES),
  kind: z.enum(STAGE_KINDS),
  /** The row of the duties matrix. A draft may have none or two A; a plan that is published has exactly one. */
  duties,
  ...stageSettings,
})
export type StageInput = z.infer<typeof stageInput>

/** A whole plan as one document: what drafts hold, what files carry, what is published. */
export const planDocument = z.strictObject({
  keeper: z.uuid(),
  processes: z.array(process).min(1).max(20),
  stages: z.array(stageInput).min(2).max(60),
  rules: z.array(ruleInput).max(500),
  pools: z.array(pool).max(20).default([]),
})
export type PlanDocument = z.infer<typeof planDocument>

/** One step of RFC 6902 on the document. */
export const patchStep = z.object({
  op: z.enum(['add', 'replace', 'remove']),
  path: z.string(),
  value: z.unknown().optional(),
})
export type PatchStep = z.infer<typeof patchStep>

/** An error stops publishing, a warning does not. `place` is where it stands; `example` an opportunity that shows it. */
export const finding = z.object({
  level: z.enum(['error', 'warning']),
  code: z.string(),
  place: z.object({
    part: z.enum(['plan', 'process', 'stage', 'rule', 'pool']),
    key: z.string(),
    /** The setting it is about. */
    setting: z.string().optional(),
  }),
  facts: z.record(z.string(), z.unknown()),
  example: z.record(z.string(), z.unknown()).optional(),
  /** What mends it, in words of the reader's language; where only one thing can be meant, `patch` does it. */
  fix: z
    .object({
      code: z.string(),
      facts: z.record(z.string(), z.unknown()),
      patch: z.array(patchStep).optional(),
    })
    .optional(),
})
export type Finding = z.infer<typeof finding>

export const compilePlan = endpoint({
  method: 'POST',
  path: '/plan/compilations',
  summary: 'Compiles a plan without keeping it: every error and warning with its place',
  body: planDocument,
  status: 200,
  result: z.object({ findings: z.array(finding) }),
})

const draftHead = z.object({
  id: z.uuid(),
  version: z.int(),
  name: z.string(),
  basedOn: z.object({ id: z.uuid(), number: z.int() }),
  updatedAt: z.string(),
  updatedBy: z.object({ id: z.uuid(), name: z.string() }),
})
export const draft = draftHead.extend({ document: planDocument, findings: z.array(finding) })
export type Draft = z.infer<typeof draft>
const name = z.string().trim().min(1).max(100)
const byId = z.object({ id: z.uuid() })

export const listDrafts = endpoint({
  method: 'GET',
  path: '/plan/drafts',
  summary: 'The drafts of plans that are being worked on, last changed first',
  result: z.object({ items: z.array(draftHead) }),
})
export const createDraft = endpoint({
  method: 'POST',
  path: '/plan/drafts',
  summary: 'Begins a draft: from the published plan, a version, a template, or a document',
  body: z.strictObject({
    name,
    from: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('version'), version: z.uuid() }),
        z.strictObject({ kind: z.literal('template'), template: z.enum(TEMPLATES) }),
        z.strictObject({ kind: z.literal('document'), document: planDocument }),
      ])
      .optional(),
  }),
  result: draft,
})
export const readDraft = endpoint({
  method: 'GET',
  path: '/plan/drafts/:id',
  summary: 'A draft with everything the compiler finds in it',
  params: byId,
  result: draft,
})
export const changeDraft = endpoint({
  method: 'PUT',
  path: '/plan/drafts/:id',
  summary: 'Keeps a draft; refused where somebody kept another state meanwhile',
  ifMatch: true,
  params: byId,
  body: z.strictObject({
    name: name.optional(),
    document: planDocument,
    /** The version of the plan it goes on from, after a merging with it. */
    basedOn: z.uuid().optional(),
  }),
  result: draft,
})
export const deleteDraft = endpoint({
  method: 'DELETE',
  path: '/plan/drafts/:id',
  summary: 'Throws a draft away',
  ifMatch: true,
  params: byId,
})

/** What differs between two plans, in the order of the plan. */
export const difference = z.object({
  part: z.enum(['keeper', 'process', 'stage', 'rule', 'pool']),
  key: z.string(),
  change: z.enum(['added', 'removed', 'changed', 'moved']),
  /** What of it changed: names of its settings with the value before and after. */
  settings: z.array(z.object({ name: z.string(), before: z.unknown(), after: z.unknown() })),
})
export type Difference = z.infer<typeof difference>

const move = z.object({
  from: z.object({ key: z.string(), label: text }),
  /** Null where the stage is gone and nothing was said about its opportunities. */
  to: z.object({ key: z.string(), label: text }).nullable(),
  open: z.int(),
  closed: z.int(),
  /** Open ones whose holder lacks the function that will be accountable. */
  withoutFunction: z.int(),
})
export const mapping = z.record(key, key)

export const previewPublishing = endpoint({
  method: 'POST',
  path: '/plan/previews',
  summary: 'What publishing a document would change and where running opportunities would go; writes nothing',
  body: z.strictObject({ document: planDocument, mapping: mapping.optional() }),
  status: 200,
  result: z.object({
    basedOn: z.object({ id: z.uuid(), number: z.int() }),
    findings: z.array(finding),
    differences: z.array(difference),
    moves: z.array(move),
  }),
})

export const publishBody = z.strictObject({
  basedOn: z.uuid(),
  keeper: z.uuid(),
  rules: z.array(ruleInput).max(500),
  stages: z.array(stageInput).min(2).max(60),
  processes: z.array(process).min(1).max(20).optional(),
  pools: z.array(pool).max(20).default([]),
  running: z.enum(['migrate', 'keep']).default('migrate'),
  mapping: mapping.optional(),
  draft: z.uuid().optional(),
  note: z.string().trim().max(500).optional(),
})

/** Publishing makes a new version. Running opportunities go to the stages that `mapping` names, else to those of the same key; or stay. */
export const publishPlan = endpoint({
  method: 'POST',
  path: '/plan/versions',
  summary: 'Publishes a new version of the plan',
  body: publishBody,
  result: planVersion,
})

export const listVersions = endpoint({
  method: 'GET',
  path: '/plan/versions',
  summary:
    'Every published version, newest first, with how many opportunities run on it and how far their migration is',
  result: z.object({
    items: z.array(
      z.object({
        id: z.uuid(),
        number: z.int(),
        publishedAt: z.string(),
        publishedBy: z.object({ id: z.uuid(), name: z.string() }).nullable(),
        note: z.string().nullable(),
        current: z.boolean(),
        running: z.int(),
        migration: z.object({ done: z.int(), left: z.int(), endedAt: z.string().nullable() }).nullable(),
      }),
    ),
  }),
})
export const readVersion = endpoint({
  method: 'GET',
  path: '/plan/versions/:id',
  summary: 'One published version',
  params: byId,
  result: planVersion,
})
export const returnToVersion = endpoint({
  method: 'GET',
  path: '/plan/versions/:id/return',
  summary:
    'Where opportunities would go if this version were published again: back to the stages they were mapped from',
  params: byId,
  result: z.object({ mapping }),
})
