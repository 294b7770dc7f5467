import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export type { Found } from './actions/counting.ts'
export { replay, runWaiting } from './actions/running.ts'
export { waitingWith } from './actions/waiting.ts'
export type { Question, Result, WaitingAnswer, WaitingQuestion } from './contract.ts'

export const feature: Feature = { name: 'replay', routes }
