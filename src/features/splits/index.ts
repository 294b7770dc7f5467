import type { Feature } from '../../objects/feature.ts'

export const feature: Feature = { name: 'splits' }
