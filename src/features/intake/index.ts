import type { Feature } from '../../objects/feature.ts'
import { openOpportunity } from './actions.ts'

export { openOpportunity } from './actions.ts'

export const feature: Feature = { name: 'intake', hooks: { opportunity: { create: openOpportunity } } }
