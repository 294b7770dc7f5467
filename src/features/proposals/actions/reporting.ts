import { isInShare } from '../../../engines/assignment/index.ts'
import type { History } from '../../../engines/mining/history.ts'
import { instantOf, MS_PER_DAY } from '../../../kernel/time.ts'
import { dayIn } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { workingTimesOf } from '../../availability/index.ts'
import { eachHistory } from '../../histories/index.ts'
import type { Report } from '../contract.ts'
import { isConditionMet, outcomeOf, verdictOf } from '../rules/outcome.ts'
import type { Row } from '../store.ts'

const MOST = 50_000

/**
 * What was promised and what happened since it was published: beside the share it was not tried with, else beside as long a time before.
 * Each opportunity is on the side the draw put it, whatever became of it.
 */
export async function reported(context: Context, row: Row): Promise<Report> {
  const published = Date.parse(row.publishedAt ?? context.now)
  const until = Date.parse(row.endedAt ?? context.now)
  const share = row.share ?? 1
  const isShared = share < 1
  const from = isShared ? published : published - (until - published)
  const histories = await openedBetween(context, row.condition, from, until)
  const since = histories.filter(({ openedAt }) => openedAt >= published)
  const isTried = ({ id }: History) => isInShare({ key: row.trial, share }, id)
  const tried = isShared ? since.filter(isTried) : since
  const control = isShared
    ? since.filter((one) => !isTried(one))
    : histories.filter(({ openedAt }) => openedAt < published)
  const minutes = await minutesOf(context, from, until, [...tried, ...control])
  const [here, there] = [outcomeOf(tried, minutes), outcomeOf(control, minutes)]
  return {
    from: instantOf(published),
    to: instantOf(until),
    promised: row.expected,
    tried: here,
    control: there,
    against: isShared ? 'share' : 'before',
    verdict: verdictOf(row.expected, here, there),
    conditionMet: row.rollBack !== null && isConditionMet(row.rollBack, here),
  }
}

async function openedBetween(
  context: Context,
  filter: string | null,
  from: number,
  until: number,
): Promise<History[]> {
  const { timeZone } = context.registry.company
  const period = {
    from: dayIn(instantOf(from), timeZone),
    to: dayIn(instantOf(until), timeZone),
    of: 'opened' as const,
  }
  const found: History[] = []
  await eachHistory(context, { period, most: MOST, ...(filter ? { filter } : {}) }, (batch) => {
    for (const one of batch) if (one.openedAt >= from && one.openedAt <= until) found.push(one)
  })
  return found
}

async function minutesOf(context: Context, from: number, until: number, histories: readonly History[]) {
  const people = new Set(histories.flatMap(({ tiles }) => tiles.map(({ person }) => person)))
  const last = instantOf(Math.max(until, Date.parse(context.now)) + MS_PER_DAY)
  const times = await workingTimesOf(context.db, context, [...people], instantOf(from), last)
  return (person: string, start: number, end: number) => times.get(person)?.between(start, end) ?? 0
}
