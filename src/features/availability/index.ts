import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { createUsualCalendar } from './actions/calendars.ts'
export { type Absences, availableWithin, workingTimesOf } from './actions/times.ts'

export const feature: Feature = { name: 'availability', routes }
