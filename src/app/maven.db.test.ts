import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/database.ts'
import type { Answered, Asked, Measured } from '../features/insights/contract/query.ts'
import { checkLedger } from '../features/responsibility/index.ts'
import type { ScoredSegment, ScoringState } from '../features/scoring/contract.ts'
import { trainDueScores } from '../features/scoring/index.ts'
import { setUp } from '../features/setup/index.ts'
import type { Context } from '../objects/context.ts'
import { keyedTransaction } from '../platform/http/idempotency.ts'
import { type Application, createApplication } from './application.ts'
import { loadMaven } from './commands/demo.ts'
import { administrator, importFile } from './commands/import.ts'

const REFERENCE = JSON.parse(
  readFileSync(new URL('../../data/maven_crm/REFERENCE.json', import.meta.url), 'utf8'),
)

let home: string
let homeBefore: string | undefined
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'baton-maven-'))
  homeBefore = process.env['BATON_HOME']
  process.env['BATON_HOME'] = home
})
afterAll(() => {
  if (homeBefore === undefined) delete process.env['BATON_HOME']
  else process.env['BATON_HOME'] = homeBefore
  rmSync(home, { recursive: true, force: true })
})

async function system(): Promise<{ database: TestDatabase; application: Application }> {
  const database = await testDatabase()
  const application = await createApplication({ url: database.url, logLevel: 'silent' })
  const { db } = application
  const context = { db, now: new Date().toISOString(), transaction: keyedTransaction(db, undefined) }
  const admin = {
    company: 'MavenTech',
    companyType: 'start-up',
    name: 'Admin',
    email: 'a@example.com',
    password: 'correct horse 9',
  } as const
  await setUp(
    context,
    { ...admin, language: 'en', currency: 'USD', timeZone: 'America/New_York' },
    { agent: '', ip: '' },
  )
  return { database, application }
}

async function get<T>(application: Application, context: Context, url: string, body?: object): Promise<T> {
  const token = `btn_${'x'.repeat(30)}`
  await application.db`insert into api_key (person_id, name, token_hash, hint, created_at)
    values (${context.viewer.personId}, 'test', sha256(${token}::bytea), 'xxxx', now()) on conflict do nothing`
  const answer = await application.http.inject({
    url: `/api/v1${url}`,
    ...(body ? { method: 'POST', payload: body } : {}),
    headers: { authorization: `Bearer ${token}` },
  })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json() as T
}

async function ask(application: Application, context: Context, asked: Partial<Asked>): Promise<Answered> {
  return get(application, context, '/insights/query', asked)
}

/** Each line by its labels: the values, money as a number of its first currency. */
function byLabel({ lines }: Answered): Map<string, (number | null)[]> {
  return new Map(
    lines.map(({ keys, values }) => [keys.map(({ label }) => label ?? '').join('|'), values.map(plain)]),
  )
}
function plain({ value, money }: Measured): number | null {
  return money ? Number(money[0]?.amount ?? 0) : value
}

type Line = {
  name: string | null
  total: number
  won: number
  lost: number
  winRate: number | null
  winRateAll: number
  cycleDays: { won: number | null }
}

