import type { Feature } from '../../objects/feature.ts'

export {
  eachHistory,
  everyHistory,
  type HistoryOptions,
  historyOf,
  peopleOf,
  stagesOf,
} from './actions.ts'
export type { Period, Person, StageFacts } from './store.ts'

export const feature: Feature = { name: 'histories' }
