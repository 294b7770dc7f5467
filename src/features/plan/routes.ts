import { route } from '../../objects/route.ts'
import * as drafting from './actions/drafting.ts'
import * as publishing from './actions/publishing.ts'
import * as scheduling from './actions/scheduling.ts'
import * as merging from './contract/merging.ts'
import * as publications from './contract/publications.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.currentPlan, (context) => publishing.planWithElsewhere(context.db)),
  route(contract.listVersions, (context) => publishing.versions(context)),
  route(contract.readVersion, (context, { params }) => publishing.version(context, params.id)),
  route(contract.publishPlan, (context, { body }) => publishing.publish(context, body)),
  route(publications.schedulePublication, (context, { body }) => scheduling.schedule(context, body)),
  route(publications.listPublications, (context) => scheduling.publications(context)),
  route(publications.readPublication, (context, { params }) => scheduling.publication(context, params.id)),
  route(publications.changePublication, (context, { params, body }) =>
    scheduling.reschedule(context, params.id, body),
  ),
  route(publications.cancelPublication, (context, { params }) => scheduling.cancel(context, params.id)),
  route(contract.previewPublishing, (context, { body }) => publishing.preview(context, body)),
  route(contract.compilePlan, (context, { body }) => publishing.compileDocument(context, body)),
  route(contract.listDrafts, (context) => drafting.listDrafts(context)),
  route(contract.createDraft, (context, { body }) => drafting.createDraft(context, body)),
  route(contract.readDraft, (context, { params }) => drafting.readDraft(context, params.id)),
  route(contract.changeDraft, (context, { params, body, ifMatch }) =>
    drafting.changeDraft(context, params.id, ifMatch, body),
  ),
  route(merging.mergeDraft, (context, { params, body }) => drafting.mergeDraft(context, params.id, body)),
  route(contract.deleteDraft, (context, { params, ifMatch }) =>
    drafting.deleteDraft(context, params.id, ifMatch),
  ),
]
