import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { factsOf, type Routed, type RoutingRequest, routeMany } from './actions/deciding.ts'
export { decisions as decisionsOf, recordFacts, routeToStage, simulation } from './actions.ts'
export { type Chosen, keepChosen, newIds } from './store.ts'

export const feature: Feature = { name: 'routing', routes }
