import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { planOfVersion, publish, publishedPlan, publishTemplate } from './actions.ts'
export { unknownStage } from './errors.ts'
export { furthestOf } from './rules/furthest.ts'

export const feature: Feature = { name: 'plan', routes }
