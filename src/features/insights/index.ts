import type { Feature } from '../../objects/feature.ts'
import { route } from '../../objects/route.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const feature: Feature = {
  name: 'insights',
  routes: [
    route(contract.pipeline, (context, { query }) => actions.pipeline(context, query.filter)),
    route(contract.breakdown, (context, { query }) => actions.breakdown(context, query.by, query.filter)),
  ],
}
