import { route } from '../../objects/route.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.listPeople, (context) => actions.listPeople(context)),
  route(contract.createPerson, (context, { body }) => actions.createPerson(context, body)),
  route(contract.changePerson, (context, { params, body, ifMatch }) =>
    actions.changePerson(context, params.id, ifMatch, body as Parameters<typeof actions.changePerson>[3]),
  ),
  route(contract.deactivatePerson, (context, { params }) => actions.deactivate(context, params.id)),
  route(contract.reactivatePerson, (context, { params }) => actions.reactivate(context, params.id)),
  route(contract.invitePerson, (context, { params }) => actions.invitePerson(context, params.id)),
  route(contract.pastePeople, (context, { body }) => actions.paste(context, body.people)),
  route(contract.listDepartments, (context) => actions.listDepartments(context)),
  route(contract.createDepartment, (context, { body }) =>
    actions.createDepartment(context, body.name, body.parent ?? null),
  ),
  route(contract.changeDepartment, (context, { params, body, ifMatch }) =>
    actions.changeDepartment(context, params.id, ifMatch, body),
  ),
  route(contract.deleteDepartment, (context, { params, ifMatch }) =>
    actions.deleteDepartment(context, params.id, ifMatch),
  ),
  route(contract.listFunctions, (context) => actions.listFunctions(context)),
  route(contract.putFunction, (context, { params, body }) =>
    actions.putFunction(context, params.key, body.label),
  ),
  route(contract.deleteFunction, (context, { params }) => actions.deleteFunction(context, params.key)),
]
