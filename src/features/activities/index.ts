import type { Feature } from '../../objects/feature.ts'
import { addFollowUp, addTask, changeFollowUp, changeTask } from './actions.ts'
import { followUp, task } from './object.ts'

export { followUp, task } from './object.ts'

export const feature: Feature = {
  name: 'activities',
  objects: [followUp, task],
  hooks: {
    'follow-up': { create: addFollowUp, update: changeFollowUp },
    task: { create: addTask, update: changeTask },
  },
}
