import { route } from '../../objects/route.ts'
import * as deciding from './actions/deciding.ts'
import * as reading from './actions/reading.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.readCredit, (context, { params }) => reading.credit(context, params.id)),
  route(contract.proposeSplit, (context, { params, body }) => deciding.propose(context, params.id, body)),
  route(contract.listSplits, (context, { query }) => reading.listed(context, query)),
  route(contract.listUnsplit, (context) => reading.unsplit(context)),
  route(contract.answerSplit, (context, { params, body, ifMatch }) =>
    deciding.answer(context, params.id, ifMatch, body),
  ),
  route(contract.settleSplit, (context, { params, body, ifMatch }) =>
    deciding.settle(context, params.id, ifMatch, body),
  ),
  route(contract.withdrawSplit, (context, { params, ifMatch }) =>
    deciding.withdraw(context, params.id, ifMatch),
  ),
  route(contract.readCredits, (context, { query }) => reading.credits(context, query)),
  route(contract.readWeights, (context) => reading.weights(context)),
  route(contract.changeWeights, (context, { body }) => reading.changeWeights(context, body)),
]
