import { route } from '../../objects/route.ts'
import * as pipeline from './actions/pipeline.ts'
import { query, readMeasures, rowsBehind } from './actions/query.ts'
import * as questions from './contract/query.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.pipeline, (context, { query: asked }) => pipeline.pipeline(context, asked.filter)),
  route(contract.breakdown, (context, { query: asked }) =>
    pipeline.breakdown(context, asked.by, asked.filter),
  ),
  route(questions.readMeasures, async (context) => readMeasures(context)),
  route(questions.rows, (context, { body }) => rowsBehind(context, body)),
  route(questions.query, (context, { body }) => query(context, body)),
]
