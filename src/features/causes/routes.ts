import { route } from '../../objects/route.ts'
import { causes } from './actions.ts'
import { listCauses } from './contract.ts'

export const routes = [route(listCauses, (context, { query }) => causes(context, query))]
