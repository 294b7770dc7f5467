import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { runDue as runDueChecks, takeUp as takeFindingsUp } from './actions/running.ts'
export { administrator } from './store/keeping.ts'

export const feature: Feature = { name: 'findings', routes }
