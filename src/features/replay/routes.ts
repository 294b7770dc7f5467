import { route } from '../../objects/route.ts'
import * as runs from './actions/runs.ts'
import { tryWaiting } from './actions/waiting.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.tryWaiting, (context, { body }) => tryWaiting(context, body)),
  route(contract.createReplay, (context, { body }) => runs.createRun(context, body)),
  route(contract.listReplays, (context) => runs.listRuns(context)),
  route(contract.readReplay, (context, { params }) => runs.readRun(context, params.id)),
  route(contract.replayPeople, (context, { params }) => runs.runPeople(context, params.id)),
  route(contract.replayOpportunities, (context, { params, query }) =>
    runs.runOpportunities(context, params.id, query),
  ),
  route(contract.cancelReplay, (context, { params }) => runs.cancelRun(context, params.id)),
  route(contract.deleteReplay, (context, { params }) => runs.deleteRun(context, params.id)),
]
