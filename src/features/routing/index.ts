import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'
import * as ready from './rules.ts'

export { factsOf, type Routed, routeMany } from './actions/deciding.ts'
export { decisions as decisionsOf, recordFacts, routeToStage, simulation } from './actions.ts'
export { type Chosen, keepChosen, newIds } from './store.ts'

/** `ready`: a plan's rules made ready for deciding, for whoever tries them on what came before. */
export { ready }

export const feature: Feature = { name: 'routing', routes }
