import { isRefusal } from '../../../kernel/refusal.ts'
import type { Context } from '../../../objects/context.ts'
import { periodBefore, query } from '../../insights/index.ts'
import type { AnsweredTile, Dashboard } from '../contract/dashboards.ts'
import type { Answer, Question, Report } from '../contract.ts'
import * as errors from '../errors.ts'
import { daysOf } from '../rules/period.ts'
import { dayAt } from '../rules/rhythm.ts'
import * as dashboards from './dashboards.ts'
import { read, readMany } from './reports.ts'

const AT_ONCE = 4 // of a dashboard's tiles: a reader takes no more connections than that

/** Answers a question over the rows the viewer may see, its period as of now. Refuses what the measures refuse. */
export async function answerQuestion(context: Context, asked: Question): Promise<Answer> {
  const { period: wanted, compare, ...rest } = asked
  const period = wanted && daysOf(wanted, dayAt(context.now, context.registry.company.timeZone))
  const answered = await query(context, {
    ...rest,
    ...(period ? { period } : {}),
    ...(compare ? { compare } : {}),
  })
  return {
    period: period ?? null,
    before: period && compare ? periodBefore(period, compare) : null,
    answered,
  }
}

/** Refuses `reports.not-found`, and what `answerQuestion` refuses. */
export async function answerReport(context: Context, reference: string): Promise<Answer> {
  return answerQuestion(context, (await read(context, reference)).question)
}

/** Every tile of a dashboard, each with its answer or why there is none. */
export async function answerDashboard(
  context: Context,
  reference: string,
): Promise<{ tiles: AnsweredTile[] }> {
  return { tiles: await answerTiles(context, await dashboards.read(context, reference)) }
}

/** Whoever shares a dashboard lends the questions on it that are their own; others' must be shared with the reader themselves. */
export async function answerTiles(
  context: Context,
  { tiles, owner }: Pick<Dashboard, 'tiles' | 'owner'>,
): Promise<AnsweredTile[]> {
  const references = tiles.map(({ report }) => report)
  const reports = await readMany(context.db, context.viewer, references, owner?.id)
  const answered = new Array<AnsweredTile>(references.length)
  let next = 0
  const work = async () => {
    for (let at = next++; at < references.length; at = next++)
      answered[at] = await tileOf(context, references[at] ?? '', reports)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return answered
}

async function tileOf(
  context: Context,
  reference: string,
  reports: ReadonlyMap<string, Report>,
): Promise<AnsweredTile> {
  const report = reports.get(reference)
  if (!report) {
    const { code, facts } = errors.notFound({ id: reference })
    return { report: null, answer: null, refused: { code, facts } }
  }
  try {
    return { report, answer: await answerQuestion(context, report.question), refused: null }
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown
    return { report, answer: null, refused: { code: thrown.code, facts: thrown.facts } }
  }
}
