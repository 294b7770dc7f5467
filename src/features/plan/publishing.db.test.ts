import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { checkLedger } from '../responsibility/index.ts'
import type { Draft, Finding, PlanDocument, PlanVersion } from './contract.ts'
import { documentOf } from './rules/document.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

const plan = () => wanted(world.admin.get<PlanVersion>('/plan'))
const publish = async (document: PlanDocument, more: object = {}) =>
  world.admin.post<PlanVersion>('/plan/versions', { ...document, basedOn: (await plan()).id, ...more })
const compiled = async (document: PlanDocument) =>
  (await wanted(world.admin.post<{ findings: Finding[] }>('/plan/compilations', document))).findings
const opened = (fields: object) => wanted(world.admin.post<{ id: string }>('/opportunities', fields))
type Preview = {
  moves: { from: { key: string }; to: { key: string } | null; open: number }[]
  differences: { part: string; key: string; change: string; settings: { name: string }[] }[]
}

describe('compiling', () => {
  test('a stage nobody is accountable for, or two are, is refused with its place', async () => {
    const document = documentOf(await plan())
    const stages = document.stages.map((stage) => {
      if (stage.key === 'solution') return { ...stage, duties: { sales: 'R' as const } }
      return stage.key === 'screened'
        ? { ...stage, duties: { sales: 'A' as const, marketing: 'A' as const } }
        : stage
    })
    const errors = (await compiled({ ...document, stages })).filter(({ level }) => level === 'error')
    expect(errors.map(({ code, place }) => [code, place.key])).toEqual([
      ['two-accountables', 'screened'],
      ['no-accountable', 'solution'],
    ])
    const refused = await publish({ ...document, stages })
    expect([refused.status, refused.code]).toEqual([422, 'plan.does-not-compile'])
  })
  test('unreachable stages, dead ends, gates nobody can meet and shadowed processes are found', async () => {
    const document = documentOf(await plan())
    const [process] = document.processes
    if (!process) throw new Error('no process')
    const moves = process.stages.flatMap((from, i) => {
      const to = process.stages[i + 1]
      return to && i < 3 ? [{ from, to, by: 'holder' as const }] : []
    })
    const found = await compiled({
      ...document,
      processes: [
        { ...process, moves },
        { ...process, key: 'again' },
      ],
      stages: document.stages.map((stage) =>
        stage.key === 'lead' ? { ...stage, gate: 'amount > 10.0 && amount < 5.0' } : stage,
      ),
    })
    const codes = found
      .filter(({ level }) => level === 'error')
      .map(({ code, facts }) => [code, facts['stage']])
    expect(codes).toContainEqual(['gate-nobody-can-meet', undefined])
    expect(codes).toContainEqual(['unreachable-stage', 'negotiation'])
    expect(codes).toContainEqual(['dead-end', 'solution'])
    expect(codes).toContainEqual(['process-shadowed', undefined])
  })
  test('kinds of opportunity that no rule covers are named with an example', async () => {
    const document = documentOf(await plan())
    const [rule] = document.rules
    if (!rule) throw new Error('no rule')
    const of = (zh: string, condition: string) => ({
      ...rule,
      label: { zh, en: zh },
      condition,
      candidates: {},
    })
    const found = await compiled({
      ...document,
      rules: [
        of('大单', "type == 'new-customer' && amount >= 100000.0"),
        of('更大的单', "type == 'new-customer' && amount >= 500000.0"),
        of('老客户', "type == 'existing-customer'"),
      ],
    })
    const missing = found.find(({ code }) => code === 'cells-not-covered')
    expect(missing?.example).toBeDefined()
    expect(missing?.facts['cells']).toBeLessThan(Number(missing?.facts['of']))
    const shadowed = found.find(({ code }) => code === 'rule-shadowed')
    expect([shadowed?.place.key, shadowed?.facts['by']]).toEqual(['2', 1])
    expect(found.some(({ code }) => code === 'cells-covered-twice')).toBe(true)
  })
})

