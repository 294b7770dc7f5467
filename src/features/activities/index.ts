import type { Feature } from '../../objects/feature.ts'
import { route } from '../../objects/route.ts'
import { addFollowUp, addTask, changeFollowUp, changeTask, putOff } from './actions.ts'
import * as contract from './contract.ts'
import { followUp, task } from './object.ts'

export { writeTask } from './actions.ts'
export { followUp, task } from './object.ts'

export const feature: Feature = {
  name: 'activities',
  objects: [followUp, task],
  hooks: {
    'follow-up': { create: addFollowUp, update: changeFollowUp },
    task: { create: addTask, update: changeTask },
  },
  routes: [
    route(contract.putOffNextStep, (context, { params, ifMatch, body }) =>
      putOff(context, params.id, ifMatch, body),
    ),
  ],
}
