import type { Feature } from '../../objects/feature.ts'
import { person } from './object.ts'
import { routes } from './routes.ts'

export {
  type From,
  hashPassword,
  invite,
  livingCredentials,
  personOf,
  requireStrong,
  startSession,
  sweepSignIns,
} from './actions.ts'
export { fromOf, giveCookie, SESSION_COOKIE } from './routes.ts'

export const feature: Feature = { name: 'identity', objects: [person], routes }
