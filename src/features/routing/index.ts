import type { Feature } from '../../objects/feature.ts'
import * as ready from './in-memory.ts'
import { routes } from './routes.ts'

export { factsOf, type Routed, routeMany } from './actions/deciding.ts'
export { decisions as decisionsOf, recordFacts, routeToStage, simulation } from './actions.ts'
export { type Chosen, keepChosen, newIds } from './store.ts'
/** `ready`: a plan's rules made ready for deciding in memory, for whoever simulates or tries them on what came before. */
export { ready }

export const feature: Feature = { name: 'routing', routes }
