import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export {
  decisions as decisionsOf,
  factsOf,
  type Routed,
  type RoutingRequest,
  recordFacts,
  routeMany,
  routeToStage,
  simulation,
} from './actions.ts'
export { newIds } from './store.ts'

export const feature: Feature = { name: 'routing', routes }
