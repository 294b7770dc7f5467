import type { Feature } from '../../objects/feature.ts'
import * as changing from './actions/changing.ts'
import * as scheduling from './actions/scheduling.ts'
import { routes } from './routes.ts'
import * as limits from './rules/clocks.ts'

export { planOfVersion, publish, publishedPlan, publishTemplate } from './actions/publishing.ts'
export { unknownStage } from './errors.ts'
export { documentOf } from './rules/document.ts'
export { furthestOf } from './rules/furthest.ts'
export { wayThrough } from './rules/which.ts'
/** `changing`: how one plan becomes another. `limits`: the clocks of a stage, its own, else the usual ones. `scheduling`: plans whose time has come, migrations that go on. */
export { changing, limits, scheduling }

export const feature: Feature = { name: 'plan', routes }
