import { z } from 'zod'
import { text } from '../../plan/contract.ts'

const range = z.object({ mean: z.number(), low: z.number(), high: z.number() })
const missed = z.object({ 'first-contact': z.int(), 'follow-up': z.int(), dwell: z.int() })
const reason = z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) })
const person = z.object({ id: z.uuid(), name: z.string() })

/** One side: what really happened, or what would have. Money in the company's currency, in major units. */
export const side = z.object({
  received: z.int(),
  value: z.number(),
  handOvers: z.int(),
  /** The keeper got them because no rule found anybody. */
  fallbacks: z.int(),
  missed,
  answers: z.int(),
  /** The mean of working minutes until the first contact. */
  answerMinutes: z.number(),
  idleDays: z.number(),
  meanLoad: z.number(),
  mostLoad: z.int(),
  /** 0: everybody alike; towards 1: one has everything. */
  unevenCount: z.number(),
  unevenValue: z.number(),
  won: z.number(),
  wonValue: z.number(),
})
export type Side = z.infer<typeof side>

export const result = z.object({
  arrived: z.int(),
  decided: z.int(),
  /** Given by hand: nothing was decided about them. */
  given: z.int(),
  /** Somebody else would have got them. */
  changed: z.int(),
  /** Open ones whose holder is not there under this division. */
  inherited: z.int(),
  /** Rules of the plan, by their places, whose conditions cannot be read: they held for nothing. */
  unreadable: z.array(z.int()),
  currency: z.string(),
  was: side,
  would: side,
  /** Wins are estimated by what people won of their kind: more or fewer than really, with a 90 % interval. */
  estimate: z.object({
    wins: range,
    value: range,
    changed: z.int(),
    /** Of those: how many would go to somebody with enough closed ones of their kind. */
    known: z.int(),
    enough: z.int(),
    /** Too few of them: the interval is wide and says little. */
    isThin: z.boolean(),
  }),
  /** Of what rules really decided: how much is decided alike, and why the rest is not. */
  reproduced: z.object({
    of: z.int(),
    same: z.int(),
    reasons: z.array(z.object({ code: z.string(), count: z.int() })),
  }),
  /** The mean number in everybody's hands, week by week. */
  weeks: z.object({ was: z.array(z.number()), would: z.array(z.number()) }),
  tookMs: z.int(),
})
export type Result = z.infer<typeof result>

export const figures = z.object({
  received: z.int(),
  value: z.number(),
  taken: z.int(),
  meanLoad: z.number(),
  mostLoad: z.int(),
  idleDays: z.number(),
  answers: z.int(),
  answerMinutes: z.number(),
  missed,
  weeks: z.array(z.number()),
  won: z.number(),
})
export type PersonFigures = z.infer<typeof figures>

/** Somebody on both sides; `estimate` is how many more or fewer they would have won. */
export const personRow = z.object({
  person,
  isAdded: z.boolean(),
  was: figures,
  would: figures,
  estimate: range.nullable(),
})
export type PersonRow = z.infer<typeof personRow>

const weighed = z.object({
  personId: z.uuid(),
  eligible: z.boolean(),
  exclusions: z.array(reason),
  score: z.number().nullable(),
  terms: z.record(z.string(), z.number()),
})
export const why = z.object({
  reasons: z.array(reason),
  tieBreak: z.string().nullable(),
  would: weighed.nullable(),
  was: weighed.nullable(),
})

/** One that came: who really got it, who would have, by which rule, and why. */
export const opportunityRow = z.object({
  place: z.int(),
  id: z.uuid(),
  number: z.int(),
  title: z.string(),
  was: person,
  would: person,
  via: z.enum(['rule', 'fallback', 'given']),
  rule: z.object({ position: z.int(), label: text }).nullable(),
  why: why.nullable(),
  /** Names of whoever the reasons name. */
  named: z.record(z.string(), z.string()),
})
export type OpportunityRow = z.infer<typeof opportunityRow>
