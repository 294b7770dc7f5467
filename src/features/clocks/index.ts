import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { fireDue, resumeDue } from './actions/firing.ts'
export { type Company, settle, settleFor } from './actions/settling.ts'

export const feature: Feature = { name: 'clocks', routes }
