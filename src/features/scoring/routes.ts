import { route } from '../../objects/route.ts'
import * as scores from './actions/scores.ts'
import * as segments from './actions/segments.ts'
import * as training from './actions/training.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.readScoring, (context) => training.state(context)),
  route(contract.trainScoring, (context) => training.trainNow(context)),
  route(contract.opportunityScore, (context, { params }) => scores.ofOpportunity(context, params.id)),
  route(contract.listScores, (context, { query }) => scores.listed(context, query.person)),
  route(contract.listSegments, (context) => segments.segments(context)),
  route(contract.readPlaybook, (context, { query }) => segments.playbook(context, query.segment)),
  route(contract.writePlaybook, (context, { body }) => segments.write(context, body)),
  route(contract.personFigures, (context, { params }) => scores.ofPerson(context, params.id)),
  route(contract.readScoringSettings, (context) => training.readSettings(context)),
  route(contract.changeScoringSettings, (context, { body }) => training.changeSettings(context, body)),
]
