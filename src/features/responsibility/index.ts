import type { Feature } from '../../objects/feature.ts'
import { changeOpportunity } from './actions.ts'
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
export { endHoldings, restoreHoldings } from './endings.ts'
export { tellReceived } from './telling.ts'

export const feature: Feature = {
  name: 'responsibility',
  routes,
  hooks: { opportunity: { update: changeOpportunity } },
}
