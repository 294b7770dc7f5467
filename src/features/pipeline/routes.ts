import { route } from '../../objects/route.ts'
import * as actions from './actions.ts'
import { previewOpportunities } from './contract/previews.ts'
import * as contract from './contract.ts'
import { previewEach } from './previewing.ts'

export const routes = [
  route(previewOpportunities, (context, { body }) => previewEach(context, body)),
  route(contract.listMoves, (context, { params }) => actions.moves(context, params.id)),
  route(contract.moveStage, (context, { params, body, ifMatch }) =>
    actions.move(context, params.id, ifMatch, body),
  ),
  route(contract.requestApproval, (context, { params, body, ifMatch }) =>
    actions.requestApproval(context, params.id, ifMatch, body),
  ),
]
