import type { Feature } from '../../objects/feature.ts'
import { type Post, postBy } from './actions/letters.ts'
import type { Outside } from './actions/outside.ts'
import { Deliverer } from './actions/sending.ts'
import { routesOf } from './routes.ts'

export type { Letter } from './actions/letters.ts'
export { Deliverer } from './actions/sending.ts'
export { nextTryAt } from './rules/trying.ts'
export { type Waiting, waiting } from './store/deliveries.ts'
export type { Outside, Post }

/** The feature of one application: how it reaches the world outside is the application's. */
export function deliveryFeature(outside: Outside): Feature & { deliverer: Deliverer; post: Post } {
  return {
    name: 'delivery',
    routes: routesOf(outside),
    deliverer: new Deliverer(outside),
    post: postBy(outside),
  }
}
