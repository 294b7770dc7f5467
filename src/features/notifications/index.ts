import type { Feature } from '../../objects/feature.ts'

export { notify } from './actions.ts'

export const feature: Feature = { name: 'notifications' }
