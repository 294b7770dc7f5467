import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export {
  activePerson,
  checkLedger,
  endHelpers,
  lastLedgerCheck,
  openHoldings,
  type Pass,
  passBaton,
  standingCheck,
} from './actions.ts'

export const feature: Feature = { name: 'responsibility', routes }
