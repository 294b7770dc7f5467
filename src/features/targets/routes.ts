import { route } from '../../objects/route.ts'
import { attainment } from './actions/attainment.ts'
import * as calling from './actions/calling.ts'
import * as forecast from './actions/forecast.ts'
import { rankings } from './actions/ranking.ts'
import * as setting from './actions/setting.ts'
import * as forecasting from './contract/forecast.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.readTargets, (context, { query }) => setting.read(context, query)),
  route(contract.setTargets, (context, { body }) => setting.set(context, body)),
  route(contract.readAttainment, (context, { query }) => attainment(context, query)),
  route(contract.readRates, (context) => setting.readRates(context)),
  route(contract.changeRates, (context, { body }) => setting.changeRates(context, body)),
  route(contract.readRankings, (context, { query }) => rankings(context, query)),
  route(contract.changeRankings, (context, { body }) => setting.changeRankings(context, body)),
  route(forecasting.readCall, (context, { params }) => calling.read(context, params.id)),
  route(forecasting.sayCategory, (context, { params, body, ifMatch }) =>
    calling.say(context, params.id, ifMatch, body.category),
  ),
  route(forecasting.overrideCategory, (context, { params, body, ifMatch }) =>
    calling.override(context, params.id, ifMatch, body),
  ),
  route(forecasting.readForecast, (context, { query }) => forecast.forecast(context, query)),
  route(forecasting.listForecast, (context, { query }) => forecast.rows(context, query)),
  route(forecasting.readBacktest, (context, { query }) => forecast.backtest(context, query.period)),
]
