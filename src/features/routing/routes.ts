import { route } from '../../objects/route.ts'
import { routeSeveral } from './actions/bulk.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.listDecisions, (context, { params }) => actions.decisions(context, params.id)),
  route(contract.routeAgain, (context, { params, body }) =>
    actions.routeAgain(context, params.id, body.reason),
  ),
  route(contract.routeSeveral, (context, { body }) => routeSeveral(context, body)),
  route(contract.simulateRouting, (context, { body }) => actions.simulate(context, body)),
  route(contract.suggestReceiver, (context, { params, query }) =>
    actions.suggestReceiver(context, params.id, query.stage),
  ),
]
