export { type Found, findCauses, findingCauses } from './find.ts'
export {
  CAUSE_KINDS,
  type Cause,
  type CauseKind,
  DAY_MINUTES,
  type Division,
  type Estimate,
  type Evidence,
  type Looked,
  SEGMENT_FIELDS,
  type SegmentField,
  type Someone,
} from './model.ts'
