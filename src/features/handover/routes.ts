import { route } from '../../objects/route.ts'
import { rule } from './actions/ruling.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.offer, (context, { params, body }) => actions.offer(context, params.id, body)),
  route(contract.listForOpportunity, (context, { params }) => actions.ofOpportunity(context, params.id)),
  route(contract.listMine, (context, { query }) => actions.mine(context, query.box)),
  route(contract.answer, (context, { params, body, ifMatch }) =>
    actions.answer(context, params.id, ifMatch, body),
  ),
  route(contract.write, (context, { params, body }) => actions.write(context, params.id, body.text)),
  route(contract.rate, (context, { params, body, ifMatch }) =>
    actions.rate(context, params.id, ifMatch, body),
  ),
  route(contract.rule, (context, { params, body, ifMatch }) => rule(context, params.id, ifMatch, body)),
  route(contract.withdraw, (context, { params, ifMatch }) => actions.withdraw(context, params.id, ifMatch)),
]
