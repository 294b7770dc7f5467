import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { sweepUnanswered } from './actions/unanswered.ts'
export { handOversOfToday, moveOffers } from './actions.ts'

export const feature: Feature = { name: 'handover', routes }
