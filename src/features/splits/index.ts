import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export const feature: Feature = { name: 'splits', routes }
