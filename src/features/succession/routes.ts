import { route } from '../../objects/route.ts'
import { deactivatePerson } from '../organisation/contract.ts'
import { commit } from './actions/committing.ts'
import * as editing from './actions/editing.ts'
import { leave } from './actions/leaving.ts'
import * as planning from './actions/planning.ts'
import { preview } from './actions/previewing.ts'
import * as timing from './actions/timing.ts'
import * as contract from './contract.ts'

export const routes = [
  route(deactivatePerson, (context, { params }) => leave(context, params.id)),
  route(contract.listTransitions, (context, { query }) => planning.list(context, query)),
  route(contract.createTransition, (context, { body }) => planning.create(context, body)),
  route(contract.readTransition, (context, { params }) => planning.read(context, params.id)),
  route(contract.changeTransition, (context, { params, body, ifMatch }) =>
    planning.change(context, params.id, ifMatch, body as Parameters<typeof planning.change>[3]),
  ),
  route(contract.discardTransition, (context, { params, ifMatch }) =>
    planning.discard(context, params.id, ifMatch),
  ),
  route(contract.refreshTransition, (context, { params, body, ifMatch }) =>
    planning.refresh(context, params.id, ifMatch, body.anew),
  ),
  route(contract.listRows, (context, { params, query }) => editing.listRows(context, params.id, query)),
  route(contract.giveRows, (context, { params, body, ifMatch }) =>
    editing.giveRows(context, params.id, ifMatch, body),
  ),
  route(contract.previewTransition, (context, { params }) => preview(context, params.id)),
  route(contract.commitTransition, (context, { params, ifMatch }) => commit(context, params.id, ifMatch)),
  route(contract.scheduleTransition, (context, { params, body, ifMatch }) =>
    timing.schedule(context, params.id, ifMatch, body.at),
  ),
  route(contract.unscheduleTransition, (context, { params, ifMatch }) =>
    timing.unschedule(context, params.id, ifMatch),
  ),
  route(contract.returnTransition, (context, { params }) => timing.giveBack(context, params.id)),
  route(contract.listLeaving, (context, { query }) => editing.leaving(context, query)),
  route(contract.writePacket, (context, { params, body }) => editing.writePacket(context, params.id, body)),
]
