import { Readable } from 'node:stream'
import type { Sql } from '../platform/db/pool.ts'
import * as change from './change.ts'
import type { Context } from './context.ts'
import * as contract from './contract.ts'
import { badQuery } from './errors.ts'
import { eventsOf } from './events.ts'
import { exportLines } from './export.ts'
import { fileRoutes } from './file-routes.ts'
import { filesIn } from './files.ts'
import type { Registry } from './metadata.ts'
import { metadataFor } from './metadata-view.ts'
import * as records from './records.ts'
import { type Route, rawRoute, route } from './route.ts'
import * as store from './store.ts'
import * as views from './views.ts'

export type ObjectRoutes = {
  registry: () => Registry
  /** Changes tables; everything else runs on the context's connection. */
  owner: Sql
  hooks: records.Hooks
  /** Where uploaded files lie; without it none are taken. */
  home?: string | undefined
}

/** The roads every object has, built-in and custom, those made later too; a feature's own address goes before these. */
export function objectRoutes({ hooks, owner, home }: ObjectRoutes): Route[] {
  const files = home === undefined ? undefined : filesIn(home)
  const ways = { hooks, files }
  return [
    ...readingRoutes(),
    ...writingRoutes(ways),
    ...viewRoutes(),
    ...definitionRoutes(owner),
    exportRoute(),
    ...(files ? fileRoutes(files) : []),
  ]
}

function readingRoutes(): Route[] {
  return [
    route(contract.getMetadata, async (context) => metadataFor(context)),
    route(contract.searchAll, (context, { query }) => records.searchAll(context, query.q, query.limit)),
    route(contract.listRecords, (context, { params, query }) =>
      store.listRecords(context.db, {
        ...asked(context, params.plural, query),
        sort: records.sortFrom(query.sort),
        limit: query.limit,
        cursor: query.cursor,
        fields: listed(query.fields),
      }),
    ),
    route(contract.countRecords, (context, { params, query }) =>
      store.countRecords(context.db, asked(context, params.plural, query)),
    ),
    route(contract.aggregateRecords, (context, { params, query }) =>
      store.aggregateRecords(context.db, {
        ...asked(context, params.plural, query),
        groupBy: records.groupsFrom(query.groupBy),
        measures: records.measuresFrom(query.measures),
        limit: query.limit,
      }),
    ),
    route(contract.pickRecords, async (context, { params, query }) => ({
      items: await store.pickRecords(context.db, asked(context, params.plural, query), query.limit),
    })),
    route(contract.getRecord, (context, { params }) =>
      store.getRecord(context.db, asked(context, params.plural, {}), params.id),
    ),
    route(contract.listEvents, (context, { params, query }) =>
      eventsOf(context, records.openObject(context, params.plural), params.id, query),
    ),
  ]
}

function writingRoutes(ways: records.Ways): Route[] {
  return [
    route(contract.createRecord, (context, { params, body }) =>
      records.createRecord(context, ways, params.plural, body),
    ),
    route(contract.changeRecord, (context, { params, body, ifMatch }) =>
      records.changeRecord(context, ways, { ...params, version: ifMatch, input: body }),
    ),
    route(contract.deleteRecord, (context, { params, ifMatch }) =>
      records.deleteRecord(context, ways, { ...params, version: ifMatch }),
    ),
  ]
}

function viewRoutes(): Route[] {
  return [
    route(contract.listViews, (context, { query }) => views.listViews(context, query.object)),
    route(contract.createView, (context, { body }) => views.createView(context, body)),
    route(contract.changeView, (context, { params, body, ifMatch }) =>
      views.changeView(context, params.id, ifMatch, body),
    ),
    route(contract.deleteView, (context, { params, ifMatch }) =>
      views.deleteView(context, params.id, ifMatch),
    ),
  ]
}

function definitionRoutes(owner: Sql): Route[] {
  return [
    route(contract.addObject, (context, { body }) => change.addObject(owner, context, body)),
    route(contract.listFields, async (context, { params }) => ({
      items: await change.customFields(context, params.object),
    })),
    route(contract.addField, (context, { params, body }) =>
      change.addField(owner, context, params.object, body),
    ),
    route(contract.changeField, (context, { params, body, ifMatch }) =>
      change.changeField(owner, context, { ...params, version: ifMatch, input: body }),
    ),
  ]
}

function exportRoute(): Route {
  const declared = {
    method: 'GET',
    path: '/:plural/export.csv',
    summary: 'The asked records as CSV',
  } as const
  return rawRoute(declared, async (context, request, reply) => {
    const { plural } = request.params as { plural: string }
    const query = contract.listRecords.query?.safeParse(request.query)
    if (!query?.success)
      throw badQuery({ parameter: String(query?.error.issues[0]?.path[0] ?? ''), value: '' })
    const { sort, fields, ...rest } = query.data
    const lines = exportLines(context, {
      ...asked(context, plural, rest),
      sort: records.sortFrom(sort),
      fields: listed(fields),
    })
    const first = await lines.next() // a refusal is thrown here, before anything is sent
    const name = `${plural}-${context.now.slice(0, 10)}.csv`
    reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${name}"`)
    return reply.send(Readable.from(startingWith(first, lines)))
  })
}

async function* startingWith(
  first: IteratorResult<string>,
  rest: AsyncGenerator<string>,
): AsyncGenerator<string> {
  if (!first.done) yield first.value
  yield* rest
}

function asked(
  context: Context,
  plural: string,
  { filter, q }: { filter?: string | undefined; q?: string | undefined },
) {
  return { ...records.asking(context, records.openObject(context, plural)), filter, search: q }
}

function listed(text: string | undefined): string[] | undefined {
  return text?.split(',').filter(Boolean)
}
