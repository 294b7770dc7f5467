import { route } from '../../objects/route.ts'
import { attainment } from './actions/attainment.ts'
import { rankings } from './actions/ranking.ts'
import * as setting from './actions/setting.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.readTargets, (context, { query }) => setting.read(context, query)),
  route(contract.setTargets, (context, { body }) => setting.set(context, body)),
  route(contract.readAttainment, (context, { query }) => attainment(context, query)),
  route(contract.readRates, (context) => setting.readRates(context)),
  route(contract.changeRates, (context, { body }) => setting.changeRates(context, body)),
  route(contract.readRankings, (context, { query }) => rankings(context, query)),
  route(contract.changeRankings, (context, { body }) => setting.changeRankings(context, body)),
]
