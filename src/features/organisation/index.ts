import type { Feature } from '../../objects/feature.ts'
import { department } from './object.ts'
import { routes } from './routes.ts'

export { checkFunctions } from './actions/changing.ts'
export { ensurePeople, type WantedPerson } from './actions/ensure-people.ts'
export { changePerson, deactivate } from './actions/people.ts'
export { departmentPaths } from './store.ts'

export const feature: Feature = { name: 'organisation', objects: [department], routes }
