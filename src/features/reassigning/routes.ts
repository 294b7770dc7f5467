import { route } from '../../objects/route.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.reassign, (context, { params, body, ifMatch }) =>
    actions.reassign(context, params.id, ifMatch, body),
  ),
  route(contract.listReassignings, (context, { params }) => actions.reassignings(context, params.id)),
  route(contract.giveBack, (context, { params, body, ifMatch }) =>
    actions.giveBack(context, params.id, ifMatch, body),
  ),
]
