import { vocabularyOf } from '../../objects/metadata.ts'
import { route } from '../../objects/route.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.currentPlan, (context) => actions.publishedPlan(context.db)),
  route(contract.publishPlan, (context, { body }) => {
    const names = context.registry.objects.get('opportunity')?.fields.map((field) => field.name) ?? []
    return actions.publish(context, body, vocabularyOf(context.registry, 'opportunity'), new Set(names))
  }),
]
