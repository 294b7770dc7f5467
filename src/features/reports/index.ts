import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { forgetMailings, mailDue } from './actions/mailing.ts'

export const feature: Feature = { name: 'reports', routes }
