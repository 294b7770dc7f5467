import { Readable } from 'node:stream'
import { dayIn } from '../../objects/access.ts'
import { badQuery } from '../../objects/errors.ts'
import { rawRoute, route } from '../../objects/route.ts'
import { exportLog } from './actions/exporting.ts'
import { listed } from './actions/marked.ts'
import * as mining from './actions/mining.ts'
import { optionsOf } from './actions/reading.ts'
import * as contract from './contract.ts'

const FILES = {
  ocel2: { type: 'application/json', ending: 'ocel2.json' },
  xes: { type: 'application/xml', ending: 'xes' },
  csv: { type: 'text/csv', ending: 'csv' },
} as const

export const routes = [
  route(contract.readProcess, (context, { query }) => mining.process(context, query)),
  route(contract.readVariants, (context, { query }) => mining.variants(context, query)),
  route(contract.readHandOvers, (context, { query }) => mining.handOvers(context, query)),
  route(contract.readBottlenecks, (context, { query }) => mining.bottlenecks(context, query)),
  route(contract.readDeviations, (context, { query }) => mining.deviations(context, query)),
  route(contract.readLostTime, (context, { query }) => mining.lostTime(context, query)),
  route(contract.listMarked, (context, { query }) => listed(context, query)),
  rawRoute(
    {
      method: 'GET',
      path: '/mining/export',
      summary: 'The journal as a log of events: OCEL 2.0, XES 2.0 or CSV',
    },
    async (context, request, reply) => {
      const asked = contract.exportAsked.safeParse(request.query)
      if (!asked.success)
        throw badQuery({ parameter: String(asked.error.issues[0]?.path[0] ?? ''), value: '' })
      const { format, ...which } = asked.data
      const today = dayIn(context.now, context.registry.company.timeZone)
      const pieces = exportLog(context, format, optionsOf(which, today))
      const first = await pieces.next() // a refusal is thrown here, before anything is sent
      reply
        .header('content-type', `${FILES[format].type}; charset=utf-8`)
        .header('content-disposition', `attachment; filename="baton-${today}.${FILES[format].ending}"`)
      return reply.send(Readable.from(startingWith(first, pieces)))
    },
  ),
]

async function* startingWith(
  first: IteratorResult<string>,
  rest: AsyncGenerator<string>,
): AsyncGenerator<string> {
  if (!first.done) yield first.value
  yield* rest
}
