import { z } from 'zod'
import { clock, planDocument, STRATEGIES } from '../../plan/contract.ts'

const day = z.iso.date()
const cap = z.int().min(0).max(100_000).nullable()
const weight = z.number().min(0.01).max(1000)
const names = z.array(z.string().min(1).max(60)).max(20)
const rule = z.int().min(1).max(500)

/** What is tried: the plan that was in force at each moment, the published one, an earlier one, a draft, or a document. */
export const base = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('in-force') }),
  z.strictObject({ kind: z.literal('published') }),
  z.strictObject({ kind: z.literal('version'), id: z.uuid() }),
  z.strictObject({ kind: z.literal('draft'), id: z.uuid() }),
  z.strictObject({ kind: z.literal('document'), document: planDocument }),
])
export type Base = z.infer<typeof base>

const limits = { openCap: cap.optional(), dayCap: cap.optional(), weekCap: cap.optional() }

/** One thing that is otherwise than it was. Rules are named by their place in the plan that is tried. */
export const change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('remove-person'), person: z.uuid() }),
  /** Somebody who is not there yet; what is not said of them is as with `like`. */
  z.strictObject({
    kind: z.literal('add-person'),
    name: z.string().trim().min(1).max(60),
    like: z.uuid().optional(),
    functions: names.min(1).optional(),
    department: z.uuid().optional(),
    weight: weight.optional(),
    ...limits,
  }),
  z.strictObject({
    kind: z.literal('change-person'),
    person: z.uuid(),
    functions: names.optional(),
    department: z.uuid().optional(),
    skills: names.optional(),
    territories: names.optional(),
    weight: weight.optional(),
    ...limits,
  }),
  /** They are away on these days, the last included. */
  z.strictObject({ kind: z.literal('absent'), person: z.uuid(), from: day, to: day }),
  /** They work when somebody else does. */
  z.strictObject({ kind: z.literal('hours-like'), person: z.uuid(), like: z.uuid() }),
  z.strictObject({ kind: z.literal('remove-rule'), rule }),
  z.strictObject({
    kind: z.literal('change-rule'),
    rule,
    strategy: z.enum(STRATEGIES).optional(),
    condition: z.string().max(4000).optional(),
    ...limits,
  }),
  /** Another limit of a kind; at one stage, or at all. */
  z.strictObject({
    kind: z.literal('change-clock'),
    stage: z.string().max(40).optional(),
    clock: z.enum(['first-contact', 'follow-up', 'dwell']),
    within: clock.shape.within,
  }),
])
export type Change = z.infer<typeof change>

export const PACES = ['as-it-was', 'of-holder'] as const

export const period = z.strictObject({ from: day, to: day })

/** What is to be tried, on what came when. */
export const question = z.strictObject({
  plan: base,
  /** First and last day on which they were opened, in the company's calendar. */
  period,
  /** CEL: of what came, only these; the others go as they went. */
  filter: z.string().max(4000).optional(),
  changes: z.array(change).max(50).default([]),
  /** How long work takes: as it did, or by the pace of whoever would have it. */
  pace: z.enum(PACES).default('as-it-was'),
  /** What was given by hand is kept, or decided about too; without it: kept where rules decided about most. */
  byHand: z.enum(['kept', 'decided']).optional(),
  seed: z.int().min(0).max(2_147_483_647).default(1),
})
export type Question = z.infer<typeof question>
