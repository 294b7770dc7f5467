import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { keepForecast } from './actions/model.ts'

export const feature: Feature = { name: 'targets', routes }
