import { settle } from '../../src/features/clocks/index.ts'
import { type Figure, inTurns, quantile, timed } from '../measure.ts'
import { type Asker, good } from '../serving.ts'
import type { Stand } from '../stand.ts'

/** The board's first page as its page asks it: count and sum of every stage, then 20 cards of each, all at once. */
export async function board(at: Stand): Promise<Figure[]> {
  const stages = await at.owner<{ id: string }[]>`
    select s.id from stage s join plan_version v on v.id = s.plan_version_id where v.published_at is not null and s.kind <> 'done' and s.phase <> 'delivery' order by s.position`
  const open = (who: Asker) => async () => {
    const cards = stages.map(({ id }) =>
      who('GET', `/opportunities?filter=${encodeURIComponent(`stage == "${id}"`)}&sort=-amount&limit=20`),
    )
    const groups = who('GET', '/opportunities/aggregate?groupBy=stage&measures=count,sum:amount')
    for (const answer of await Promise.all([groups, ...cards])) good(answer)
  }
  const manager = await timed(open(at.people.manager), 40)
  const director = await timed(open(at.people.director), 40)
  const note = `${stages.length} stages × 20 cards, count and sum of each`
  return [
    {
      name: 'board, first page, manager of 40, p95',
      value: quantile(manager, 0.95),
      unit: 'ms',
      atMost: 100,
      note,
    },
    {
      name: 'board, first page, director over all, p95',
      value: quantile(director, 0.95),
      unit: 'ms',
      atMost: 100,
      note,
    },
  ]
}

export async function funnel(at: Stand): Promise<Figure[]> {
  const paths = {
    funnel: '/insights/pipeline',
    'by department': '/insights/breakdown?by=department',
    'by month': '/insights/breakdown?by=closed-month',
  }
  const figures: Figure[] = []
  for (const [name, path] of Object.entries(paths)) {
    const took = await timed(async () => good(await at.people.director('GET', path)), 20, 2)
    figures.push({
      name: `report: ${name}, director over all, p95`,
      value: quantile(took, 0.95),
      unit: 'ms',
      atMost: 300,
      note: `median ${quantile(took, 0.5).toFixed(0)} ms`,
    })
  }
  return figures
}

/** Today whole, and its due lines against the bare question for them. */
export async function today(at: Stand): Promise<Figure[]> {
  await settled(at)
  const took = await timed(async () => good(await at.people.seller('GET', '/today')), 100)
  const tomorrow = new Date(Date.now() + 24 * 3_600_000).toISOString()
  const lines = await inTurns(
    async () => good(await at.people.seller('GET', '/today/due')),
    () => at.raw`
      select o.id, o.version, o.number, o.title, o.amount, o.next_step, d.kind, d.due_at, d.warn_at from opportunity o
      cross join lateral (select c.kind, c.due_at, c.warn_at from clock c where c.opportunity_id = o.id and c.stopped_at is null
        and c.kind in ('first-contact', 'next-step', 'follow-up', 'dwell', 'claim') order by c.paused_at is not null, c.due_at limit 1) d
      where o.holder_id = ${at.ids.seller} and o.is_open and o.deleted_at is null and d.due_at <= ${tomorrow} order by d.due_at, o.id limit 101`,
    60,
  )
  return [
    {
      name: 'Today, p95',
      value: quantile(took, 0.95),
      unit: 'ms',
      atMost: 50,
      note: `median ${quantile(took, 0.5).toFixed(1)} ms`,
    },
    {
      name: 'Today: a page of due lines over HTTP, p50 above the bare question',
      value: lines.a - lines.b,
      unit: 'ms',
      atMost: 15,
      note: `bare ${lines.b.toFixed(1)} ms: marks, working time, rights, counts and HTTP are the rest`,
    },
  ]
}

/** The responsibility board: of a manager over their people's rows, of a director over everything, and filtered. */
export async function people(at: Stand): Promise<Figure[]> {
  await settled(at)
  const asked = (who: Asker, query = '') =>
    timed(async () => good(await who('GET', `/responsibility-board${query}`)), 20, 3)
  const manager = await asked(at.people.manager)
  const director = await asked(at.people.director)
  const filtered = await asked(at.people.director, '?type=major-project')
  const figure = (name: string, took: number[], atMost: number): Figure => ({
    name: `responsibility board, ${name}, p95`,
    value: quantile(took, 0.95),
    unit: 'ms',
    atMost,
    note: `median ${quantile(took, 0.5).toFixed(0)} ms`,
  })
  return [
    figure('manager of 40', manager, 150),
    figure('director over all', director, 500),
    figure('director, one type', filtered, 1500),
  ]
}

/** Every limit runs, as it would some time after an import. */
async function settled(at: Stand): Promise<void> {
  const { registry } = await at.context(at.ids.director)
  while ((await settle(at.application.db, { registry }, new Date().toISOString())) > 0);
}
