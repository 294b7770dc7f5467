import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApi, testApi } from '../../test/api.ts'
import { ADMIN_EMAIL, setUp } from '../../test/world.ts'
import { causes } from '../features/causes/index.ts'
import { type Asking, query } from '../features/insights/index.ts'
import { question } from '../features/replay/contract.ts'
import { replay } from '../features/replay/index.ts'
import { checkLedger } from '../features/responsibility/index.ts'
import type { Context } from '../objects/context.ts'
import { fillYear } from './commands/demo-year.ts'
import { administrator } from './commands/import.ts'
import { booksOf } from './year/books.ts'
import { FAULTS } from './year/faults.ts'
import type { Life } from './year/life.ts'
import type { Made } from './year/load.ts'

const SEED = 1
const SIZE = 1200
let api: TestApi
let year: Made
let context: Context

beforeAll(async () => {
  api = await testApi()
  await setUp(api)
  year = await fillYear(api.application, SEED, SIZE, new Set(FAULTS))
  context = await administrator(api.application)
})
afterAll(() => api.close())

const asked = async (asking: Asking) => (await query(context, asking)).all.values.map(({ value }) => value)
const whole = () => ({ from: new Date(year.from).toISOString().slice(0, 10), to: api.now().slice(0, 10) })

describe('the ledger of a simulated year', () => {
  test('breaks no law', async () => {
    const { open, problems } = await checkLedger(api.application.db)
    expect(problems).toEqual([])
    expect(open).toBe(year.books.open)
  })

  test('is not told twice: a company that has people is refused', async () => {
    await expect(fillYear(api.application, SEED, SIZE, new Set())).rejects.toThrow(/just set up/)
  })

  test('whoever set the company up takes no part in it', async () => {
    const [row] = await api.application
      .db`select count(*)::int as held from holding h join person p on p.id = h.person_id where p.admin`
    expect(row?.['held']).toBe(0)
  })

  test('is open to everybody in it: the director sees it all, and why each has what they have', async () => {
    const director = await api.as('p01@yunfan.example')
    const list = await director.get<{ items: { id: string }[] }>('/opportunities?limit=5')
    expect(list.body.items).toHaveLength(5)
    const [one] = year.lives
    const decisions = await director.get<{ items: { via: string; candidates: unknown[] }[] }>(
      `/opportunities/${one?.given.id}/decisions`,
    )
    expect(decisions.body.items).toHaveLength(1)
    expect(decisions.body.items[0]?.candidates.length).toBeGreaterThan(0)
  })
})

describe('measures are what the simulator’s own books say', () => {
  test('of the whole year', async () => {
    const { books } = year
    expect(await asked({ measures: ['opportunities', 'open', 'won', 'lost'] })).toEqual([
      SIZE,
      books.open,
      books.won,
      books.lost,
    ])
    const days = books.cycle.map((ms) => ms / 86_400_000)
    const [cycle, rate] = await asked({ measures: ['cycle-closed', 'win-rate'] })
    expect(cycle).toBeCloseTo(days.reduce((a, b) => a + b, 0) / days.length, 2)
    expect(rate).toBeCloseTo(books.won / (books.won + books.lost), 6)
    const { all } = await query(context, { measures: ['won-amount'] })
    expect(all.values[0]?.money).toEqual([{ amount: (books.wonAmount / 100).toFixed(2), currency: 'CNY' }])
  })

  test('of what was done: hand-overs, follow-ups, limits', async () => {
    const { offers, contacts, limits } = year.books
    const answered = offers.accepted + offers.declined
    const measures = ['hand-overs', 'acceptance-rate', 'follow-ups', 'breaches', 'follow-up-rate']
    const [handOvers, accepted, followUps, breaches, attended] = await asked({ measures })
    expect(handOvers).toBe(answered + offers.offered)
    expect(accepted).toBeCloseTo(offers.accepted / answered, 6)
    expect(followUps).toBe(contacts)
    expect(breaches).toBe(limits.missed)
    expect(attended).toBeCloseTo(year.lives.filter((life) => life.contacts.length > 0).length / SIZE, 6)
  })

  test.each([
    ['source', ({ given }: Life) => given.source],
    ['type', ({ given }: Life) => given.type],
    ['holder', ({ tile }: Life) => tile.person],
    ['product', ({ given }: Life) => given.product],
  ])('told apart by %s', async (by, keyOf) => {
    const { lines } = await query(context, {
      measures: ['opportunities', 'won', 'lost'],
      by: [by],
      limit: 500,
    })
    const told = lines.map(({ keys, values }) => [keys[0]?.key, ...values.map(({ value }) => value)])
    const known = [...Map.groupBy(year.lives, keyOf)].map(([key, lives]) => {
      const { opened, won, lost } = booksOf(lives)
      return [key, opened, won, lost]
    })
    const byKey = (a: unknown[], b: unknown[]) => String(a[0]).localeCompare(String(b[0]))
    expect(told.sort(byKey)).toEqual(known.sort(byKey))
  })
})

