import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { lookWeekly, takeUp as takeProposalsUp } from './actions/looking.ts'
export { watch as watchProposals } from './actions/watching.ts'

export const feature: Feature = { name: 'proposals', routes }
