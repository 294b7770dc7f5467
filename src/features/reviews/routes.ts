import { Readable } from 'node:stream'
import { rawRoute, route } from '../../objects/route.ts'
import { csvText } from '../../platform/sheets/write-csv.ts'
import * as keeping from './actions/keeping.ts'
import * as packs from './actions/packs.ts'
import * as reading from './actions/reading.ts'
import * as reviewing from './actions/reviewing.ts'
import { listPacks, makePack, readPack } from './contract/packs.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.listReviews, (context, { query }) => reading.listed(context, query)),
  route(contract.readReviewSettings, (context) => keeping.settings(context)),
  route(contract.changeReviewSettings, (context, { body }) => keeping.changeSettings(context, body)),
  route(contract.reviewsOfOpportunity, (context, { params }) => reading.ofOpportunity(context, params.id)),
  route(contract.openReview, (context, { params, body }) => reviewing.open(context, params.id, body)),
  route(contract.readReview, (context, { params }) => reading.one(context, params.id)),
  route(contract.proposeCause, (context, { params, ifMatch, body }) =>
    reviewing.propose(context, params.id, ifMatch, body),
  ),
  route(contract.giveView, (context, { params, ifMatch, body }) =>
    reviewing.giveView(context, params.id, ifMatch, body),
  ),
  route(contract.ruleReview, (context, { params, ifMatch, body }) =>
    reviewing.rule(context, params.id, ifMatch, body),
  ),
  route(contract.addAction, (context, { params, body }) => reviewing.addAction(context, params.id, body)),
  route(listPacks, (context) => packs.listed(context)),
  route(makePack, (context, { body }) => packs.makeNow(context, body.month)),
  route(readPack, (context, { params }) => packs.read(context, params.month)),
  rawRoute(
    {
      method: 'GET',
      path: '/review-packs/:month/tables/:table',
      summary: 'One table of a month’s review pack as CSV, over the rows the caller may see',
    },
    async (context, request, reply) => {
      const { month, table } = request.params as { month: string; table: string }
      const { headings, rows } = await packs.table(context, month, table)
      return reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${packs.fileNameOf(month, table)}"`)
        .send(Readable.from(csvText(headings, rows, { bom: true, excelSafe: true })))
    },
  ),
]
