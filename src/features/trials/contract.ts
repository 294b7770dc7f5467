import { z } from 'zod'
import { ruleInput, text } from '../plan/contract.ts'
import { simulated } from '../routing/contract.ts'

/** How many rows one trial takes. */
export const MOST_ROWS = 5000

/** What comes with the table, as text fields before the file: rules not published yet, and the line to be explained whole. */
export const trialFields = z.object({
  rules: z.array(ruleInput).max(200).optional(),
  explain: z.coerce.number().int().min(1).optional(),
})
export type TrialFields = z.infer<typeof trialFields>

/** The first line of the answer. */
export const trialHead = z.object({
  kind: z.literal('head'),
  planVersion: z.int(),
  rules: z.array(z.object({ id: z.uuid(), position: z.int(), label: text })),
  /** Which column was taken for which field; null: for none. */
  columns: z.array(z.object({ heading: z.string(), field: z.string().nullable() })),
  rows: z.int(),
  failed: z.array(
    z.object({
      line: z.int(),
      problems: z.array(
        z.object({
          field: z.string().nullable(),
          code: z.string(),
          facts: z.record(z.string(), z.unknown()),
        }),
      ),
    }),
  ),
})
export type TrialHead = z.infer<typeof trialHead>

export const trialRow = simulated.omit({ candidates: true, rulesNamed: true, whatWouldChange: true }).extend({
  line: z.int(),
  title: z.string(),
  amount: z.object({ amount: z.string(), currency: z.string() }).nullable(),
})
export type TrialRow = z.infer<typeof trialRow>

/** Every further line: some rows, in the order of the file. */
export const trialRows = z.object({ kind: z.literal('rows'), rows: z.array(trialRow) })
export type TrialLine = TrialHead | z.infer<typeof trialRows>

/** The answer where a line is to be explained. */
export type Explained = z.infer<typeof simulated>
