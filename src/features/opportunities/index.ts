import type { Feature } from '../../objects/feature.ts'
import { opportunity, stageObject } from './object.ts'

export { findVisible, lockOne } from './actions.ts'
export { mayNotGive, noStage, notFound } from './errors.ts'
export {
  foldTally,
  lockHeld,
  lockVisible,
  type OpportunityState,
  peopleById,
  visibleStates,
} from './store.ts'

export const feature: Feature = { name: 'opportunities', objects: [stageObject, opportunity] }
