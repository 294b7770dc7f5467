import type { Feature } from '../../objects/feature.ts'
import { removing } from './actions.ts'
import { routes } from './routes.ts'

export { emptyBin } from './actions.ts'
export { type Moved, pointOver } from './pointers.ts'
export { put } from './store.ts'

export const feature: Feature = {
  name: 'bin',
  routes,
  hooks: {
    opportunity: { remove: removing('opportunity') },
    account: { remove: removing('account') },
    contact: { remove: removing('contact') },
  },
}
