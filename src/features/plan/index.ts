export { publishedPlan, publishTemplate } from './actions.ts'
export { unknownStage } from './errors.ts'
