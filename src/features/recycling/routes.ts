import { type Route, route } from '../../objects/route.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const routes: Route[] = [
  route(contract.listRecycling, (context, { query }) => actions.upcoming(context, query)),
  route(contract.previewRecycling, (context, { body }) => actions.preview(context, body)),
]
