import type { Feature } from '../../objects/feature.ts'
import * as scheduling from './actions/scheduling.ts'
import { routes } from './routes.ts'

export { planOfVersion, publish, publishedPlan, publishTemplate } from './actions/publishing.ts'
export { unknownStage } from './errors.ts'
export { acceptanceFor, clockFor, hoursAt } from './rules/clocks.ts'
export { documentOf } from './rules/document.ts'
export { furthestOf } from './rules/furthest.ts'
export { mappingOf } from './rules/mapping.ts'
export { wayThrough } from './rules/which.ts'
/** What happens by itself: plans whose time has come, migrations that go on, and what became of them. */
export { scheduling }

export const feature: Feature = { name: 'plan', routes }
