import { z } from 'zod'
import type { Context } from '../../objects/context.ts'
import { badQuery } from '../../objects/errors.ts'
import { type Route, rawRoute, route } from '../../objects/route.ts'
import * as drafting from './actions/drafting.ts'
import * as files from './actions/files.ts'
import * as leading from './actions/leading.ts'
import * as publishing from './actions/publishing.ts'
import * as scheduling from './actions/scheduling.ts'
import { listLedDepartments, publishForDepartments } from './contract/departments.ts'
import { FILE_FORMATS, FILE_OF_DRAFT, FILE_OF_VERSION, readPlanFile, SCHEMA } from './contract/files.ts'
import * as merging from './contract/merging.ts'
import { proposePlan } from './contract/proposals.ts'
import * as publications from './contract/publications.ts'
import * as contract from './contract.ts'

const FILE_QUERY = z.object({ format: z.enum(FILE_FORMATS).default('yaml') })

export const routes: Route[] = [
  route(contract.currentPlan, (context) => publishing.planWithElsewhere(context.db)),
  route(contract.listVersions, (context) => publishing.versions(context)),
  route(contract.readVersion, (context, { params }) => publishing.version(context, params.id)),
  route(contract.returnToVersion, (context, { params }) => publishing.wayBack(context, params.id)),
  route(contract.publishPlan, (context, { body }) => publishing.publish(context, body)),
  route(publications.schedulePublication, (context, { body }) => scheduling.schedule(context, body)),
  route(publications.listPublications, (context) => scheduling.publications(context)),
  route(publications.readPublication, (context, { params }) => scheduling.publication(context, params.id)),
  route(publications.changePublication, (context, { params, body }) =>
    scheduling.reschedule(context, params.id, body),
  ),
  route(publications.cancelPublication, (context, { params }) => scheduling.cancel(context, params.id)),
  fileRoute(FILE_OF_VERSION, 'A version of the plan as a YAML or JSON file', files.fileOfVersion),
  fileRoute(FILE_OF_DRAFT, 'A draft as a YAML or JSON file', files.fileOfDraft),
  rawRoute(
    { method: 'GET', path: SCHEMA, summary: 'The JSON Schema of plan files', access: 'open' },
    async (_context, _request, reply) =>
      reply
        .header('content-type', 'application/schema+json; charset=utf-8')
        .send(JSON.stringify(files.planSchema())),
  ),
  route(readPlanFile, (context, { body }) => files.readFile(context, body)),
  route(contract.previewPublishing, (context, { body }) => publishing.preview(context, body)),
  route(contract.compilePlan, (context, { body }) => publishing.compileDocument(context, body)),
  route(contract.listDrafts, (context) => drafting.listDrafts(context)),
  route(contract.createDraft, (context, { body }) => drafting.createDraft(context, body)),
  route(contract.readDraft, (context, { params }) => drafting.readDraft(context, params.id)),
  route(contract.changeDraft, (context, { params, body, ifMatch }) =>
    drafting.changeDraft(context, params.id, ifMatch, body),
  ),
  route(proposePlan, (context, { body }) => drafting.propose(context, body)),
  route(listLedDepartments, (context) => leading.ledDepartments(context)),
  route(publishForDepartments, (context, { body }) => leading.publishLed(context, body)),
  route(merging.mergeDraft, (context, { params, body }) => drafting.mergeDraft(context, params.id, body)),
  route(contract.deleteDraft, (context, { params, ifMatch }) =>
    drafting.deleteDraft(context, params.id, ifMatch),
  ),
]

/** Writes a file of the plan; `?format=yaml` where nothing is said. */
function fileRoute(
  path: string,
  summary: string,
  write: (context: Context, id: string, format: 'yaml' | 'json') => Promise<string>,
): Route {
  return rawRoute({ method: 'GET', path, summary }, async (context, request, reply) => {
    const query = FILE_QUERY.safeParse(request.query)
    if (!query.success) throw badQuery({ parameter: 'format', value: '' })
    const { id } = request.params as { id: string }
    const { format } = query.data
    const text = await write(context, id, format)
    return reply
      .header('content-type', `application/${format}; charset=utf-8`)
      .header('content-disposition', `attachment; filename="plan-${context.now.slice(0, 10)}.${format}"`)
      .send(text)
  })
}
