import type { Feature } from '../../objects/feature.ts'
import { route } from '../../objects/route.ts'
import { moreDue, today } from './actions.ts'
import * as contract from './contract.ts'

export const feature: Feature = {
  name: 'today',
  routes: [
    route(contract.today, (context) => today(context)),
    route(contract.moreDue, (context, { query }) => moreDue(context, query)),
  ],
}
