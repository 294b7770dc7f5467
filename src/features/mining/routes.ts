import { route } from '../../objects/route.ts'
import { listed } from './actions/marked.ts'
import * as mining from './actions/mining.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.readProcess, (context, { query }) => mining.process(context, query)),
  route(contract.readVariants, (context, { query }) => mining.variants(context, query)),
  route(contract.readHandOvers, (context, { query }) => mining.handOvers(context, query)),
  route(contract.readBottlenecks, (context, { query }) => mining.bottlenecks(context, query)),
  route(contract.readDeviations, (context, { query }) => mining.deviations(context, query)),
  route(contract.readLostTime, (context, { query }) => mining.lostTime(context, query)),
  route(contract.listMarked, (context, { query }) => listed(context, query)),
]
