import { route } from '../../objects/route.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.listAbsences, (context, { query }) => actions.listAbsences(context, query)),
  route(contract.whoIsAway, (context) => actions.whoIsAway(context)),
  route(contract.previewAbsence, (context, { body }) => actions.previewAbsence(context, body)),
  route(contract.recordAbsence, (context, { body }) => actions.recordAbsence(context, body)),
  route(contract.changeAbsence, (context, { params, body, ifMatch }) =>
    actions.changeAbsence(context, params.id, ifMatch, body),
  ),
  route(contract.endAbsence, (context, { params, ifMatch }) =>
    actions.endAbsence(context, params.id, ifMatch),
  ),
  route(contract.cancelAbsence, (context, { params, ifMatch }) =>
    actions.cancelAbsence(context, params.id, ifMatch),
  ),
]
