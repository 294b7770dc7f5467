import { route } from '../../objects/route.ts'
import * as departments from './actions/departments.ts'
import * as functions from './actions/functions.ts'
import * as people from './actions/people.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.listPeople, (context) => people.listPeople(context)),
  route(contract.createPerson, (context, { body }) => people.createPerson(context, body)),
  route(contract.changePerson, (context, { params, body, ifMatch }) =>
    people.changePerson(context, params.id, ifMatch, body as Parameters<typeof people.changePerson>[3]),
  ),
  route(contract.reactivatePerson, (context, { params }) => people.reactivate(context, params.id)),
  route(contract.invitePerson, (context, { params }) => people.invitePerson(context, params.id)),
  route(contract.pastePeople, (context, { body }) => people.paste(context, body.people)),
  route(contract.listDepartments, (context) => departments.listDepartments(context)),
  route(contract.createDepartment, (context, { body }) =>
    departments.createDepartment(context, body.name, body.parent ?? null),
  ),
  route(contract.changeDepartment, (context, { params, body, ifMatch }) =>
    departments.changeDepartment(context, params.id, ifMatch, body),
  ),
  route(contract.deleteDepartment, (context, { params, ifMatch }) =>
    departments.deleteDepartment(context, params.id, ifMatch),
  ),
  route(contract.listFunctions, (context) => functions.listFunctions(context)),
  route(contract.putFunction, (context, { params, body }) =>
    functions.putFunction(context, params.key, body.label),
  ),
  route(contract.deleteFunction, (context, { params }) => functions.deleteFunction(context, params.key)),
]
