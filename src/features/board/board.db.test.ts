import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { connect, type Sql } from '../../platform/db/pool.ts'
import { foldTally } from '../opportunities/index.ts'
import type { BoardRow, BoardStage, Tally } from './contract.ts'
import { type Cell, cellFilter } from './rules.ts'

type Board = {
  stages: BoardStage[]
  rows: BoardRow[]
  columns: (Tally & { stage: string })[]
  total: Tally
  people: number
  more: boolean
  filter: string
}
type Line = {
  id: string
  title: string
  section: string
  due: { at: string; what: string }
  minutesLeft: number
}
type Day = { held: number; due: Line[]; counts: Record<string, number>; next?: string }

let world: World
let owner: Sql

beforeAll(async () => {
  world = await openWorld()
  owner = connect(world.api.url, { as: 'owner', max: 2 })
  await fill()
})
afterAll(async () => {
  await owner?.end()
  await world?.close()
})

const HOLDERS = ['shanghai', 'zhejiang', 'guangdong', 'shenzhen', 'eastManager'] as const
const MANY = 40

/** Forty opportunities of five people, some contacted, some with a next step, worth something in two currencies; then two days go by. */
async function fill() {
  const { admin, people } = world
  for (let n = 0; n < MANY; n++) {
    const holder = people[HOLDERS[n % HOLDERS.length] ?? 'shanghai']
    const id = await world.opportunity(admin, {
      holder,
      type: n % 4 === 0 ? 'major-project' : 'new-customer',
      ...(n % 5 === 1 ? {} : { amount: { amount: `${100 + n * 37}.50`, currency: n % 3 ? 'CNY' : 'USD' } }),
      ...(n % 4 === 3 ? { nextStep: '演示', nextStepOn: `2026-11-2${4 + (n % 3)}` } : {}),
    })
    if (n % 3 === 0)
      await wanted(admin.post('/follow-ups', { opportunity: id, kind: 'call', content: '已联系' }))
  }
  world.api.pass(60 * 47)
}

async function asked(client: Client, query: Record<string, string> = {}): Promise<Board> {
  return wanted(client.get<Board>(`/responsibility-board?${new URLSearchParams(query)}`))
}
const listed = async (client: Client, filter: string) =>
  (await wanted(client.get<{ count: number }>(`/opportunities/count?filter=${encodeURIComponent(filter)}`)))
    .count

/** What the rows say, worked out here once more and plainly. */
async function oracle(
  now: string,
): Promise<Map<string, { held: number; due: number; overdue: number; cny: number }>> {
  const rows = await owner<
    { id: string; holder: string; stage: string; amount: number | null; currency: string | null }[]
  >`
    select o.id, o.holder_id as holder, s.key as stage, o.amount::float8 as amount, o.amount_currency as currency
    from opportunity o join stage s on s.id = o.stage_id where o.is_open and o.deleted_at is null`
  const limits = await owner<{ id: string; due: Date; warn: Date | null }[]>`
    select opportunity_id as id, due_at as due, warn_at as warn from clock where stopped_at is null and paused_at is null
    and kind in ('first-contact', 'next-step', 'follow-up', 'dwell', 'claim')`
  const found = new Map<string, { held: number; due: number; overdue: number; cny: number }>()
  const at = Date.parse(now)
  for (const row of rows) {
    const own = limits.filter(({ id }) => id === row.id)
    const isLate = own.some(({ due }) => new Date(due).getTime() <= at)
    const isSoon = !isLate && own.some(({ due, warn }) => new Date(warn ?? due).getTime() <= at)
    const key = `${row.holder} ${row.stage}`
    const cell = found.get(key) ?? { held: 0, due: 0, overdue: 0, cny: 0 }
    cell.held += 1
    cell.due += Number(isSoon)
    cell.overdue += Number(isLate)
    if (row.currency === 'CNY') cell.cny += row.amount ?? 0
    found.set(key, cell)
  }
  return found
}

const cny = ({ amount }: Tally) =>
  Math.round(Number(amount.find(({ currency }) => currency === 'CNY')?.amount ?? 0) * 100)
const cellsOf = (board: Board) =>
  new Map(
    board.rows.flatMap(({ person, cells }) =>
      cells.map((cell) => [
        `${person.id} ${cell.stage}`,
        { held: cell.held, due: cell.due, overdue: cell.overdue, cny: cny(cell) },
      ]),
    ),
  )

/** Every cell lists as many rows as it counts; of a whole board, Today counts of each person what their row does. */
async function agrees(client: Client, board: Board, isWhole = true) {
  for (const { person, cells, total } of board.rows) {
    for (const { stage: key, ...cell } of [...cells, { stage: undefined, ...total }]) {
      const stage = board.stages.find((one) => one.key === key)
      const count = (state?: Cell['state']) =>
        listed(client, cellFilter(board.filter, { holder: person.id, stage, state }))
      expect([await count(), await count('due'), await count('overdue')], `${person.name} ${key}`).toEqual([
        cell.held,
        cell.due,
        cell.overdue,
      ])
    }
    if (!isWhole) continue
    const day = await wanted((await world.api.as(person.id)).get<Day>('/today'))
    expect([day.held, day.counts['overdue']], person.name).toEqual([total.held, total.overdue])
  }
}

