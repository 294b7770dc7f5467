import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { checkLedger } from '../responsibility/index.ts'
import { carryMigrationOn, publish } from './actions/publishing.ts'
import type { PlanDocument, PlanVersion } from './contract.ts'
import { documentOf } from './rules/document.ts'
import { documentOfTemplate } from './rules/templates.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

type Moves = {
  current: string
  process: { key: string }
  stages: { key: string }[]
  items: { stage: string; direction: string; open: boolean; missing: string[] }[]
}
const plan = () => wanted(world.admin.get<PlanVersion>('/plan'))
const moves = async (id: string, client = world.admin) =>
  wanted(client.get<Moves>(`/opportunities/${id}/moves`))
const published = async (document: PlanDocument, mapping: Record<string, string> = {}) =>
  wanted(
    world.admin.post<PlanVersion>('/plan/versions', {
      ...document,
      basedOn: (await plan()).id,
      mapping,
    }),
  )
const problems = async () => (await checkLedger(world.api.application.db)).problems

describe('a company that grows large', () => {
  test('moves to the larger template by a migration, and each kind of opportunity goes its own way', async () => {
    const old = await world.opportunity(world.admin, { stage: 'screened' })
    await published(documentOfTemplate('large', world.admin.personId))
    expect((await moves(old)).current).toBe('screened')
    const project = await world.opportunity(world.admin, { type: 'major-project' })
    const renewal = await world.opportunity(world.admin, { type: 'existing-customer' })
    const fresh = await world.opportunity(world.admin)
    const ways = await Promise.all([project, renewal, fresh].map((id) => moves(id)))
    expect(ways.map(({ process, current }) => [process.key, current])).toEqual([
      ['major-project', 'lead'],
      ['existing-customer', 'need'],
      ['new-customer', 'lead'],
    ])
    expect(ways[1]?.stages.map(({ key }) => key)).toEqual([
      'need',
      'quote',
      'negotiation',
      'won',
      'lost',
      'delivery',
      'delivered',
    ])
    const astray = await world.admin.ask('PUT', `/opportunities/${renewal}/stage`, {
      body: { stage: 'solution' },
      version: 1,
    })
    expect([astray.status, astray.code]).toEqual([422, 'pipeline.no-such-move'])
    expect(await problems()).toEqual([])
  })
})

