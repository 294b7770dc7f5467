import { type Figure, quantile, timed } from '../measure.ts'
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

export async function today(at: Stand): Promise<Figure[]> {
  const took = await timed(async () => good(await at.people.seller('GET', '/today')), 100)
  return [
    {
      name: 'Today, p95',
      value: quantile(took, 0.95),
      unit: 'ms',
      atMost: 50,
      note: `median ${quantile(took, 0.5).toFixed(1)} ms`,
    },
  ]
}
