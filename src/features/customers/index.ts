import type { Feature } from '../../objects/feature.ts'
import { account, contact, product } from './object.ts'

export { account, contact, product } from './object.ts'

export const feature: Feature = { name: 'customers', objects: [account, contact, product] }
