import type { Feature } from '../../objects/feature.ts'
import { changeAccount } from './actions.ts'
import { routes } from './routes.ts'

export const feature: Feature = {
  name: 'reassigning',
  routes,
  hooks: { account: { update: changeAccount } },
}