describe('causes', () => {
  test('are those that were planted, and no other', async () => {
    const found = await causes(context, whole())
    const said = found.items.map(({ kind, place }) => ({
      kind,
      departments: place.departments.map(({ name }) => name),
      people: place.people.map(({ name }) => name).sort(),
      segment: place.segment
        ? `${place.segment.field} ${place.segment.values.map(({ value }) => value).join()}`
        : null,
    }))
    const pair = year.company.pair.map(({ name }) => name).sort()
    const planted = [
      { kind: 'late-first-contact', departments: [], people: [], segment: 'source website' },
      { kind: 'slow-function', departments: ['华南技术支持组'], people: [], segment: null },
      { kind: 'starved', departments: [], people: [], segment: 'region 51,61' },
      { kind: 'ping-pong', departments: ['华北销售部'], people: pair, segment: null },
    ]
    const byKind = (a: { kind: string }, b: { kind: string }) => a.kind.localeCompare(b.kind)
    expect(said.sort(byKind)).toEqual(planted.sort(byKind))
  })
})

type Names = Record<string, { zh: string }>
type Summary = { n: number; mean: number | null; median: number | null }

describe('mining', () => {
  const days = () => `from=${whole().from}&to=${whole().to}`
  const admin = () => api.as(ADMIN_EMAIL)

  test('counts the offers of the books, and sees the pair to and fro before everybody else', async () => {
    type Cell = { offered: number; accepted: number; declined: number }
    type Pair = { a: string; b: string; n: number }
    const answer = await (await admin()).get<{ cells: Cell[]; names: Names; pingPong: Pair[] }>(
      `/mining/hand-overs?by=person&of=opened&${days()}`,
    )
    const { cells, names, pingPong } = answer.body
    const total = (key: keyof Cell) => cells.reduce((sum, cell) => sum + cell[key], 0)
    const { offered, accepted, declined } = year.books.offers
    expect([total('offered'), total('accepted'), total('declined')]).toEqual([
      offered + accepted + declined,
      accepted,
      declined,
    ])
    const pair = year.company.pair.map(({ id }) => id)
    const isPair = ({ a, b }: Pair) => pair.includes(a) && pair.includes(b)
    const most = (list: Pair[]) => Math.max(0, ...list.map(({ n }) => n))
    expect(pingPong.slice(0, 2).every(isPair)).toBe(true)
    // to technical support and back is the way of the plan
    expect(most(pingPong.filter(isPair))).toBeGreaterThan(2 * most(pingPong.filter((one) => !isPair(one))))
    expect(Object.keys(names).length).toBeGreaterThan(20)
  })

  test('sees work wait at the nodes of technical support, most of all in the South', async () => {
    type Bottleneck = {
      stage: string
      share: number
      reason: { code: string }
      waiting: Summary
      people: { person: { name: string }; waiting: Summary }[]
    }
    const answer = await (await admin()).get<{ bottlenecks: Bottleneck[] }>(`/mining/bottlenecks?${days()}`)
    const [, second] = answer.body.bottlenecks
    expect(second).toMatchObject({ stage: 'solution', reason: { code: 'slow-answers' } })
    const solution = answer.body.bottlenecks.find(({ stage }) => stage === 'solution')
    const south = new Set(
      year.company.people
        .filter(({ function: of, region }) => of === 'technical-support' && region === 'south')
        .map(({ name }) => name),
    )
    const slowest = (solution?.people ?? []).toSorted((a, b) => (b.waiting.mean ?? 0) - (a.waiting.mean ?? 0))
    expect(new Set(slowest.slice(0, 2).map(({ person }) => person.name))).toEqual(south)
  })
})

describe('a replay of the plan that was in force', () => {
  test('gives at least 99 of a hundred to whoever really got them, and says why of the rest', async () => {
    const { result } = await replay(context, question.parse({ plan: { kind: 'in-force' }, period: whole() }))
    const { of, same, reasons } = result.reproduced
    expect(of).toBe(SIZE)
    expect(same / of).toBeGreaterThanOrEqual(0.99)
    expect(reasons.reduce((sum, { count }) => sum + count, 0)).toBe(of - same)
    expect(result.was.fallbacks).toBe(
      year.lives.filter(({ decided }) => decided?.outcome.via === 'fallback').length,
    )
  })

  test('without the narrow limit of its rule the West leaves little to the keeper; what came before goes on', async () => {
    const asking = { plan: { kind: 'published' }, period: { from: '2026-08-29', to: whole().to } }
    const changes = [{ kind: 'change-rule', rule: 6, openCap: 500 }]
    const { result } = await replay(context, question.parse({ ...asking, changes }))
    expect(result.was.fallbacks).toBeGreaterThan(0)
    // while the only one whom the rule finds is away, they still are its keeper's
    expect(result.would.fallbacks).toBeLessThan(result.was.fallbacks / 2)
  })
})
