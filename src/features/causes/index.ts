import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { calledBy as causeNames, causes } from './actions.ts'

export const feature: Feature = { name: 'causes', routes }
