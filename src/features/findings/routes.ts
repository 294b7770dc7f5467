import { route } from '../../objects/route.ts'
import * as deciding from './actions/deciding.ts'
import * as reading from './actions/reading.ts'
import { runNow } from './actions/running.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.listFindings, (context, { query }) => reading.listed(context, query)),
  route(contract.countFindings, (context, { query }) => reading.counts(context, query.box)),
  route(contract.opportunityFindings, (context, { params }) => reading.ofOpportunity(context, params.id)),
  route(contract.dismissFinding, (context, { params, body, ifMatch }) =>
    deciding.dismiss(context, params.id, ifMatch, body),
  ),
  route(contract.runChecks, (context, { body }) => runNow(context, body.kinds)),
  route(contract.listFindingSettings, (context) => deciding.settings(context)),
  route(contract.changeFindingSetting, (context, { params, body }) =>
    deciding.changeSetting(context, params.kind, body),
  ),
]
