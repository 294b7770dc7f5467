import type { Feature } from '../../objects/feature.ts'
import { routes } from './routes.ts'

export {
  getRun,
  importsAtWork,
  newFilePath,
  openRun,
  readTable,
  resumeAll,
  setMapping,
  settled,
  startCheck,
  startRun,
} from './actions/runs.ts'
export type { Answer, ImportObject, Run, Settings } from './contract.ts'

export const feature: Feature = { name: 'imports', routes }
