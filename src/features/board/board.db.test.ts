import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { connect, type Sql } from '../../platform/db/pool.ts'
import type { BoardRow, BoardStage, Tally } from './contract.ts'
import { cellFilter } from './rules.ts'

type Board = {
  stages: BoardStage[]
  rows: BoardRow[]
  columns: (Tally & { stage: string })[]
  total: Tally
  people: number
  more: boolean
  filter: string
}
type Day = {
  due: { id: string; section: string; due: { at: string } }[]
  counts: Record<string, number>
  held: number
}

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

/** Forty opportunities of five people, some contacted, some with a next step, worth something in two currencies; then four days go by. */
async function fill() {
  const { admin, people } = world
  for (let n = 0; n < 40; n++) {
    const holder = people[HOLDERS[n % HOLDERS.length] ?? 'shanghai']
    const id = await world.opportunity(admin, {
      holder,
      type: n % 4 === 0 ? 'major-project' : 'new-customer',
      ...(n % 5 === 0 ? {} : { amount: { amount: `${100 + n * 37}.50`, currency: n % 3 ? 'CNY' : 'USD' } }),
      ...(n % 7 === 3 ? { nextStep: '演示', nextStepOn: `2026-11-2${4 + (n % 5)}` } : {}),
    })
    if (n % 3 === 0)
      await wanted(admin.post('/follow-ups', { opportunity: id, kind: 'call', content: '已联系' }))
  }
  world.api.pass(60 * 24 * 4)
}

const asked = (client: Client, query: Record<string, string> = {}) =>
  wanted(client.get<Board>(`/responsibility-board?${new URLSearchParams(query)}`))

test('smoke', async () => {
  const board = await asked(await world.as('director'))
  console.log(JSON.stringify(board, null, 1).slice(0, 1500))
  const stage = board.stages[0]
  expect(cellFilter(board.filter, { stage })).toBeTruthy()
  const day = await wanted((await world.as('shanghai')).get<Day>('/today'))
  console.log(JSON.stringify(day).slice(0, 3000))
  for (const q of [
    { people: 'all' },
    { department: world.departments.east },
    { phase: 'lead' },
    { type: 'major-project' },
    { filter: 'amount > 1000' },
  ])
    console.log(JSON.stringify(await asked(await world.as('eastManager'), q as never)).slice(0, 400))
  console.log((await (await world.as('shanghai')).get('/today/due?limit=3')).text)
  console.log((await world.admin.get('/opportunities?limit=1&sort=dueAt')).text)
  console.log(
    (await world.admin.get('/opportunities/count?filter=' + encodeURIComponent('dueAt <= now()'))).text,
  )
})
