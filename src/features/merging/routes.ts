import { route } from '../../objects/route.ts'
import * as duplicates from './actions/duplicates.ts'
import * as merge from './actions/merge.ts'
import { split } from './actions/split.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.mergeOpportunities, (context, { params, body, ifMatch }) =>
    merge.mergeOpportunities(context, params.id, ifMatch, body),
  ),
  route(contract.mergeAccounts, (context, { params, body, ifMatch }) =>
    merge.mergeAccounts(context, params.id, ifMatch, body),
  ),
  route(contract.opportunityDuplicates, (context, { params }) =>
    duplicates.ofOpportunity(context, params.id),
  ),
  route(contract.accountDuplicates, (context, { params }) => duplicates.ofAccount(context, params.id)),
  route(contract.survivor, (context, { params }) => duplicates.survivor(context, params.id)),
  route(contract.relatives, (context, { params }) => duplicates.relatives(context, params.id)),
  route(contract.split, (context, { params, body, ifMatch }) => split(context, params.id, ifMatch, body)),
]
