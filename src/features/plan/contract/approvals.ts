import { z } from 'zod'
import { condition, key, text } from './parts.ts'

export const approver = z.discriminatedUnion('kind', [
  /** The nearest active manager of the holder. */
  z.strictObject({ kind: z.literal('manager') }),
  /** The keeper of the plan. */
  z.strictObject({ kind: z.literal('keeper') }),
  /** Anybody active with the function, but whoever asks. */
  z.strictObject({ kind: z.literal('function'), function: key }),
  z.strictObject({ kind: z.literal('person'), person: z.uuid() }),
])
export type Approver = z.infer<typeof approver>

/** What somebody else must agree to before the stage is entered, or left forward; always, or where `when` holds. */
export const approval = z.strictObject({
  key,
  label: text,
  side: z.enum(['entry', 'exit']),
  when: condition.default(''),
  by: approver,
})
export type Approval = z.infer<typeof approval>
