import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { exportLog } from './actions/exporting.ts'
export { bottlenecks, deviations, handOvers, lostTime, process, variants } from './actions/mining.ts'

export const feature: Feature = { name: 'mining', routes }
