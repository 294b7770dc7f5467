import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer, Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { checkLedger } from '../responsibility/index.ts'

let world: World
let admin: Client
let others: Client[]
let people: string[]
let ends: { first: string; second: string; won: string; lost: string }
beforeAll(async () => {
  world = await openWorld()
  admin = world.admin
  const second = await world.api.secondProcess()
  others = [admin, await second.as(admin.personId), await second.as(world.people.director)]
  const { shanghai, zhejiang, guangdong, eastManager } = world.people
  people = [shanghai, zhejiang, guangdong, eastManager]
  const { stages } = await wanted(
    admin.get<{ stages: { key: string; kind: string; phase: string }[] }>('/plan'),
  )
  const open = stages.filter(({ kind, phase }) => kind === 'open' && phase !== 'delivery')
  const of = (kind: string) => stages.find((stage) => stage.kind === kind)?.key ?? ''
  ends = { first: open[0]?.key ?? '', second: open[1]?.key ?? '', won: of('won'), lost: of('lost') }
})
afterAll(() => world?.close())

const KINDS = [
  'pass',
  'move',
  'lose',
  'win',
  'reopen',
  'delete',
  'restore',
  'merge',
  'split',
  'reassign',
  'create',
  'offer',
] as const
type Step = { kind: (typeof KINDS)[number]; one: number; other: number; person: number; version: number }
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...KINDS),
  one: fc.nat(20),
  other: fc.nat(20),
  person: fc.nat(3),
  version: fc.constantFrom(0, 0, 0, 0, 1), // now and then a version that has passed
})

/** A few opportunities of one account, and what is done with them. */
class Small {
  account = ''
  readonly ids: string[] = []

  static async open(): Promise<Small> {
    const small = new Small()
    const body = { name: `客户 ${Math.random()}`, holder: people[0] }
    small.account = (await wanted(admin.post<{ id: string }>('/accounts', body))).id
    for (let i = 0; i < 4; i++) small.ids.push(await small.made(admin, people[i % 4] ?? ''))
    return small
  }
  made(client: Client, holder: string): Promise<string> {
    const amount = { amount: '100.00', currency: 'CNY' }
    return world.opportunity(client, { holder, account: this.account, amount })
  }
  async do(client: Client, { kind, one, other, person, version: off }: Step): Promise<Answer | undefined> {
    const id = this.ids[one % this.ids.length] ?? ''
    const second = this.ids[other % this.ids.length] ?? ''
    const to = people[person] ?? ''
    const version = (await versionOf(client, id)) - off
    const move = (stage: string) =>
      client.ask('PUT', `/opportunities/${id}/stage`, {
        version,
        body: { stage, reason: '变化', fields: FIELDS },
      })
    switch (kind) {
      case 'create':
        this.ids.push(await this.made(client, to))
        return undefined
      case 'pass':
        return client.ask('PUT', `/opportunities/${id}/holding`, {
          version,
          body: { person: to, reason: '忙' },
        })
      case 'move':
        return move(ends.second)
      case 'win':
        return move(ends.won)
      case 'lose':
        return move(ends.lost)
      case 'reopen':
        return move(ends.first)
      case 'offer': {
        const packet = { needs: '光谱仪', nextStep: '回访', nextStepOn: '2026-12-01' }
        return client.post(`/opportunities/${id}/hand-overs`, { to, packet })
      }
      case 'delete':
        return client.delete(`/opportunities/${id}`, version)
      case 'restore':
        return client.post(`/bin/opportunity/${id}/restoring`, {})
      case 'merge': {
        const losers = [{ id: second, version: await versionOf(client, second) }]
        return client.ask('POST', `/opportunities/${id}/merging`, {
          version,
          body: { losers, reason: '重复' },
        })
      }
      case 'split': {
        const body = { parts: [{ fields: { title: '拆出' } }], reason: '两期' }
        const answer = await client.ask<{ parts: { id: string }[] }>(
          'POST',
          `/opportunities/${id}/splitting`,
          { version, body },
        )
        if (answer.status === 200) this.ids.push(...answer.body.parts.map((part) => part.id))
        return answer as unknown as Answer
      }
      case 'reassign': {
        const at = (await client.get<{ version: number }>(`/accounts/${this.account}`)).body.version - off
        const body = { person: to, reason: '调整', opportunities: 'all' }
        return client.ask('POST', `/accounts/${this.account}/reassigning`, { version: at, body })
      }
    }
  }
}

