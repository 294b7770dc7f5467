import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { countAnew, countFacts, countWhatNobodyCounted } from './actions/counting.ts'
export { type Asking, query, readMeasures, rowsBehind } from './actions/query.ts'
export { periodBefore } from './rules/periods.ts'

export const feature: Feature = { name: 'insights', routes }
