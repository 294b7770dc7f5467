import { route } from '../../objects/route.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.listRoles, (context) => actions.listRoles(context)),
  route(contract.createRole, (context, { body }) => actions.createRole(context, body)),
  route(contract.changeRole, (context, { params, body, ifMatch }) =>
    actions.changeRole(context, params.id, ifMatch, body),
  ),
  route(contract.deleteRole, (context, { params, ifMatch }) =>
    actions.deleteRole(context, params.id, ifMatch),
  ),
  route(contract.personRoles, (context, { params }) => actions.rolesOf(context, params.id)),
  route(contract.setPersonRoles, (context, { params, body }) =>
    actions.setRoles(context, params.id, body.roles, body.admin),
  ),
]