describe('drafts', () => {
  test('two people do not overwrite each other, and a draft is published with its changes told', async () => {
    const begun = await wanted(world.admin.post<Draft>('/plan/drafts', { name: '下季度' }))
    const document = {
      ...begun.document,
      stages: begun.document.stages.map((stage) =>
        stage.key === 'lead' ? { ...stage, label: { zh: '新线索', en: 'New lead' } } : stage,
      ),
    }
    const kept = await wanted(
      world.admin.ask<Draft>('PUT', `/plan/drafts/${begun.id}`, {
        body: { document },
        version: begun.version,
      }),
    )
    expect(kept.version).toBe(begun.version + 1)
    const late = await world.admin.ask('PUT', `/plan/drafts/${begun.id}`, {
      body: { document },
      version: begun.version,
    })
    expect([late.status, late.code]).toEqual([412, 'plan.draft-stale'])
    const preview = await wanted(world.admin.post<Preview>('/plan/previews', { document }))
    expect(preview.differences).toMatchObject([
      { part: 'stage', key: 'lead', change: 'changed', settings: [{ name: 'label' }] },
    ])
    const { number } = await plan()
    const made = await wanted(publish(document, { draft: begun.id }))
    expect(made.number).toBe(number + 1)
    expect((await world.admin.get(`/plan/drafts/${begun.id}`)).status).toBe(404)
  })
  test('what two people changed is merged, and a draft is rebased on the plan published since', async () => {
    const begun = await wanted(world.admin.post<Draft>('/plan/drafts', { name: '两个人' }))
    const named = (document: PlanDocument, key: string, name: string) => ({
      ...document,
      stages: document.stages.map((stage) =>
        stage.key === key ? { ...stage, label: { zh: name, en: name } } : stage,
      ),
    })
    const put = (document: PlanDocument, version: number, more: object = {}) =>
      world.admin.ask<Draft>('PUT', `/plan/drafts/${begun.id}`, { body: { document, ...more }, version })
    await wanted(put(named(begun.document, 'lead', '甲改的'), begun.version))
    const mine = named(begun.document, 'solution', '乙改的')
    expect((await put(mine, begun.version)).code).toBe('plan.draft-stale')
    type Merged = {
      version: number
      basedOn: { id: string; number: number }
      document: PlanDocument
      conflicts: object[]
    }
    const merging = (body: object) =>
      wanted(world.admin.post<Merged>(`/plan/drafts/${begun.id}/merging`, body))
    const merged = await merging({ onto: 'draft', base: begun.document, mine })
    expect(merged.conflicts).toEqual([])
    const kept = await wanted(put(merged.document, merged.version))
    expect(kept.document.stages.map(({ label }) => label.zh)).toEqual(
      expect.arrayContaining(['甲改的', '乙改的']),
    )

    await wanted(publish(named(documentOf(await plan()), 'lead', '正式改的')))
    const rebased = await merging({ onto: 'plan' })
    expect(rebased.conflicts).toMatchObject([{ part: 'stage', key: 'lead', setting: 'label' }])
    expect(rebased.basedOn.id).toBe((await plan()).id)
    const ready = await wanted(put(rebased.document, rebased.version, { basedOn: rebased.basedOn.id }))
    expect(ready.basedOn).toEqual(rebased.basedOn)
    expect(ready.document.stages.map(({ label }) => label.zh)).toEqual(
      expect.arrayContaining(['正式改的', '乙改的']),
    )
  })
  test('are the administrator’s', async () => {
    const sales = await world.as('shanghai')
    for (const refused of [
      await sales.get('/plan/drafts'),
      await sales.get('/plan/versions'),
      await sales.post('/plan/drafts', { name: 'x' }),
      await sales.post('/plan/previews', { document: documentOf(await plan()) }),
    ]) {
      expect([refused.status, refused.code]).toEqual([403, 'permissions.admin-only'])
    }
  })
})

describe('publishing with other stages', () => {
  test('moves running opportunities where the mapping says, after a preview, and the ledger stays whole', async () => {
    const { id } = await opened({ title: '要搬家的', stage: 'screened' })
    const before = await plan()
    const document = documentOf(before)
    const stages = document.stages.flatMap((stage) => {
      if (stage.key !== 'screened') return [stage]
      return [
        { ...stage, key: 'called', label: { zh: '已联系', en: 'Called' } },
        { ...stage, key: 'qualified', label: { zh: '已确认', en: 'Qualified' } },
      ]
    })
    const processes = document.processes.map((one) => ({
      ...one,
      stages: one.stages.flatMap((key) => (key === 'screened' ? ['called', 'qualified'] : [key])),
    }))
    const next = { ...document, stages, processes }
    const unsaid = await publish(next)
    expect([unsaid.status, unsaid.code]).toEqual([422, 'plan.stage-unmapped'])
    const mapping = { screened: 'qualified' }
    const preview = await wanted(world.admin.post<Preview>('/plan/previews', { document: next, mapping }))
    const move = preview.moves.find(({ from }) => from.key === 'screened')
    expect([move?.to?.key, move?.open]).toEqual(['qualified', 1])
    await wanted(publish(next, { mapping }))
    const record = await wanted(world.admin.get<{ stage: { title: string } }>(`/opportunities/${id}`))
    expect(JSON.stringify(record.stage)).toContain('已确认')
    const { items } = await wanted(
      world.admin.get<{ items: { because: string; stage: { key: string }; until: string | null }[] }>(
        `/opportunities/${id}/holdings`,
      ),
    )
    expect(items.map(({ because, stage, until }) => [because, stage.key, until === null])).toEqual([
      ['routed', 'screened', false],
      ['plan', 'qualified', true],
    ])
    expect((await checkLedger(world.api.application.db)).problems).toEqual([])

    const back = await wanted(
      publish(document, { mapping: { called: 'screened', qualified: 'screened' }, note: '退回' }),
    )
    expect(back.stages.map(({ key }) => key)).toEqual(before.stages.map(({ key }) => key))
    expect((await checkLedger(world.api.application.db)).problems).toEqual([])
    const versions = await wanted(
      world.admin.get<{ items: { number: number; note: string | null; current: boolean }[] }>(
        '/plan/versions',
      ),
    )
    expect(versions.items[0]).toMatchObject({ note: '退回', current: true })
  })
  test('leaves them on their version where it is said so', async () => {
    const { id } = await opened({ title: '留下的', stage: 'screened' })
    const document = documentOf(await plan())
    await wanted(publish(document, { running: 'keep' }))
    const moves = await wanted(
      world.admin.get<{ current: string; items: { stage: string }[] }>(`/opportunities/${id}/moves`),
    )
    expect(moves.current).toBe('screened')
    expect((await checkLedger(world.api.application.db)).problems).toEqual([])
  })
})
