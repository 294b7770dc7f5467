export { decide } from './decide.ts'
export { factAt } from './eligible.ts'
export {
  type CandidateRule,
  type Decision,
  type Facts,
  type LoadState,
  type Person,
  REASON_CODES,
  type Rule,
  type Weighed,
} from './model.ts'
