export { fairShares } from './batch.ts'
export { decide } from './decide.ts'
export { factAt } from './eligible.ts'
export { explained } from './explained.ts'
export { fitsSomebody } from './fits.ts'
export { type Division, divide } from './flow.ts'
export {
  type Arrival,
  type CandidateRule,
  type Conversion,
  type Decision,
  type Facts,
  type Ground,
  type Holder,
  type LoadState,
  type Outcome,
  type Person,
  REASON_CODES,
  type Rule,
  type Value,
  type Weighed,
} from './model.ts'
export { Router } from './router.ts'
export { isInShare } from './share.ts'
