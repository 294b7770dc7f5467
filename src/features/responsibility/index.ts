import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { activePerson, checkLedger, openHoldings, type Pass, passBaton } from './actions.ts'

export const feature: Feature = { name: 'responsibility', routes }
