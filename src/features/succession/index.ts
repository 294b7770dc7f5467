import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { carryDue } from './actions/timing.ts'

export const feature: Feature = { name: 'succession', routes }