describe('the Maven pipeline, with its agents', () => {
  let database: TestDatabase
  let application: Application
  let context: Context
  beforeAll(async () => {
    const made = await system()
    database = made.database
    application = made.application
    const runs = await loadMaven(application, mkdtempSync(join(home, 'files-')), false)
    expect(runs.map((run) => [run.state, run.problems])).toEqual([
      ['done', 0],
      ['done', 0],
      ['done', 0],
    ])
    context = await administrator(application)
  }, 120_000)
  afterAll(async () => {
    await application.close()
    await database.close()
  })

  test('every row is there, held without a gap', async () => {
    const [counts] = await application.db`
      select (select count(*)::int from opportunity) as opportunities, (select count(*)::int from account) as accounts,
        (select count(*)::int from product) as products, (select count(*)::int from person where 'sales' = any(functions) and not admin) as agents`
    expect(counts).toEqual({
      opportunities: REFERENCE.rows,
      accounts: 85,
      products: 7,
      agents: REFERENCE.agents_in_teams,
    })
    expect(await checkLedger(application.db)).toEqual({ open: 2089, problems: [] })
  })
  test('won value, win rate and cycle equal the reference figures', async () => {
    const { all } = await get<{
      all: Line & { wonAmount: { amount: string }[]; cycleDays: Record<string, number> }
    }>(application, context, '/insights/pipeline')
    expect(all.wonAmount).toEqual([{ amount: REFERENCE.won_value_total.toFixed(2), currency: 'USD' }])
    expect(all.winRate).toBeCloseTo(REFERENCE.win_rate_closed, 6)
    expect(all.winRateAll).toBeCloseTo(REFERENCE.win_rate_all, 6)
    expect(all.cycleDays['won']).toBeCloseTo(REFERENCE.cycle_days.won_mean, 3)
    expect(all.cycleDays['lost']).toBeCloseTo(REFERENCE.cycle_days.lost_mean, 4)
    expect(all.cycleDays['closed']).toBeCloseTo(REFERENCE.cycle_days.closed_mean, 4)
    expect(all.cycleDays['medianWon']).toBe(REFERENCE.cycle_days.won.median)
  })
  test.each([
    ['holder', 'by_agent'],
    ['manager', 'by_manager'],
    ['department', 'by_region'],
    ['product', 'by_product'],
    ['series', 'by_series'],
  ])('every line by %s equals the reference', async (by, key) => {
    const { lines } = await get<{ lines: Line[] }>(application, context, `/insights/breakdown?by=${by}`)
    const found = new Map(lines.map((line) => [line.name, line]))
    for (const [name, wanted] of Object.entries(REFERENCE[key] as Record<string, Record<string, number>>)) {
      const line = found.get(name)
      expect([line?.total, line?.won, line?.lost], name).toEqual([
        wanted['total'],
        wanted['won'],
        wanted['lost'],
      ])
      expect(line?.winRate ?? 0, name).toBeCloseTo(wanted['win_rate_closed'] ?? 0, 6)
    }
  })
  const FIGURES = [
    ['opportunities', 'total'],
    ['won', 'won'],
    ['lost', 'lost'],
    ['win-rate', 'win_rate_closed'],
    ['win-rate-all', 'win_rate_all'],
    ['won-amount', 'won_value'],
    ['cycle-won', 'avg_days_won'],
    ['cycle-lost', 'avg_days_lost'],
  ] as const
  test.each([
    ['holder', 'by_agent'],
    ['manager', 'by_manager'],
    ['department', 'by_region'],
    ['product', 'by_product'],
    ['series', 'by_series'],
    ['industry', 'by_sector_raw'],
    ['account', 'by_account'],
  ])('a question by %s is answered as the reference has it, figure by figure', async (by, key) => {
    const reference = REFERENCE[key] as Record<string, Record<string, number>>
    const names = FIGURES.map(([name]) => name)
    const found = byLabel(await ask(application, context, { measures: names, by: [by] }))
    const average = byLabel(await ask(application, context, { measures: ['average-won-amount'], by: [by] }))
    const bare = Object.keys(reference).filter((name) => !found.has(name))
    expect(bare).toEqual([])
    for (const [name, wanted] of Object.entries(reference)) {
      for (const [i, [, figure]] of FIGURES.entries())
        expect(found.get(name)?.[i] ?? 0, `${name} ${figure}`).toBeCloseTo(wanted[figure] ?? 0, 3)
      expect(average.get(name)?.[0] ?? 0, name).toBeCloseTo(wanted['avg_won_value'] ?? 0, 1)
    }
    expect([...found.keys()].filter((name) => name !== '').length).toBeGreaterThanOrEqual(
      Object.keys(reference).filter((name) => name !== '').length,
    )
  })
  test('stages, months, quarters, values and days to close are those of the reference', async () => {
    const { stage_counts: stages, cycle_days: cycle } = REFERENCE
    const one = async (measures: string[]) =>
      (await ask(application, context, { measures })).all.values.map(plain)
    const byStage = await ask(application, context, { measures: ['opportunities'], by: ['stage'] })
    expect(byStage.lines.map(({ values }) => values[0]?.value)).toEqual(
      Object.values(stages as Record<string, number>).sort((a, b) => b - a),
    )
    expect(await one(['opportunities', 'won', 'lost', 'closed', 'open'])).toEqual([
      REFERENCE.rows,
      stages.Won,
      stages.Lost,
      stages.Won + stages.Lost,
      stages.Engaging + stages.Prospecting,
    ])
    const [won, average, median, lost] = await one([
      'won-amount',
      'average-won-amount',
      'median-won-amount',
      'lost-amount',
    ])
    expect([won, median, lost ?? 0]).toEqual([
      REFERENCE.won_value_total,
      REFERENCE.median_won_value,
      REFERENCE.lost_value_sum,
    ])
    expect(average).toBeCloseTo(REFERENCE.avg_won_value, 1)
    for (const outcome of ['won', 'lost'])
      expect(await one(['p25', 'median', 'p75', 'p90'].map((share) => `cycle-${outcome}-${share}`))).toEqual(
        ['p25', 'median', 'p75', 'p90'].map((share) => cycle[outcome][share]),
      )
    for (const [by, key] of [
      ['closed-month', 'by_close_month'],
      ['closed-quarter', 'by_close_quarter'],
    ] as const) {
      const measures = ['won', 'lost', 'won-amount']
      const found = await ask(application, context, { measures, by: [by] })
      const wanted = Object.entries(REFERENCE[key] as Record<string, Record<string, number>>).map(
        ([name, line]) => [name, [line['won'], line['lost'], line['won_value']]],
      )
      expect([...byLabel(found)].filter(([name]) => name !== '')).toEqual(wanted)
      // the same from the rows
      expect([...byLabel(await ask(application, context, { measures, by: [by], filter: 'true' }))]).toEqual([
        ...byLabel(found),
      ])
    }
  })
  test('a line’s filter lists exactly its rows', async () => {
    const { lines } = await get<{ lines: (Line & { filter: string })[] }>(
      application,
      context,
      '/insights/breakdown?by=manager',
    )
    const asked = await Promise.all(
      [['industry'], ['closed-quarter'], ['series', 'stage']].map((by) =>
        ask(application, context, {
          measures: ['opportunities'],
          by,
          period: { from: '2017-03-01', to: '2017-11-15', of: 'closed' },
        }),
      ),
    )
    const found = asked.flatMap((answer) => answer.lines)
    expect(found.length).toBeGreaterThan(15)
    for (const { keys, values, filter } of found) {
      const url = `/opportunities/count?filter=${encodeURIComponent(filter ?? 'false')}`
      expect(await get(application, context, url), JSON.stringify(keys)).toMatchObject({
        count: values[0]?.value,
      })
    }
    for (const line of lines) {
      const { count } = await get<{ count: number }>(
        application,
        context,
        `/opportunities/count?filter=${encodeURIComponent(line.filter)}`,
      )
      expect(count, String(line.name)).toBe(line.total)
    }
  })
  test('what is learnt from it is honest: calibrated, hardly better than the stage, and nothing of amounts told afterwards', async () => {
    expect(await trainDueScores(application.db, context)).toBe(true)
    const scoring = await get<ScoringState>(application, context, '/scores')
    const { Won: won, Lost: lost } = REFERENCE.stage_counts
    expect(scoring).toMatchObject({ state: 'trained', won, lost })
    expect(scoring.effects.map(({ what }) => what)).not.toContain('amount')
    const { model, byStage, bins } = scoring.validation ?? { bins: [] }
    expect(model?.auc).toBeGreaterThan(0.5)
    expect(model?.auc).toBeLessThan(0.65)
    expect(Math.abs((model?.brier ?? 1) - (byStage?.brier ?? 0))).toBeLessThan(0.005)
    const off = bins.map(
      ({ foreseen, came, n }) => (came - foreseen) ** 2 / ((foreseen * (1 - foreseen)) / n),
    )
    expect(off.reduce((sum, one) => sum + one, 0) / bins.length).toBeLessThan(4) // agents and their luck beyond chance
    const { segments } = await get<{ segments: ScoredSegment[] }>(application, context, '/scores/segments')
    const products = segments.filter(({ traits: [first, second] }) => first?.of === 'product' && !second)
    for (const { traits, n, won: sold } of products) {
      const wanted = REFERENCE.by_product[traits[0]?.name ?? '']
      if (wanted) expect([sold, n]).toEqual([wanted.won, wanted.won + wanted.lost])
    }
    expect(products).toHaveLength(7)
  })
  test('the same file again makes nothing twice', async () => {
    const file = new URL('../../data/maven_crm/sales_pipeline.csv', import.meta.url).pathname
    const run = await importFile(context, {
      file,
      object: 'opportunity',
      answers: { stage: { Prospecting: { is: 'acquire' }, Engaging: { is: 'qualify' } } },
    })
    expect(run.questions.map((one) => [one.field, one.value, one.rows, one.near[0]?.name])).toEqual([
      ['product', 'GTXPro', 1480, 'GTX Pro'],
    ])
    const again = await importFile(context, {
      file,
      object: 'opportunity',
      mapping: { engage_date: 'entered:qualify' },
      answers: {
        stage: { Prospecting: { is: 'acquire' }, Engaging: { is: 'qualify' } },
        product: { GTXPro: { is: run.questions[0]?.near[0]?.id ?? '' } },
      },
    })
    expect([again.state, again.created, again.skipped]).toEqual(['done', 0, 8800])
  })
})

