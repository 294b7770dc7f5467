import { z } from 'zod'
import { heldIn } from './parts.ts'

export const SPAN_UNITS = ['hours', 'working-hours', 'days', 'working-days'] as const
/** A length of time; working hours and days are those of whoever holds the opportunity. */
export const span = z.strictObject({ amount: z.int().min(1).max(1000), unit: z.enum(SPAN_UNITS) })
export type Span = z.infer<typeof span>

export const CLOCK_KINDS = ['first-contact', 'follow-up', 'dwell', 'acceptance', 'task'] as const
export const LADDER_TO = ['holder', 'manager', 'director', 'keeper'] as const

/** One rung: so long after the limit, who is told; `pass` makes them the holder. */
export const rung = z.strictObject({ after: span, to: z.enum(LADDER_TO), pass: z.boolean() })
export type Rung = z.infer<typeof rung>

/** For how many working days a clock may be paused where its stage says nothing. */
export const USUAL_PAUSE_DAYS = 5

/** A time limit at a stage; of a kind that is not named, the usual one runs (`rules/clocks.ts`). */
export const clock = z.strictObject({
  kind: z.enum(CLOCK_KINDS),
  within: span,
  /** How long before the limit the holder is warned; null: not at all. */
  warnBefore: span.nullable(),
  /** What happens after the limit, soonest first. */
  ladder: z.array(rung).max(5),
  /** For how many working days it may be paused in all; the usual ones where it is not said. */
  pauseDays: z.int().min(0).max(100).optional(),
  /** Whose limit it is; of several that of the nearest department counts, before the one of everybody. */
  departments: heldIn,
})
export type Clock = z.infer<typeof clock>
