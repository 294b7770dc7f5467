import type { Feature } from '../../objects/feature.ts'

export { notify, tellOthers } from './actions.ts'
export type { Notice } from './contract.ts'

export const feature: Feature = { name: 'notifications' }
