import type { Feature } from '../../objects/feature.ts'

export { beginChecklists, openRequired } from './actions.ts'

export const feature: Feature = { name: 'checklists' }
