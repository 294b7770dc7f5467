import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { poolsFor, poolsInForce } from './actions/known.ts'
export { type Held, recyclingNow, recyclingRuns } from './actions/recycling.ts'
export { keepersFollow, type Putting, putIntoPool, sweepKeepers } from './actions/stays.ts'
export { recycle } from './actions/taking-back.ts'
export { isMember } from './rules/belonging.ts'

export const feature: Feature = { name: 'pools', routes }