/** What every gate on the way may ask for. */
const FIELDS = {
  source: 'referral',
  contactName: '沈',
  contactPhone: '13800000000',
  requirement: '光谱仪',
  expectedCloseOn: '2026-12-31',
}

async function versionOf(client: Client, id: string): Promise<number> {
  const { body } = await client.get<{ version?: number }>(`/opportunities/${id}`)
  return body.version ?? 1
}

/** The ledger keeps its laws, and telling the journal again gives the same holder and stage of everything. */
async function isWhole(ids: readonly string[]): Promise<void> {
  const { db } = world.api.application
  expect((await checkLedger(db)).problems).toEqual([])
  const events = await db<{ id: string; kind: string; after: Record<string, string> | null }[]>`
    select opportunity_id as id, kind, after from event where opportunity_id = any(${ids as string[]}::uuid[]) and object = 'opportunity' order by seq`
  const told = new Map<string, { holder: string; stage: string; isHere: boolean }>()
  for (const { id, kind, after } of events) {
    const before = told.get(id) ?? { holder: '', stage: '', isHere: true }
    const isHere =
      !['opportunity.deleted', 'opportunity.merged-away'].includes(kind) &&
      (before.isHere || kind === 'opportunity.restored')
    const holder = kind === 'opportunity.updated' ? before.holder : (after?.['holder'] ?? before.holder)
    told.set(id, { isHere, holder, stage: after?.['stage'] ?? before.stage })
  }
  const rows = await db<{ id: string; holder: string; stage: string; isHere: boolean }[]>`
    select id, holder_id as holder, stage_id as stage, deleted_at is null as "isHere" from opportunity where id = any(${ids as string[]}::uuid[])`
  for (const { id, ...row } of rows) expect(told.get(id), id).toEqual(row)
}

test('whatever is done with a few opportunities, one thing after the other, the ledger is whole after each and the journal tells the same', async () => {
  const answers = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 20 }), async (steps) => {
      const small = await Small.open()
      for (const one of steps) {
        world.api.pass(1)
        const answer = await small.do(admin, one)
        expect(answer?.status ?? 201, `${one.kind}: ${answer?.text}`).toBeLessThan(500)
        if (answer && answer.status < 300) answers.set(one.kind, (answers.get(one.kind) ?? 0) + 1)
        await isWhole(small.ids)
      }
    }),
    { numRuns: 12, seed: 22 },
  )
  for (const kind of KINDS.filter((one) => one !== 'create' && one !== 'offer'))
    expect(answers.get(kind) ?? 0, `${kind} was done at least once`).toBeGreaterThan(0)
}, 120_000)

test('many at once, in two processes, upon the same few: every answer is a yes or a plain no, and the ledger is whole', async () => {
  const small = await Small.open()
  let [yes, no] = [0, 0]
  for (let round = 0; round < 12; round++) {
    const steps = fc.sample(step, { numRuns: 12, seed: 100 + round })
    const found = await Promise.all(
      steps.map((one, i) =>
        small.do(others[i % others.length] ?? admin, one).catch((thrown: unknown) => thrown),
      ),
    )
    for (const one of found) {
      if (one instanceof Error) throw one
      const answer = one as Answer | undefined
      expect(answer?.status ?? 201, answer?.text).toBeLessThan(500)
      if ((answer?.status ?? 201) < 300) yes += 1
      else no += 1
    }
    await isWhole(small.ids)
  }
  expect(yes).toBeGreaterThan(20)
  expect(no).toBeGreaterThan(5)
}, 120_000)
