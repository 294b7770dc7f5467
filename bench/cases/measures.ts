import { countFacts, countWhatNobodyCounted } from '../../src/features/insights/index.ts'
import { addDays } from '../../src/kernel/time.ts'
import { type Figure, inTurns, quantile, timed } from '../measure.ts'
import { good } from '../serving.ts'
import type { Stand } from '../stand.ts'

const ROUNDS = 12

/** What a director’s dashboard asks: over everything, and over the last quarter. */
function questions(today: string): Readonly<Record<string, object>> {
  const period = { from: addDays(today, -91), to: today, of: 'closed' }
  return {
    'all figures': { measures: ['open', 'won', 'lost', 'win-rate', 'won-amount', 'cycle-won'] },
    'win rate by department': { measures: ['win-rate', 'won', 'lost'], by: ['department'] },
    'amount by manager': { measures: ['won-amount', 'average-won-amount'], by: ['manager'] },
    months: { measures: ['won', 'lost', 'win-rate', 'won-amount', 'cycle-won'], by: ['closed-month'] },
    'load by holder': { measures: ['open', 'open-amount'], by: ['holder'] },
    'by stage': { measures: ['opportunities', 'open-amount'], by: ['stage'] },
    quarters: { measures: ['win-rate', 'cycle-closed'], by: ['closed-quarter'] },
    'win rate by product, a quarter': { measures: ['win-rate', 'won-amount'], by: ['product'], period },
    'source by month, a quarter': {
      measures: ['closed', 'win-rate'],
      by: ['closed-month', 'source'],
      period,
    },
    'how it goes, a quarter': {
      measures: ['first-contact', 'on-time-rate', 'follow-up-rate', 'hand-overs'],
      period,
    },
    'where it is lost, a quarter': {
      measures: ['lost', 'conversion', 'dwell', 'waiting'],
      by: ['stage-then'],
      period,
    },
    'compared, a quarter': { measures: ['won', 'win-rate'], by: ['department'], period, compare: 'previous' },
  }
}

/** Each question of a dashboard, all twelve at once, and one over every row against the bare SQL for it. */
export async function measuring(at: Stand): Promise<Figure[]> {
  const counting = await counted(at)
  const asked = questions(new Date().toISOString().slice(0, 10))
  const ask = (body: object) => at.people.director('POST', '/insights/query', body)
  const figures: Figure[] = [counting]
  for (const [name, body] of Object.entries(asked)) {
    const took = await timed(async () => good(await ask(body)), ROUNDS, 2)
    figures.push({
      name: `question: ${name}, director, p95`,
      value: quantile(took, 0.95),
      unit: 'ms',
      atMost: 500,
      note: `median ${quantile(took, 0.5).toFixed(0)} ms`,
    })
  }
  const dashboard = await timed(
    async () => {
      for (const answer of await Promise.all(Object.values(asked).map(ask))) good(answer)
    },
    ROUNDS,
    1,
  )
  const whole = await inTurns(
    async () => good(await ask({ measures: ['opportunities', 'won', 'lost', 'win-rate'], by: ['source'] })),
    () => at.raw`select source, count(*), count(*) filter (where outcome = 'won'), count(*) filter (where outcome = 'lost') from opportunity
      where deleted_at is null group by source`,
    ROUNDS,
  )
  return [
    ...figures,
    {
      name: 'dashboard of 12 questions at once, director, p95',
      value: quantile(dashboard, 0.95),
      unit: 'ms',
      atMost: 1500,
      note: `median ${quantile(dashboard, 0.5).toFixed(0)} ms`,
    },
    {
      name: 'question over every row: time, of that of bare SQL',
      value: whole.a / whole.b,
      unit: 'x',
      atMost: 2,
      note: `bare ${whole.b.toFixed(0)} ms; lines and all in one pass, intervals, names and HTTP are the rest`,
    },
  ]
}

/** How everything went is counted, as it would be some time after an import; the server counts too, one of both at a time. */
async function counted(at: Stand): Promise<Figure> {
  const { registry } = await at.context(at.ids.director)
  const { db } = at.application
  await countWhatNobodyCounted(db)
  const left = async () => {
    const [row] = await at.owner<
      { n: number }[]
    >`select count(distinct opportunity_id)::int as n from fact_stale`
    return row?.n ?? 0
  }
  const count = await left()
  const began = performance.now()
  while ((await countFacts(db, { registry }, new Date().toISOString())) > 0 || (await left()) > 0);
  const seconds = (performance.now() - began) / 1000
  await at.owner`analyze opportunity_fact, opportunity_part`
  return {
    name: 'how opportunities went, counted a second',
    value: count === 0 ? Number.POSITIVE_INFINITY : count / seconds,
    unit: '/s',
    atLeast: 500,
    note: count === 0 ? 'counted before' : `${count} in ${seconds.toFixed(0)} s`,
  }
}
