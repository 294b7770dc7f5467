import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { cause } from '../causes/contract.ts'
import { clock, difference, ruleInput } from '../plan/contract.ts'

const text = z.object({ zh: z.string(), en: z.string() })
const named = z.object({ id: z.uuid(), name: z.string() })
const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() })

/** What is to be done to the plan; `add-person` changes no plan. Rules are known by their Chinese names. */
export const change = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('add-rule'), rule: ruleInput }),
  z.strictObject({
    op: z.literal('change-rule'),
    rule: z.string(),
    settings: ruleInput
      .pick({ strategy: true, openCap: true, dayCap: true, turns: true, loadBy: true })
      .partial(),
  }),
  z.strictObject({ op: z.literal('change-clock'), stage: z.string(), clock }),
  z.strictObject({ op: z.literal('drop-node'), stage: z.string(), to: z.string() }),
  z.strictObject({ op: z.literal('move-node'), stage: z.string(), to: z.string() }),
  /** Before a stage is left forward this is to be agreed: what the next one needs. */
  z.strictObject({ op: z.literal('packet-rule'), stage: z.string(), function: z.string() }),
  /** Somebody of the accountable function is found at once. */
  z.strictObject({ op: z.literal('hand-over-at-once'), stage: z.string() }),
  z.strictObject({ op: z.literal('add-person'), function: z.string(), department: z.uuid().nullable() }),
])
export type Change = z.infer<typeof change>

/** What is promised and afterwards measured. */
export const MEASURES = [
  'first-contact',
  'stay',
  'on-time',
  'win-rate',
  'returns',
  'strays',
  'top-share',
] as const
export const measure = z.enum(MEASURES)
export type Measure = z.infer<typeof measure>

export const expected = z.object({
  measure,
  /** Days of work, or a share. */
  unit: z.enum(['days', 'share']),
  now: z.number(),
  /** What it would become, with a 95 % interval. */
  hoped: estimate,
  /** Wins more in a quarter, where that can be said. */
  wins: estimate.nullable(),
  /** Where the estimate comes from: the cause's own comparison, or a replay. */
  from: z.enum(['cause', 'replay']),
})
export type Expected = z.infer<typeof expected>

export const STATES = ['open', 'edited', 'running', 'full', 'rolled-back', 'dismissed', 'gone'] as const
export type State = (typeof STATES)[number]

/** When it is taken back by itself: once so many have come and the measure is on the wrong side. */
export const rollBackCondition = z.strictObject({
  measure,
  when: z.enum(['below', 'above']),
  value: z.number().min(0).max(1000),
  after: z.int().min(1).max(10_000),
})
export type RollBackCondition = z.infer<typeof rollBackCondition>

const side = z.object({
  n: z.int(),
  values: z.array(
    z.object({
      measure,
      n: z.int(),
      value: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
    }),
  ),
})
export type Side = z.infer<typeof side>
export const report = z.object({
  from: z.string(),
  to: z.string(),
  promised: expected,
  /** With the change. */
  tried: side,
  /** `share`: the others of the same time. `before`: what came in as long a time before, which may have differed otherwise. */
  control: side,
  against: z.enum(['share', 'before']),
  verdict: z.enum(['kept', 'partly', 'not-kept', 'too-few']),
  conditionMet: z.boolean(),
})
export type Report = z.infer<typeof report>

export const proposal = z.object({
  id: z.uuid(),
  version: z.int(),
  state: z.enum(STATES),
  cause: cause.omit({ rows: true }),
  change,
  /** Names the change needs: of its stage, function, department. */
  names: z.record(z.string(), text),
  expected,
  /** A share of new opportunities can try it: it only adds or changes rules. */
  inStages: z.boolean(),
  holder: named,
  foundAt: z.string(),
  dueAt: z.string().nullable(),
  draft: z.uuid().nullable(),
  share: z.number().nullable(),
  rollBack: rollBackCondition.nullable(),
  publishedAt: z.string().nullable(),
  publishedBy: named.nullable(),
  endedAt: z.string().nullable(),
  endedBecause: z.enum(['condition', 'by-hand', 'dismissed', 'gone']).nullable(),
  reason: z.string().nullable(),
  until: z.string().nullable(),
  /** As it stood when it ended; of what runs ask for it. */
  report: report.nullable(),
})
export type Proposal = z.infer<typeof proposal>

const byId = z.object({ id: z.uuid() })
const reason = z.string().trim().min(1).max(500)

export const listProposals = endpoint({
  method: 'GET',
  path: '/proposals',
  summary:
    'What should change: what is open, what runs, what has been (right: administrator, or whoever holds it)',
  query: z.object({ box: z.enum(['open', 'running', 'past']).default('open') }),
  result: z.object({ items: z.array(proposal), lookedAt: z.string().nullable() }),
})
export const lookForProposals = endpoint({
  method: 'POST',
  path: '/proposals/runs',
  summary:
    'Looks for causes and what would mend them now; once a week it is done by itself (right: administrator)',
  body: z.strictObject({}),
  status: 200,
  result: z.object({ opened: z.int(), open: z.int(), gone: z.int() }),
})
export const readProposal = endpoint({
  method: 'GET',
  path: '/proposals/:id',
  summary: 'One proposal with what it would change in the plan and the opportunities of its cause',
  params: byId,
  result: proposal.extend({
    differences: z.array(difference),
    rows: cause.shape.rows,
    /** The plan has changed so that it no longer applies. */
    applies: z.boolean(),
  }),
})
export const draftProposal = endpoint({
  method: 'POST',
  path: '/proposals/:id/draft',
  summary: 'Opens it as a draft of the plan, to be edited and tried; the same draft again where there is one',
  ifMatch: true,
  params: byId,
  body: z.strictObject({}),
  status: 200,
  result: z.object({ draft: z.uuid() }),
})
export const publishProposal = endpoint({
  method: 'POST',
  path: '/proposals/:id/publication',
  summary: 'Publishes it, or its draft, for a share of new opportunities or for all, with a way back',
  ifMatch: true,
  params: byId,
  body: z.strictObject({
    share: z.number().min(0.05).max(1),
    rollBack: rollBackCondition.nullable().default(null),
  }),
  status: 200,
  result: proposal,
})
export const keepProposal = endpoint({
  method: 'POST',
  path: '/proposals/:id/keeping',
  summary: 'What was tried with a share holds for all from now on',
  ifMatch: true,
  params: byId,
  body: z.strictObject({}),
  status: 200,
  result: proposal,
})
export const rollProposalBack = endpoint({
  method: 'POST',
  path: '/proposals/:id/rolling-back',
  summary: 'What was tried with a share is taken back: all are routed as before',
  ifMatch: true,
  params: byId,
  body: z.strictObject({ reason }),
  status: 200,
  result: proposal,
})
export const dismissProposal = endpoint({
  method: 'POST',
  path: '/proposals/:id/dismissal',
  summary: 'Says why it is not done; not proposed again before a day',
  ifMatch: true,
  params: byId,
  body: z.strictObject({ reason, until: z.iso.date() }),
  status: 200,
  result: proposal,
})
export const reportOfProposal = endpoint({
  method: 'GET',
  path: '/proposals/:id/report',
  summary: 'What was promised and what happened, as of now or as of when it ended',
  params: byId,
  result: report,
})
