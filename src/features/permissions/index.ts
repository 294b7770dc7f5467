import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { createBuiltInRoles, createViewers, requireAdmin, requireRight } from './actions.ts'
export { bumpAccess, giveRoleByKey, replaceRoles } from './store.ts'

export const feature: Feature = { name: 'permissions', routes }
