import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { noticesFor, notify, tellOthers } from './actions.ts'
export type { Notice } from './contract.ts'
export { kindOf } from './rules/kinds.ts'
export { wordsOf } from './rules/words.ts'

export const feature: Feature = { name: 'notifications', routes }
