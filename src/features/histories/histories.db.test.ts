import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { doIt, type Stage } from '../../../test/model/doing.ts'
import { deeds } from '../../../test/model/worlds.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { History } from '../../engines/mining/history.ts'
import type { Sql } from '../../platform/db/pool.ts'
import { eachHistory, everyHistory, type HistoryOptions, historyOf, peopleOf, stagesOf } from './index.ts'

let world: World
let db: Sql
beforeAll(async () => {
  world = await openWorld()
  db = world.api.application.db
})
afterAll(() => world?.close())

const as = async (person: string) => {
  const context = await world.api.application.contextFor(person)
  if (!context) throw new Error('nobody')
  return context
}
const read = async (person: string, options: HistoryOptions = {}) => {
  const all: History[] = []
  await eachHistory(await as(person), options, (batch) => all.push(...batch))
  return all
}
const every = async (options: HistoryOptions = {}) => {
  const all: History[] = []
  await everyHistory(await as(world.admin.personId), options, (batch) => all.push(...batch))
  return all
}

/** The same, told slowly: row by row, one statement for each thing. */
async function slowly(id: string) {
  const at = (instant: string | null) => (instant === null ? null : Date.parse(instant))
  const [o] = await db`select * from opportunity where id = ${id}`
  const tiles = await db`
    select s.key, s.phase, s.accountable, h.person_id, lower(h.during) as since, upper(h.during) as until, h.because, h.decision_id, p.functions, p.department_id
    from holding h, stage s, person p where h.opportunity_id = ${id} and s.id = h.stage_id and p.id = h.person_id order by lower(h.during)`
  const offers = await db`
    select h.*, s.key as at_key, t.key as to_key, (select count(*)::int from hand_over_message m where m.hand_over_id = h.id and m.person_id = h.to_person_id) as asked_back
    from hand_over h, stage s, stage t where h.opportunity_id = ${id} and s.id = h.stage_id and t.id = h.to_stage_id order by h.offered_at, h.id`
  const contacts =
    await db`select * from follow_up where opportunity_id = ${id} and deleted_at is null order by happened_at, id`
  const limits = await db`
    select c.*, (select key from stage where id = c.stage_id) as stage_key from clock c where opportunity_id = ${id} order by started_at, id`
  const stays = await db`select * from pool_stay where opportunity_id = ${id} order by since, id`
  return {
    id,
    number: o?.['number'],
    title: o?.['title'],
    outcome: o?.['outcome'],
    openedAt: at(o?.['opened_at']),
    closedAt: at(o?.['closed_at']),
    tiles: tiles.map((h) => ({
      stage: h['key'],
      phase: h['phase'],
      person: h['person_id'],
      from: at(h['since']),
      to: at(h['until']),
      because: h['because'],
      function: h['functions'].includes(h['accountable']) ? h['accountable'] : (h['functions'][0] ?? null),
      department: h['department_id'],
      decision: h['decision_id'],
    })),
    offers: offers.map((h) => ({
      from: h['from_person_id'],
      to: h['to_person_id'],
      stage: h['at_key'],
      toStage: h['to_key'],
      offeredAt: at(h['offered_at']),
      answeredAt: at(h['answered_at']),
      state: h['state'],
      asked: h['asked_back'] > 0,
    })),
    contacts: contacts.map((f) => ({
      person: f['person_id'],
      at: at(f['happened_at']),
      kind: f['kind'],
      nextStepOn: f['next_step_on'],
    })),
    limits: limits.map((c) => ({
      kind: c['kind'],
      stage: c['stage_key'],
      person: c['person_id'],
      startedAt: at(c['started_at']),
      dueAt: at(c['due_at']),
      breachedAt: at(c['breached_at']),
      stoppedAt: at(c['stopped_at']),
    })),
    stays: stays.map((y) => ({
      pool: y['pool'],
      since: at(y['since']),
      until: at(y['until']),
      because: y['because'],
      takenBy: y['taken_by'],
    })),
  }
}

const packet = { needs: '光谱仪', nextStep: '演示', nextStepOn: '2027-12-01' }

