import { route } from '../../objects/route.ts'
import * as pausing from './actions/pausing.ts'
import * as reading from './actions/reading.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.opportunityClocks, (context, { params }) => reading.ofOpportunity(context, params.id)),
  route(contract.pauseClock, (context, { params, body }) => pausing.pause(context, params.id, body)),
  route(contract.resumeClock, (context, { params }) => pausing.resume(context, params.id)),
]
