import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { isSetupNeeded, setUp } from './actions.ts'
export type { SetupInput } from './contract.ts'

export const feature: Feature = { name: 'setup', routes }
