import type { Facts } from './refusal.ts'

/** One reason of a decision: a stable code and its facts; the sentence is written by the reader's language. */
export type Reason = { code: string; facts: Facts }

/** A reason: `because('over-cap', { open: 100, cap: 100 })`. */
export function because(code: string, facts: Facts = {}): Reason {
  return { code, facts }
}
