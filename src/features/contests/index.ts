import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { mine as contestsOf, sweepContests, takeContestsFrom } from './actions.ts'

export const feature: Feature = { name: 'contests', routes }
