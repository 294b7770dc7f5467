import { route } from '../../objects/route.ts'
import * as applying from './actions/applying.ts'
import * as claiming from './actions/claiming.ts'
import * as giving from './actions/giving.ts'
import * as listing from './actions/listing.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.listPools, (context) => listing.myPools(context)),
  route(contract.listLying, (context, { params, query }) => listing.lying(context, params.key, query)),
  route(contract.claim, (context, { params }) => claiming.claimOne(context, params.id)),
  route(contract.claimMany, (context, { params, body }) => claiming.claimMany(context, params.key, body)),
  route(contract.assign, (context, { params, body }) => giving.assign(context, params.key, body)),
  route(contract.release, (context, { params, body, ifMatch }) =>
    giving.release(context, params.id, ifMatch, body),
  ),
  route(contract.takeBack, (context, { body }) => giving.takeBack(context, body)),
  route(contract.poolOfOpportunity, (context, { params }) => giving.poolOfOpportunity(context, params.id)),
  route(contract.apply, (context, { params, body }) => applying.apply(context, params.id, body.note ?? null)),
  route(contract.listApplications, (context, { query }) => applying.applications(context, query.box)),
  route(contract.answerApplication, (context, { params, body, ifMatch }) =>
    applying.answer(context, params.id, ifMatch, body),
  ),
  route(contract.withdrawApplication, (context, { params, ifMatch }) =>
    applying.withdraw(context, params.id, ifMatch),
  ),
]
