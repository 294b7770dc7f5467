import type { Figure } from '../measure.ts'
import type { Stand } from '../stand.ts'
import { batch } from './batch.ts'
import { browsing } from './browser.ts'
import { calendar } from './calendar.ts'
import { claiming } from './claiming.ts'
import { clocks } from './clocks.ts'
import { finding } from './findings.ts'
import { importing } from './importing.ts'
import { measuring } from './measures.ts'
import { mining } from './mining.ts'
import { planning } from './planning.ts'
import { getOne, listPage, search } from './records.ts'
import { replaying } from './replay.ts'
import { checking, exporting, resting } from './resting.ts'
import { routing } from './routing.ts'
import { streaming } from './streaming.ts'
import { board, funnel, people, today } from './views.ts'
import { writing } from './writing.ts'

/** Every case by the name `--only` takes, in the order they run. */
export const cases: Readonly<Record<string, (at: Stand) => Promise<Figure[]>>> = {
  rest: resting,
  list: listPage,
  get: getOne,
  search,
  board,
  report: funnel,
  measures: measuring,
  today,
  people,
  writing,
  routing,
  batch,
  claiming,
  plan: planning,
  calendar,
  clocks,
  findings: finding,
  replay: replaying,
  mining,
  live: streaming,
  browser: browsing,
  check: checking,
  export: exporting,
  import: importing,
}
