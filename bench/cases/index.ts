import type { Figure } from '../measure.ts'
import type { Stand } from '../stand.ts'
import { getOne, listPage, search } from './records.ts'
import { board, funnel, today } from './views.ts'
import { routing } from './routing.ts'
import { writing } from './writing.ts'

/** Every case by the name `--only` takes, in the order they run. */
export const cases: Readonly<Record<string, (at: Stand) => Promise<Figure[]>>> = {
  list: listPage,
  get: getOne,
  search,
  board,
  report: funnel,
  today,
  writing,
  routing,
}
