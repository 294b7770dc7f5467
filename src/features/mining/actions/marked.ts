import type { Course } from '../../../engines/mining/course.ts'
import { deviationsOf, markOf } from '../../../engines/mining/deviations.ts'
import { PASSING_BY, passingMarksOf } from '../../../engines/mining/passing.ts'
import { mapMarksOf } from '../../../engines/mining/process-map.ts'
import { queueMarksOf } from '../../../engines/mining/queues.ts'
import { spentMarksOf } from '../../../engines/mining/time-spent.ts'
import { variantMark } from '../../../engines/mining/variants.ts'
import { isId } from '../../../kernel/id.ts'
import { openCursor, type Page, packCursor } from '../../../kernel/page.ts'
import { instantOf } from '../../../kernel/time.ts'
import { dayIn } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { badCursor } from '../../../objects/errors.ts'
import type { Asked, Marked } from '../contract.ts'
import { unknownMark } from '../errors.ts'
import { planFacts } from '../store.ts'
import { windowOf } from './mining.ts'
import { eachCourse, type Ground, groundOf, MOST, optionsOf } from './reading.ts'

const AT_ONCE = 2000
const MOST_A_PAGE = 20_000 // looked through for one page; the next goes on from there

type Wanted = Asked & { mark: string; limit: number; cursor?: string | undefined }

/**
 * A page of the opportunities a figure is made of, newest first, found anew among those the viewer may see. Of a rare mark a page may be
 * short and still have a next one. Refuses `mining.unknown-mark`.
 */
export async function listed(
  context: Context,
  { mark, limit, cursor, ...asked }: Wanted,
): Promise<Page<Marked>> {
  const ground = await groundOf(context)
  const { isMarked, options } = await finder(context, ground, mark, asked)
  const items: Marked[] = []
  let { after, looked } = opened(cursor)
  for (const until = looked + MOST_A_PAGE; looked < until && looked < MOST; ) {
    const most = Math.min(AT_ONCE, MOST - looked)
    let full = false
    const { more } = await eachCourse(context, ground, { ...options, after, most }, (course) => {
      if (full) return
      after = course.history.id
      looked++
      if (isMarked(course)) items.push(shownOf(ground, course))
      full = items.length === limit
    })
    if (full) return { items, next: packCursor([after, looked]) }
    if (!more) return { items }
  }
  return { items, ...(looked < MOST ? { next: packCursor([after, looked]) } : {}) }
}

/** How a mark is looked for, and among which opportunities. */
async function finder(context: Context, ground: Ground, mark: string, asked: Asked) {
  const options = optionsOf(asked, dayIn(context.now, context.registry.company.timeZone))
  const [kind = '', detail = ''] = mark.split(':')
  const { calls } = ground
  const found = (isMarked: (course: Course) => boolean) => ({ isMarked, options })
  if (['stage', 'again', 'arrow', 'pass'].includes(kind))
    return found((course) => mapMarksOf(course).has(mark))
  if (kind === 'variant' && isOneOf(detail, ['stage', 'function']))
    return found((course) => variantMark(course, detail) === mark)
  if ((kind === 'hand-over' || kind === 'ping-pong') && isOneOf(detail, PASSING_BY))
    return found((course) => passingMarksOf(course, detail, calls).has(mark))
  if (kind === 'spent' && isOneOf(detail, ['stage', 'function']))
    return found((course) => spentMarksOf(course, detail).has(mark))
  if (kind === 'deviation') {
    const plans = await planFacts(context.db)
    return found((course) =>
      deviationsOf(course, plans.get(course.history.planVersion)).some((one) => markOf(one) === mark),
    )
  }
  if (kind === 'waits') {
    const { window, options } = windowOf(context, ground, asked)
    return { isMarked: (course: Course) => queueMarksOf(course, window).has(mark), options }
  }
  throw unknownMark({ mark: mark.slice(0, 100) })
}

function isOneOf<T extends string>(text: string, all: readonly T[]): text is T {
  return (all as readonly string[]).includes(text)
}

function shownOf({ people, stages }: Ground, { history, turns }: Course): Marked {
  const last = history.tiles.at(-1)
  const { id, number, title, outcome, openedAt, closedAt } = history
  return {
    id,
    number,
    title,
    holder: last ? { id: last.person, name: people.get(last.person)?.name ?? '' } : null,
    stage: (last && stages.get(last.stage)?.label) ?? null,
    outcome,
    openedAt: instantOf(openedAt),
    closedAt: closedAt === null ? null : instantOf(closedAt),
    waiting: turns.reduce((sum, one) => sum + one.waiting, 0),
    working: turns.reduce((sum, one) => sum + one.working, 0),
  }
}

function opened(cursor: string | undefined): { after: string | undefined; looked: number } {
  if (cursor === undefined) return { after: undefined, looked: 0 }
  const [after, looked] = openCursor(cursor) ?? []
  if (!isId(after) || !Number.isInteger(looked) || Number(looked) < 0) throw badCursor({})
  return { after, looked: Number(looked) }
}
