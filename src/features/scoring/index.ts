import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { trainDue as trainDueScores } from './actions/training.ts'

export const feature: Feature = { name: 'scoring', routes }
