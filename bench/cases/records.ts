import { listQuery, recordQuery } from '../../src/objects/query/list.ts'
import { run } from '../../src/platform/db/transaction.ts'
import { type Figure, inTurns, quantile, throughputs, timed } from '../measure.ts'
import { good } from '../serving.ts'
import { aboutOpportunities, type Stand } from '../stand.ts'

type Listed = { items: { id: string; version: number }[] }

/** The list as a manager of 40 opens it: one stage, one of the reports, largest first. */
export async function listPage(at: Stand): Promise<Figure[]> {
  const { path, asked } = await managersList(at)
  const { query } = listQuery(asked)
  const sql = () => run(at.raw, query)
  const http = async () => good(await at.people.manager('GET', path))
  const one = await inTurns(http, sql, 300)
  const many = await throughputs(http, sql, 16)
  return [
    {
      name: 'list page over HTTP, one at a time',
      value: one.a / one.b,
      unit: 'x',
      atMost: 2,
      note: `${one.a.toFixed(2)} ms against ${one.b.toFixed(2)} ms of the same SQL`,
    },
    {
      name: 'list page over HTTP, 16 at a time',
      value: many.a / many.b,
      unit: 'x',
      atLeast: 0.5,
      note: `${many.a.toFixed(0)}/s against ${many.b.toFixed(0)}/s`,
    },
  ]
}

/** The path a manager's browser asks, and the same question for the query builder. */
export async function managersList(at: Stand) {
  const context = await at.context(at.ids.manager)
  const [busiest] = await at.owner<{ holder: string; stage: string; key: string }[]>`
    select o.holder_id as holder, o.stage_id as stage, s.key from opportunity o join stage s on s.id = o.stage_id
    where o.holder_id = any(${[...context.viewer.reports]}::uuid[]) and s.key = 'requirement'
    group by 1, 2, 3 order by count(*) desc limit 1`
  const filter = `stage == "${busiest?.stage}" && holder == "${busiest?.holder}"`
  const path = `/opportunities?filter=${encodeURIComponent(filter)}&sort=-amount&limit=50`
  const asked = {
    ...aboutOpportunities(context),
    filter,
    sort: [{ field: 'amount', direction: 'desc' as const }],
    limit: 50,
  }
  return { path, asked, context }
}

export async function getOne(at: Stand): Promise<Figure[]> {
  const { path, asked } = await managersList(at)
  const ids = good<Listed>(await at.people.manager('GET', path)).items.map((item) => item.id)
  const http = async (i: number) =>
    good(await at.people.manager('GET', `/opportunities/${ids[i % ids.length]}`))
  const sql = (i: number) => run(at.raw, recordQuery(asked, ids[i % ids.length] ?? '').query)
  const one = await inTurns(http, sql, 400)
  return [
    {
      name: 'get one over HTTP',
      value: one.a / one.b,
      unit: 'x',
      atMost: 2.5,
      note: `${one.a.toFixed(2)} ms against ${one.b.toFixed(2)} ms of the same SQL`,
    },
  ]
}

const WORDS = [
  '科技',
  '华信',
  'huaxin',
  'bjhx',
  '数据中心',
  'cloud migration',
  '智能制造',
  'hx',
  '王',
  '第88分公司',
  'zzzz',
  '鼎新医药',
  'globex',
  '13812',
  'shanghai',
]

/** Search as people type it, in the list and in the box at the top: substrings, pinyin, initials, two Chinese characters. */
export async function search(at: Stand): Promise<Figure[]> {
  const box = await timed(
    async (i) =>
      good(await at.people.manager('GET', `/search?q=${encodeURIComponent(WORDS[i % WORDS.length] ?? '')}`)),
    150,
  )
  const list = await timed(
    async (i) =>
      good(
        await at.people.director(
          'GET',
          `/opportunities?q=${encodeURIComponent(WORDS[i % WORDS.length] ?? '')}&limit=50`,
        ),
      ),
    150,
  )
  const slowest: string[] = []
  for (const word of WORDS) {
    const took = await timed(
      async () =>
        good(await at.people.director('GET', `/opportunities?q=${encodeURIComponent(word)}&limit=50`)),
      3,
      1,
    )
    slowest.push(`${word} ${quantile(took, 0.5).toFixed(0)}`)
  }
  at.say(`  list search by word, ms: ${slowest.join(', ')}`)
  return [
    {
      name: 'search box, p95',
      value: quantile(box, 0.95),
      unit: 'ms',
      atMost: 50,
      note: `median ${quantile(box, 0.5).toFixed(1)} ms over ${WORDS.length} words, a manager`,
    },
    {
      name: 'list search, p95',
      value: quantile(list, 0.95),
      unit: 'ms',
      atMost: 50,
      note: `median ${quantile(list, 0.5).toFixed(1)} ms, newest first, a director`,
    },
  ]
}