describe('what a process and a stage ask', () => {
  test('a move kept for managers is refused to the holder, and entry gates are asked', async () => {
    const document = documentOf(await plan())
    const processes = document.processes.map((process) =>
      process.key === 'new-customer'
        ? {
            ...process,
            moves: [
              { from: 'lead', to: 'screened', by: 'holder' as const },
              { from: 'screened', to: 'requirement', by: 'manager' as const },
              { from: 'requirement', to: 'solution', by: 'holder' as const },
              { from: 'solution', to: 'negotiation', by: 'holder' as const },
              { from: 'negotiation', to: 'won', by: 'keeper' as const },
              { from: 'negotiation', to: 'lost', by: 'holder' as const },
              { from: 'won', to: 'delivery', by: 'holder' as const },
              { from: 'delivery', to: 'delivered', by: 'holder' as const },
            ],
          }
        : process,
    )
    const stages = document.stages.map((stage) =>
      stage.key === 'screened'
        ? { ...stage, entryFields: ['product'], entryGate: "source == 'website'" }
        : stage,
    )
    await published({ ...document, processes, stages })
    const shanghai = await world.as('shanghai')
    const id = await world.opportunity(shanghai, { holder: world.people.shanghai, source: 'phone' })
    const [first] = (await moves(id, shanghai)).items
    expect([first?.stage, first?.open, first?.missing]).toEqual(['screened', false, ['product']])
    const shut = await shanghai.ask('PUT', `/opportunities/${id}/stage`, {
      body: { stage: 'screened', fields: {} },
      version: 1,
    })
    expect([shut.status, shut.code]).toEqual([422, 'pipeline.gate-shut'])

    const other = await world.opportunity(shanghai, {
      holder: world.people.shanghai,
      stage: 'screened',
      source: 'website',
    })
    expect((await moves(other, shanghai)).items).toEqual([])
    const kept = await shanghai.ask('PUT', `/opportunities/${other}/stage`, {
      body: { stage: 'requirement' },
      version: 1,
    })
    expect([kept.status, kept.code]).toEqual([403, 'pipeline.not-your-move'])
    const manager = await world.as('eastManager')
    expect((await moves(other, manager)).items.map(({ stage }) => stage)).toEqual(['requirement'])
    expect(await problems()).toEqual([])
  })
  test('entering a stage makes its checklist once, and what is required is done before it is left', async () => {
    const document = documentOf(await plan())
    await published({
      ...document,
      processes: document.processes.map((process) => ({ ...process, moves: null })),
      stages: document.stages.map((stage) => {
        const open = { ...stage, entryFields: [], entryGate: null, requiredFields: [] }
        if (stage.key !== 'lead') return open
        const task = (key: string, required: boolean, by: string) => ({
          key,
          label: { zh: `做${key}`, en: `do ${key}` },
          function: by,
          dueDays: 2,
          required,
        })
        return { ...open, tasks: [task('call', true, 'sales'), task('note', false, 'marketing')] }
      }),
    })
    const id = await world.opportunity(world.admin)
    type Task = { id: string; version: number; title: string; dueOn: string }
    const tasks = async () =>
      (
        await wanted(
          world.admin.get<{ items: Task[] }>(`/tasks?filter=${encodeURIComponent(`opportunity == "${id}"`)}`),
        )
      ).items
    expect((await tasks()).map(({ title }) => title).sort()).toEqual(['做call', '做note'])
    const move = async (stage: string, reason?: string) => {
      const { version } = await wanted(world.admin.get<{ version: number }>(`/opportunities/${id}`))
      return world.admin.ask('PUT', `/opportunities/${id}/stage`, { body: { stage, reason }, version })
    }
    const early = await move('screened')
    expect([early.status, early.code]).toEqual([422, 'pipeline.gate-shut'])
    expect(early.text).toContain('做call')
    const [call] = (await tasks()).filter(({ title }) => title === '做call')
    if (!call) throw new Error('no task')
    await wanted(world.admin.patch(`/tasks/${call.id}`, call.version, { doneAt: world.api.now() }))
    expect((await move('screened')).status).toBe(200)
    expect((await move('lead', '再看看')).status).toBe(200)
    expect((await tasks()).length).toBe(2)
  })
})

describe('a stage that hands over by itself', () => {
  test('is held by the least loaded of its function from the move on, with a decision that says why', async () => {
    const document = documentOf(await plan())
    await published({
      ...document,
      stages: document.stages.map((stage) =>
        stage.key === 'solution' ? { ...stage, handOver: 'automatic' as const } : { ...stage, tasks: [] },
      ),
    })
    const shanghai = await world.as('shanghai')
    const id = await world.opportunity(shanghai, { holder: world.people.shanghai, stage: 'requirement' })
    const told = (await moves(id, shanghai)).items.find(({ stage }) => stage === 'solution')
    expect(told).toMatchObject({ automatic: true, needsFunction: 'technical-support' })
    const moved = await wanted(
      shanghai.ask<{ needsFunction: string | null }>('PUT', `/opportunities/${id}/stage`, {
        body: { stage: 'solution' },
        version: 1,
      }),
    )
    expect(moved.needsFunction).toBeNull()
    const record = await wanted(world.admin.get<{ holder: { title: string } }>(`/opportunities/${id}`))
    const taker = record.holder.title
    expect(['何平', '周敏']).toContain(taker) // the two with that function
    type Decision = {
      stage: { accountable: string } | null
      candidates: { name: string; chosen: boolean }[]
    }
    const { items } = await wanted(world.admin.get<{ items: Decision[] }>(`/opportunities/${id}/decisions`))
    expect(items[0]?.stage?.accountable).toBe('technical-support')
    expect(items[0]?.candidates.filter(({ chosen }) => chosen).map(({ name }) => name)).toEqual([taker])
    type Tile = { person: { name: string }; because: string; decisionId: string | null }
    const tiles = await wanted(world.admin.get<{ items: Tile[] }>(`/opportunities/${id}/holdings`))
    expect(tiles.items.map(({ person, because }) => [person.name, because])).toEqual([
      ['李强', 'given'],
      [taker, 'stage'],
    ])
    expect(tiles.items[1]?.decisionId).not.toBeNull()
    expect(await problems()).toEqual([])
  })
})