test('every cell says what the rows and their limits say, from the tallies and from rows alike', async () => {
  const director = await world.as('director')
  const board = await asked(director)
  const truth = await oracle(world.api.now())
  expect(cellsOf(board)).toEqual(truth)
  const all = [...truth.values()]
  const sum = (part: 'held' | 'due' | 'overdue') => all.reduce((before, one) => before + one[part], 0)
  expect([board.total.held, board.total.due, board.total.overdue]).toEqual([
    sum('held'),
    sum('due'),
    sum('overdue'),
  ])
  expect(sum('held')).toBe(MANY)
  expect(sum('overdue'), 'some are late').toBeGreaterThan(0)
  expect(sum('due'), 'some are due soon').toBeGreaterThan(0)
  expect(board.columns.reduce((before, one) => before + one.held, 0)).toBe(MANY)
  await foldTally(world.api.application.db)
  const { rows, total } = await asked(director, { filter: 'true' })
  expect({ rows, total }).toEqual({ rows: board.rows, total: board.total })
})

test('a cell’s filter lists exactly its rows, and each person’s Today counts what their row does', async () => {
  const director = await world.as('director')
  await agrees(director, await asked(director))
  await agrees(
    director,
    await asked(director, { department: world.departments.east, type: 'major-project' }),
    false,
  )
})

test('departments count with those below them, phases and kinds narrow, and what does not exist is refused', async () => {
  const { admin, departments, people } = world
  const names = async (query: Record<string, string>) =>
    (await asked(admin, query)).rows.map(({ person }) => person.name)
  expect((await names({ department: departments.south })).sort()).toEqual(['吴霞', '黄伟'].sort())
  expect(await names({ department: departments.sales })).toHaveLength(5)
  expect(await names({ department: departments.finance })).toEqual([])
  expect((await asked(admin, { phase: 'delivery' })).total.held).toBe(0)
  expect((await asked(admin, { type: 'major-project' })).total.held).toBe(MANY / 4)
  const everybody = await asked(admin, { people: 'all', department: departments.east })
  expect(everybody.rows.map(({ person }) => person.id).sort()).toEqual(
    [people.eastManager, people.shanghai, people.zhejiang].sort(),
  )
  const few = await asked(admin, { limit: '2' })
  expect([few.rows.length, few.people, few.more, few.total.held]).toEqual([2, 5, true, MANY])
  const code = async (query: string) => (await admin.get(`/responsibility-board?${query}`)).code
  expect(await code(`department=${people.shanghai}`)).toBe('board.unknown-department')
  expect(await code('process=nowhere')).toBe('board.unknown-process')
  expect(await code(`filter=${encodeURIComponent('true) || (true')}`)).toBe('objects.bad-filter')
  expect(await code('phase=nowhere')).toBe('http.invalid-input')
})

test('a manager sees their people first and nobody else’s, a salesperson only themselves', async () => {
  const { people } = world
  const manager = await asked(await world.as('eastManager'), { people: 'all' })
  const team = [people.eastManager, people.shanghai, people.zhejiang]
  expect(
    manager.rows
      .filter(({ mine }) => mine)
      .map(({ person }) => person.id)
      .sort(),
  ).toEqual(team.sort())
  expect(manager.rows.findIndex(({ mine }) => !mine)).toBe(manager.rows.length > 3 ? 3 : -1)
  expect(manager.rows.filter(({ mine, total }) => !mine && total.held > 0)).toEqual([])
  const seller = await asked(await world.as('shanghai'), { people: 'all' })
  expect(seller.rows.map(({ person }) => person.id)).toEqual([people.shanghai])
  expect(seller.total.held).toBe(MANY / HOLDERS.length)
  const stranger = await world.as('guangdong')
  const [row] = (await asked(stranger)).rows
  expect(row?.person.id).toBe(people.guangdong)
})

test('what was passed counts for whoever holds it now at once, as the journal says it', async () => {
  const { admin, people } = world
  const director = await world.as('director')
  const before = await asked(director)
  const row = before.rows.find(({ person }) => person.id === people.shanghai)
  const late = cellFilter(before.filter, { holder: people.shanghai, state: 'overdue' })
  const { items } = await wanted(
    director.get<{ items: { id: string }[] }>(
      `/opportunities?fields=title&filter=${encodeURIComponent(late)}`,
    ),
  )
  expect(items).toHaveLength(row?.total.overdue ?? -1)
  const ids = items.slice(0, 2).map(({ id }) => id)
  await wanted(director.post('/opportunities/passing', { ids, person: people.shenzhen, reason: '减轻负担' }))
  await wanted(admin.post('/follow-ups', { opportunity: ids[0], kind: 'visit', content: '拜访' }))
  const after = await asked(director)
  expect(cellsOf(after)).toEqual(await oracle(world.api.now()))
  const held = await owner<{ holder: string; n: number }[]>`
    select holder, count(*)::int as n from (
      select distinct on (opportunity_id) coalesce(after -> 'holder' ->> 'id', after ->> 'holder') as holder from event
      where object = 'opportunity' and opportunity_id is not null and coalesce(after -> 'holder' ->> 'id', after ->> 'holder') is not null
      order by opportunity_id, seq desc) last group by 1`
  expect(new Map(after.rows.map(({ person, total }) => [person.id, total.held]))).toEqual(
    new Map(held.map(({ holder, n }) => [holder, n])),
  )
  await agrees(director, after)
})
