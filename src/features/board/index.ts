import type { Feature } from '../../objects/feature.ts'
import { route } from '../../objects/route.ts'
import { board } from './actions.ts'
import * as contract from './contract.ts'

export const feature: Feature = {
  name: 'board',
  routes: [route(contract.responsibilityBoard, (context, { query }) => board(context, query))],
}
