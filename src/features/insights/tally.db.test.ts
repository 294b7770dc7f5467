import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { ADMIN_EMAIL, openWorld, type World } from '../../../test/world.ts'
import { connect, type Sql } from '../../platform/db/pool.ts'
import { foldTally } from '../opportunities/index.ts'
import { checkLedger } from '../responsibility/index.ts'

let world: World
let owner: Sql
let admin: Client

beforeAll(async () => {
  world = await openWorld()
  owner = connect(world.api.url, { as: 'owner', max: 2 })
  admin = world.admin
})
afterAll(async () => {
  await owner.end()
  await world.close()
})

/** What is asked without a filter is read from the tallies; with one that holds always, from the rows. */
const QUESTIONS = [
  '/insights/pipeline?',
  ...['holder', 'manager', 'department', 'closed-month'].map((by) => `/insights/breakdown?by=${by}&`),
  '/opportunities/aggregate?groupBy=stage&measures=count,sum:amount&',
  '/opportunities/aggregate?groupBy=holder.department,outcome&measures=sum:amount,count&',
  '/opportunities/aggregate?measures=count,sum:amount&',
]

async function agree(): Promise<void> {
  for (const question of QUESTIONS) {
    const [tallied, read] = await Promise.all([
      admin.get(question.replace(/[?&]$/, '')),
      admin.get(`${question}filter=${encodeURIComponent('true')}`),
    ])
    expect(tallied.status, question).toBe(200)
    expect(plain(tallied.body), question).toEqual(plain(read.body))
  }
  expect((await checkLedger(world.api.application.db)).problems).toEqual([])
}

/** Without the drill-down filters, which repeat the question, and groups of one size in any order. */
function plain(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(plain).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (key === 'filter' ? [] : [[key, plain(inner)]])),
  )
}

let seed = 7
function below(most: number): number {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return Math.floor((seed / 2_147_483_648) * most)
}

test('the tallies say what the rows say, whatever happens to these', async () => {
  const people = await owner<{ id: string }[]>`select id from person where deactivated_at is null`
  const ids: string[] = []
  for (let n = 0; n < 24; n++) {
    const body = {
      title: `商机 ${n}`,
      ...(n % 5 === 0
        ? {}
        : { amount: { amount: `${100 + below(9000)}.00`, currency: n % 3 ? 'CNY' : 'USD' } }),
    }
    const made = await admin.post<{ id: string }>('/opportunities', body)
    expect(made.status, made.text).toBe(201)
    ids.push(made.body.id)
  }
  await agree()
  const outcomes = new Set<number>()
  for (let step = 0; step < 60; step++) {
    const id = ids[below(ids.length)] ?? ''
    const now = await admin.get<{ version: number }>(`/opportunities/${id}`)
    const { version } = now.body
    const moves = await admin.get<{ items: { stage: string; needsReason: boolean; open: boolean }[] }>(
      `/opportunities/${id}/moves`,
    )
    const open = moves.body.items.filter((move) => move.open)
    const to = open[below(open.length)]
    const answer =
      step % 4 === 0
        ? await admin.patch(`/opportunities/${id}`, version, {
            amount: step % 8 === 0 ? null : { amount: `${below(5000)}.50`, currency: 'CNY' },
          })
        : step % 4 === 1
          ? await admin.ask('PUT', `/opportunities/${id}/holding`, {
              body: { person: people[below(people.length)]?.id, reason: '换人跟进' },
              version,
            })
          : to
            ? await admin.ask('PUT', `/opportunities/${id}/stage`, {
                body: { stage: to.stage, ...(to.needsReason ? { reason: '客户改期' } : {}) },
                version,
              })
            : undefined
    if (answer) outcomes.add(answer.status)
    world.api.pass(60 * 24 * below(12))
    admin = await world.api.as(ADMIN_EMAIL)
    if (step % 7 === 0) await foldTally(world.api.application.db)
    if (step % 12 === 0) await agree()
  }
  expect([...outcomes], 'some of it was done').toContain(200)
  const [counts] = await owner<{ closed: number; folded: number }[]>`
    select count(*) filter (where closed_at is not null)::int as closed, (select count(*)::int from tallied_by_stage) as folded from opportunity`
  expect(counts?.closed, 'and some were closed').toBeGreaterThan(2)
  expect(counts?.folded).toBeGreaterThan(0)
  await agree()
})

test('a deleted opportunity counts no more, and counts again when it is back', async () => {
  const [gone] = await owner<{ id: string; holder: string }[]>`
    select id, holder_id as holder from opportunity where amount is not null limit 1`
  const [id, holder] = [gone?.id ?? '', gone?.holder ?? '']
  await owner`select holding_end(array[${id}]::uuid[], array[${holder}]::uuid[], 'deleted', null, null, now(), null)`
  await agree()
  await owner`select holding_restore(array[${id}]::uuid[], array[${holder}]::uuid[], array[null]::uuid[], null, null, now())`
  await agree()
})

test('another time zone of the company counts days and months anew', async () => {
  for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Shanghai']) {
    await owner`update company set time_zone = ${zone}, metadata_version = metadata_version + 1`
    await agree()
  }
})

test('two who fold at once count nothing twice, and a wrong cell is found', async () => {
  await owner`update opportunity set amount = amount + 1 where amount is not null`
  await Promise.all([1, 2, 3, 4].map(() => foldTally(world.api.application.db)))
  await agree()
  await owner`update tallied_by_holder set n = n + 1 where ctid = (select ctid from tallied_by_holder limit 1)`
  const { problems } = await checkLedger(world.api.application.db)
  expect(problems.map(({ problem }) => problem)).toContain('tallied wrongly')
  await owner`select count_anew()`
  await agree()
})
