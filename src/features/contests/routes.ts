import { route } from '../../objects/route.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.fileContest, (context, { params, body }) => actions.file(context, params.id, body)),
  route(contract.listContests, (context, { params }) => actions.ofOpportunity(context, params.id)),
  route(contract.myContests, (context, { query }) => actions.mine(context, query.box)),
  route(contract.ruleContest, (context, { params, body, ifMatch }) =>
    actions.rule(context, params.id, ifMatch, body),
  ),
  route(contract.withdrawContest, (context, { params, ifMatch }) =>
    actions.withdraw(context, params.id, ifMatch),
  ),
]