test('a history tells everything that happened, as plain SQL tells it, whatever was done', async () => {
  const { shanghai, support } = world.people
  const seller = await world.as('shanghai')
  const id = await world.opportunity(world.admin, {
    holder: shanghai,
    amount: { amount: '120.50', currency: 'CNY' },
    source: 'phone',
  })
  const followUp = {
    opportunity: id,
    kind: 'call',
    happenedAt: world.api.now(),
    content: '谈了',
    nextStepOn: '2026-12-05',
  }
  await wanted(seller.post('/follow-ups', followUp))
  const offer = await wanted(
    seller.post<{ id: string; version: number }>(`/opportunities/${id}/hand-overs`, { to: support, packet }),
  )
  await wanted((await world.as('support')).post(`/hand-overs/${offer.id}/messages`, { text: '预算多少？' }))
  world.api.pass(90)
  const released = await world.opportunity(world.admin, { holder: shanghai })
  const { version } = await wanted(world.admin.get<{ version: number }>(`/opportunities/${released}`))
  await wanted(
    seller.ask('POST', `/opportunities/${released}/releases`, { version, body: { reason: '无预算' } }),
  )
  const stage: Stage = {
    world,
    people: Object.values(world.people),
    made: [id, released],
    clients: new Map(),
  }
  const list = fc.sample(
    deeds.filter(({ kind }) => kind !== 'leave'),
    { seed: 7, numRuns: 45 },
  )
  for (const deed of list) await doIt(stage, deed)

  const found = await every()
  expect(found.length).toBe(stage.made.length)
  expect(found.map((one) => one.id)).toEqual(stage.made.toSorted().toReversed())
  for (const history of found) expect(history).toMatchObject(await slowly(history.id))
  const [first] = found.filter((one) => one.id === id)
  expect(first).toMatchObject({
    amount: { minor: 12050, currency: 'CNY' },
    source: 'phone',
    contacts: [{ person: shanghai, kind: 'call', nextStepOn: '2026-12-05' }],
    offers: [{ to: support, asked: true }],
  })
  expect(found.find((one) => one.id === released)?.stays).toMatchObject([
    { pool: 'public', because: 'released' },
  ])
  for (const { tiles, closedAt, outcome } of found) {
    for (const [i, tile] of tiles.entries())
      if (i > 0 && !['reopened', 'stage'].includes(tile.because)) expect(tile.from).toBe(tiles[i - 1]?.to)
    if (outcome) expect(tiles.at(-1)?.to).toBe(closedAt)
  }
  expect(await every({ batch: 3 })).toEqual(found)
  expect((await every({ most: 4, batch: 3 })).map((one) => one.id)).toEqual(
    found.slice(0, 4).map((one) => one.id),
  )
})

test('somebody reads what they may see, and of that what they may read; what was deleted is left out', async () => {
  const { guangdong, shenzhen } = world.people
  const [own, other, gone] = [
    await world.opportunity(world.admin, { holder: guangdong, source: 'phone' }),
    await world.opportunity(world.admin, { holder: shenzhen }),
    await world.opportunity(world.admin, { holder: guangdong }),
  ]
  const { version } = await wanted(world.admin.get<{ version: number }>(`/opportunities/${gone}`))
  await wanted(world.admin.ask('DELETE', `/opportunities/${gone}`, { version, body: { reason: '重复' } }))
  const ids = (await read(guangdong)).map((one) => one.id)
  expect(ids).toContain(own)
  expect(ids).not.toContain(other)
  expect(ids).not.toContain(gone)
  expect((await every()).map((one) => one.id)).not.toContain(gone)
  expect(
    (await read(guangdong, { filter: `source == "phone" && holder == me()` })).map((one) => one.id),
  ).toContain(own)
  await expect(read(guangdong, { filter: 'nothing == 1' })).rejects.toMatchObject({
    code: 'objects.bad-filter',
  })
  await expect(historyOf(await as(guangdong), other)).rejects.toMatchObject({
    code: 'opportunities.not-found',
  })
  expect((await historyOf(await as(guangdong), own)).source).toBe('phone')

  type Role = {
    id: string
    key: string
    version: number
    label: object
    grants: Record<string, { fields: object }>
  }
  const { items } = await wanted(world.admin.get<{ items: Role[] }>('/roles'))
  const role = items.find(({ key }) => key === 'sales') as Role
  const { opportunity } = role.grants
  const grants = {
    ...role.grants,
    opportunity: { ...opportunity, fields: { ...opportunity?.fields, source: 'hidden' } },
  }
  await wanted(world.admin.patch(`/roles/${role.id}`, role.version, { label: role.label, grants }))
  expect((await historyOf(await as(guangdong), own)).source).toBeNull()
})

test('a period is days of the company; open and closed are told apart', async () => {
  const all = await every()
  const day = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)
  const days = [...new Set(all.map((one) => day(one.openedAt)))].sort()
  for (const on of days) {
    const found = await every({ period: { from: on, to: on, of: 'opened' } })
    expect(found.map((one) => one.id)).toEqual(
      all.filter((one) => day(one.openedAt) === on).map((one) => one.id),
    )
  }
  const [first, last] = [days[0] ?? '', days.at(-1) ?? '']
  const lived = (from: string, to: string) => every({ period: { from, to, of: 'lived' } })
  expect((await lived(first, last)).length).toBe(all.length)
  for (const one of await lived('2027-01-01', '2027-01-02')) expect(one.tiles.at(-1)?.to).toBeNull()
  expect(await lived('2020-01-01', '2020-12-31')).toEqual([])
  const closed = await every({ life: 'closed' })
  expect(closed.length + (await every({ life: 'open' })).length).toBe(all.length)
  expect(closed.every(({ tiles }) => tiles.at(-1)?.to !== null)).toBe(true)
})

test('people and stages are known by what histories call them', async () => {
  const people = await peopleOf(db)
  expect(people.get(world.people.shanghai)).toMatchObject({
    name: '李强',
    departmentName: '华东组',
    manager: world.people.eastManager,
    isActive: true,
  })
  const stages = await stagesOf(db)
  const used = (await every()).flatMap(({ tiles }) => tiles.map(({ stage }) => stage))
  expect(used.filter((key) => stages.get(key)?.kind !== 'open')).toEqual([])
})
