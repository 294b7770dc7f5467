import { type Route, route } from '../../objects/route.ts'
import * as channels from './actions/channels.ts'
import * as deliveries from './actions/deliveries.ts'
import type { Outside } from './actions/outside.ts'
import * as robots from './actions/robots.ts'
import * as settings from './actions/settings.ts'
import * as contract from './contract.ts'

/** The addresses of one application, which know how it reaches the world outside. */
export function routesOf(outside: Outside): Route[] {
  return [
    route(contract.readNoticeSettings, (context) => settings.readSettings(context)),
    route(contract.changeNoticeSettings, (context, { body }) => settings.changeSettings(context, body)),
    route(contract.readCompanyNoticeSettings, (context) => settings.readCompanySettings(context)),
    route(contract.changeCompanyNoticeSettings, (context, { body }) =>
      settings.changeCompanySettings(context, body),
    ),
    route(contract.readMailChannel, (context) => channels.readMailChannel(context, outside)),
    route(contract.changeMailChannel, (context, { body }) =>
      channels.changeMailChannel(context, outside, body),
    ),
    route(contract.removeMailChannel, (context) => channels.removeMailChannel(context, outside)),
    route(contract.testMailChannel, (context) => channels.testMailChannel(context, outside)),
    route(contract.listRobots, (context) => robots.listRobots(context)),
    route(contract.createRobot, (context, { body }) => robots.createRobot(context, outside, body)),
    route(contract.changeRobot, (context, { params, body, ifMatch }) =>
      robots.changeRobot(context, outside, params.id, ifMatch, body),
    ),
    route(contract.removeRobot, (context, { params, ifMatch }) =>
      robots.removeRobot(context, params.id, ifMatch),
    ),
    route(contract.testRobot, (context, { params }) => robots.testRobot(context, outside, params.id)),
    route(contract.listDeliveries, (context, { query }) => deliveries.listDeliveries(context, query)),
    route(contract.retryDelivery, (context, { params }) => deliveries.retryDelivery(context, params.id)),
  ]
}
