import { route } from '../../objects/route.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.listBin, (context, { query }) => actions.listed(context, query)),
  route(contract.putIntoBin, (context, { body }) => actions.putMany(context, body)),
  route(contract.restore, (context, { params, body }) =>
    actions.restore(context, params.object, params.id, body.reason ?? null),
  ),
  route(contract.removeForGood, (context, { params }) =>
    actions.removeForGood(context, params.object, params.id),
  ),
  route(contract.getBinSettings, (context) => actions.settings(context)),
  route(contract.setBinSettings, (context, { body }) => actions.setSettings(context, body)),
]
