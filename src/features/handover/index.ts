import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { mine as handOversOf, moveOffers } from './actions.ts'

export const feature: Feature = { name: 'handover', routes }
