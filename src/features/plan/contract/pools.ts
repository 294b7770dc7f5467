import { z } from 'zod'
import { condition, key, text } from './parts.ts'

const days = z.int().min(1).max(3650)

/** When what somebody holds goes back: idle for so long, warned before; to another pool, or to the one it came from. */
export const recycling = z.strictObject({
  /** Which opportunities; empty: all of the pool. */
  when: condition,
  idleDays: days,
  warnDays: z.int().min(0).max(3650),
  /** The pool it goes to; null: the one it belongs to. */
  to: key.nullable(),
})
export type Recycling = z.infer<typeof recycling>

/** Work that its members take by themselves; its keeper is accountable for what nobody has taken. */
export const pool = z.strictObject({
  key,
  label: text,
  keeper: z.uuid(),
  /** Which opportunities belong to it; the first pool whose condition holds counts, an empty one holds always. */
  when: condition,
  /** Who may claim: everybody of the functions and of the departments and those below; both empty: everybody. */
  members: z.strictObject({
    functions: z.array(key).max(40).default([]),
    departments: z.array(z.uuid()).max(200).default([]),
  }),
  /** How many one person may claim in a day, and hold at most; null: no limit. */
  claimsPerDay: z.int().min(1).max(1000).nullable(),
  holdMost: z.int().min(1).max(100_000).nullable(),
  /** How long whoever held it before may not claim it again. */
  coolDownDays: z.int().min(0).max(3650),
  recycle: z.array(recycling).max(10),
})
export type Pool = z.infer<typeof pool>
