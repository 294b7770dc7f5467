import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export { openDue as openDueReviews, takeUp as takeReviewsUp } from './actions/keeping.ts'
export { makeDue as makeDuePack } from './actions/packs.ts'

export const feature: Feature = { name: 'reviews', routes }
