export { decide } from './decide.ts'
export { factAt } from './eligible.ts'
export { explained } from './explained.ts'
export { fitsSomebody } from './fits.ts'
export {
  type CandidateRule,
  type Decision,
  type Facts,
  type Ground,
  type LoadState,
  type Outcome,
  type Person,
  REASON_CODES,
  type Rule,
  type Weighed,
} from './model.ts'
export { Router } from './router.ts'
