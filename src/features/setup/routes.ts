import { route } from '../../objects/route.ts'
import { fromOf, giveCookie } from '../identity/index.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.readSetup, async (context) => ({ needed: await actions.isSetupNeeded(context.db) })),
  route(contract.doSetup, async (context, { body }, reply) => {
    const { token, person } = await actions.setUp(context, body, fromOf(reply.request))
    giveCookie(reply, token)
    return { person }
  }),
  route(contract.readMe, (context) => actions.me(context)),
]
