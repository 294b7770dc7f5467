import { route } from '../../objects/route.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.listHoldings, (context, { params }) => actions.holdings(context, params.id)),
  route(contract.passHolding, (context, { params, body, ifMatch }) =>
    actions.passOne(context, params.id, ifMatch, body),
  ),
  route(contract.passMany, (context, { body }) => actions.passMany(context, body)),
  route(contract.listParticipants, (context, { params }) => actions.participants(context, params.id)),
  route(contract.setParticipant, (context, { params, body }) =>
    actions.setParticipant(context, params.id, params.person, body),
  ),
  route(contract.removeParticipant, (context, { params }) =>
    actions.removeParticipant(context, params.id, params.person),
  ),
]
