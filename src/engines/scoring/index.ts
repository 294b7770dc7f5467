export { doneFor, HABITS } from './habits.ts'
export { type Levels, type Model, type Predicted, type Push, predicted, type Sample } from './model.ts'
export {
  type Ended,
  type Habit,
  habitsOf,
  isOf,
  keyOf,
  type Segment,
  segmentsOf,
  type Trait,
} from './segments.ts'
export {
  type Bands,
  bandsOf,
  type Correction,
  endOf,
  FACTS,
  type Fact,
  knownAt,
  type Looking,
  levelsAt,
  samplesOf,
  type Told,
} from './snapshots.ts'
export {
  type Bin,
  isTrained,
  LEAST_ENDED,
  type Quality,
  type TooFew,
  type Trained,
  trained,
  type Validation,
} from './validation.ts'
