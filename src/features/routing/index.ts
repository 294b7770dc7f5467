import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { factsOf, routeMany, type Routed, type RoutingRequest } from './actions.ts'

export const feature: Feature = { name: 'routing', routes }
