import { route } from '../../objects/route.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.listNotices, (context, { query }) => actions.listNotices(context, query)),
  route(contract.countNotices, (context) => actions.countUnread(context)),
  route(contract.readAllNotices, (context, { body }) => actions.markAllRead(context, body)),
  route(contract.readNotice, (context, { params }) => actions.markRead(context, params.id)),
  route(contract.unreadNotice, (context, { params }) => actions.markUnread(context, params.id)),
]
