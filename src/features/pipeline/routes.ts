import { route } from '../../objects/route.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.listMoves, (context, { params }) => actions.moves(context, params.id)),
  route(contract.moveStage, (context, { params, body, ifMatch }) =>
    actions.move(context, params.id, ifMatch, body),
  ),
  route(contract.requestApproval, (context, { params, body, ifMatch }) =>
    actions.requestApproval(context, params.id, ifMatch, body),
  ),
]
