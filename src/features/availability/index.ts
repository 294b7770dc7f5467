import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { createUsualCalendar } from './actions/calendars.ts'
export { availableWithin, workingTimesOf } from './actions/times.ts'

export const feature: Feature = { name: 'availability', routes }
