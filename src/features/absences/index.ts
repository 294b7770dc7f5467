import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { replaceDeputy } from './actions.ts'
export {
  absencesAt,
  absencesDuring,
  refuseUnknowing,
  type StandingIn,
  standingIn,
  standingWithin,
  stillHolds,
} from './standing.ts'

export { sweepDuties } from './telling.ts'

export const feature: Feature = { name: 'absences', routes }