describe('the Maven pipeline, divided by the plan', () => {
  test('each open opportunity goes to one of the 30 agents, of its office and series, within caps, with its decision', async () => {
    const { database, application } = await system()
    await loadMaven(application, mkdtempSync(join(home, 'files-')), true)
    const [found] = await application.db`
      select count(*)::int as open, count(distinct o.holder_id)::int as people, count(d.id)::int as decisions,
        count(*) filter (where d.via = 'fallback')::int as kept,
        count(*) filter (where pr.series = any(p.skills))::int as fitting, max(held.n)::int as most,
        count(*) filter (where jsonb_array_length(g.ground->'fit') + (
          select coalesce(sum(jsonb_array_length(x->'people')), 0) from jsonb_array_elements(g.ground->'out') x) >= 35)::int as explained
      from opportunity o join person p on p.id = o.holder_id left join product pr on pr.id = o.product_id
      left join decision d on d.opportunity_id = o.id left join decision_ground g on g.hash = d.ground
      cross join lateral (select count(*) as n from holding h where h.person_id = o.holder_id and upper_inf(h.during)) held
      where o.is_open`
    expect(found).toMatchObject({
      open: 2089,
      people: 30,
      decisions: 2089,
      kept: 0,
      fitting: 2089,
      explained: 2089,
    })
    expect(found?.['most']).toBeLessThanOrEqual(120)
    expect((await checkLedger(application.db)).problems).toEqual([])
    await application.close()
    await database.close()
  }, 120_000)
})
