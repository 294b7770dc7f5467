import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { sweepUnanswered, takeOffersFrom } from './actions/unanswered.ts'
export { handOversOfToday, moveOffers } from './actions.ts'

export { lockWaitingFor } from './store/unanswered.ts'

export const feature: Feature = { name: 'handover', routes }
