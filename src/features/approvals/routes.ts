import { route } from '../../objects/route.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.listApprovals, (context, { query }) => actions.mine(context, query.box)),
  route(contract.listOfOpportunity, (context, { params }) => actions.ofOpportunity(context, params.id)),
  route(contract.answerApproval, (context, { params, body, ifMatch }) =>
    actions.answer(context, params.id, ifMatch, body),
  ),
  route(contract.withdrawApproval, (context, { params, ifMatch }) =>
    actions.withdraw(context, params.id, ifMatch),
  ),
]
