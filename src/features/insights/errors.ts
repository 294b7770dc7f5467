import { refusal } from '../../kernel/refusal.ts'

/** There is no measure of that name, or what it reads is hidden from you. */
export const unknownMeasure = refusal<{ measure: string }>('insights.unknown-measure', 422)
/** There is no dimension of that name, or what it reads is hidden from you. */
export const unknownDimension = refusal<{ dimension: string }>('insights.unknown-dimension', 422)
/** The measure is not told apart by this dimension. */
export const notBy = refusal<{ measure: string; dimension: string }>('insights.not-by', 422)
/** The two measures are made of different things: one of opportunities, one of the parts people had in them. */
export const notTogether = refusal<{ measure: string; other: string }>('insights.not-together', 422)
/** The period ends before it begins, or there is none to compare with. */
export const badPeriod = refusal<{ code: 'ends-before-it-begins' | 'nothing-to-compare' }>(
  'insights.bad-period',
  422,
)
/** A measure or a dimension is asked for twice. */
export const twice = refusal<{ name: string }>('insights.twice', 422)
/** A line has one key for each dimension. */
export const badKeys = refusal<{ wanted: number; given: number }>('insights.bad-keys', 422)
