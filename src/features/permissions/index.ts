import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export {
  createBuiltInRoles,
  createViewers,
  giveRoles,
  requireAdmin,
  requireReach,
  requireRight,
  requireRightFor,
  requireSomeAdmin,
  viewerOf,
} from './actions.ts'
export { bumpAccess, giveRoleByKey } from './store.ts'

export const feature: Feature = { name: 'permissions', routes }