describe('a migration of many', () => {
  test('goes on in steps after publishing, each opportunity once, and nobody waits for it', async () => {
    const { application } = world.api
    const ids = await Promise.all(Array.from({ length: 7 }, () => world.opportunity(world.admin)))
    const context = await application.contextFor(world.admin.personId)
    if (!context) throw new Error('no administrator')
    const before = await plan()
    const document = documentOf(before)
    const made = await publish(
      context,
      { ...document, basedOn: before.id, running: 'migrate' },
      3, // at once; the rest in steps
    )
    const on = async (version: string) => {
      const rows = await application.db<{ id: string }[]>`
        select id from opportunity where plan_version_id = ${version}`
      return rows.map((row) => row.id)
    }
    expect((await on(made.id)).length).toBe(3)
    const [worked = ''] = (await on(before.id)).filter((id) => ids.includes(id))
    const detail = await wanted(world.admin.get<{ version: number }>(`/opportunities/${worked}`))
    await wanted(world.admin.patch(`/opportunities/${worked}`, detail.version, { title: '照常工作' }))
    const late = await world.opportunity(world.admin)
    expect(await on(made.id)).toContain(late)
    expect(await carryMigrationOn(application.db, context.now)).toBeGreaterThan(0)
    expect(await on(before.id)).toEqual([])
    expect(await carryMigrationOn(application.db, context.now)).toBeUndefined()
    expect(await problems()).toEqual([])
  })
})

describe('the clocks of the plan', () => {
  test('say when the first contact, a follow-up and an answer to a hand-over are due', async () => {
    const before = documentOf(await plan())
    const hours = (kind: 'first-contact' | 'follow-up' | 'acceptance', amount: number) => ({
      kind,
      within: { amount, unit: 'hours' as const },
      warnBefore: null,
      ladder: [],
    })
    const clocks = [hours('first-contact', 4), hours('follow-up', 12), hours('acceptance', 2)]
    await published({
      ...before,
      stages: before.stages.map((stage) => (stage.key === 'screened' ? { ...stage, clocks } : stage)),
    })
    const shanghai = await world.as('shanghai')
    const due = async (id: string) => {
      const today = await wanted(
        shanghai.get<{ due: { id: string; due: { what: string; at: string } }[] }>('/today'),
      )
      return today.due.find((line) => line.id === id)?.due
    }
    const from = Date.parse(world.api.now())
    const near = (at: string | undefined, amount: number) =>
      expect(Math.abs(Date.parse(at ?? '') - from - amount * 3_600_000)).toBeLessThan(120_000)
    const quick = await world.opportunity(shanghai, { holder: world.people.shanghai, stage: 'screened' })
    near((await due(quick))?.at, 4)
    const usual = await world.opportunity(shanghai, { holder: world.people.shanghai, stage: 'lead' })
    expect(await due(usual)).toBeUndefined() // in 48 hours: not by tomorrow
    await wanted(
      shanghai.post('/follow-ups', {
        opportunity: quick,
        kind: 'call',
        content: '打过电话',
        happenedAt: world.api.now(),
      }),
    )
    expect((await due(quick))?.what).toBe('follow-up')
    near((await due(quick))?.at, 12)
    const packet = { needs: '两台', nextStep: '拜访', nextStepOn: '2026-12-01' }
    const offer = await wanted(
      shanghai.post<{ dueAt: string }>(`/opportunities/${quick}/hand-overs`, {
        to: world.people.zhejiang,
        packet,
      }),
    )
    near(offer.dueAt, 2)
  })
})
