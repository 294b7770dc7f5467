import type { Feature } from '../../objects/feature.ts'

export { poolsFor, poolsInForce } from './actions/known.ts'
export { keepersFollow, type Putting, putIntoPool, sweepKeepers } from './actions/stays.ts'
export { poolOf } from './rules/belonging.ts'

export const feature: Feature = { name: 'pools' }
