import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export {
  ask as askForApproval,
  mine as approvalsOf,
  statesOf as approvalStates,
  type Wanted,
} from './actions.ts'

export { valuesFor } from './rules.ts'

export const feature: Feature = { name: 'approvals', routes }
