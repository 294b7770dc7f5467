import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export {
  carryMigrationOn,
  planOfVersion,
  publish,
  publishedPlan,
  publishTemplate,
} from './actions/publishing.ts'
export { failuresOf, publishDue } from './actions/scheduling.ts'
export { unknownStage } from './errors.ts'
export { hoursAt } from './rules/clocks.ts'
export { documentOf } from './rules/document.ts'
export { furthestOf } from './rules/furthest.ts'
export { wayThrough } from './rules/which.ts'

export const feature: Feature = { name: 'plan', routes }
