import { route } from '../../objects/route.ts'
import * as deciding from './actions/deciding.ts'
import { lookNow } from './actions/looking.ts'
import * as reading from './actions/reading.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.listProposals, (context, { query }) => reading.listed(context, query.box)),
  route(contract.lookForProposals, (context) => lookNow(context)),
  route(contract.readProposal, (context, { params }) => reading.read(context, params.id)),
  route(contract.draftProposal, (context, { params, ifMatch }) =>
    deciding.draft(context, params.id, ifMatch),
  ),
  route(contract.publishProposal, (context, { params, body, ifMatch }) =>
    deciding.publish(context, params.id, ifMatch, body),
  ),
  route(contract.keepProposal, (context, { params, ifMatch }) => deciding.keep(context, params.id, ifMatch)),
  route(contract.rollProposalBack, (context, { params, body, ifMatch }) =>
    deciding.rollBack(context, params.id, ifMatch, body.reason),
  ),
  route(contract.dismissProposal, (context, { params, body, ifMatch }) =>
    deciding.dismiss(context, params.id, ifMatch, body),
  ),
  route(contract.reportOfProposal, (context, { params }) => reading.report(context, params.id)),
]
