import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { ApprovalRequest } from '../approvals/contract.ts'
import type { Contest } from '../contests/contract.ts'
import type { HandOver } from '../handover/contract.ts'
import { sweepUnanswered } from '../handover/index.ts'
import type { PlanVersion } from '../plan/contract.ts'
import { documentOf } from '../plan/index.ts'
import type { Transition } from './contract.ts'

let world: World
let admin: Client
let manager: Client // 王芳, above whoever leads here
beforeAll(async () => {
  world = await openWorld()
  admin = world.admin
  manager = await world.as('eastManager')
})
afterAll(() => world?.close())

let made = 0
async function colleague(above: string): Promise<string> {
  made += 1
  const body = {
    name: `同事${made}`,
    email: `colleague${made}@chenguang.example`,
    department: world.departments.east,
    manager: above,
    functions: ['sales'],
    roles: [world.roles.sales],
  }
  return (await wanted(admin.post<{ id: string }>('/organisation/people', body))).id
}
/** What comes in goes to one of these, and whoever leads agrees before “screened” is left. */
async function planFor(people: string[], lead: string) {
  const plan = await wanted(admin.get<PlanVersion>('/plan'))
  const document = documentOf(plan)
  const rule = {
    label: { zh: '来客', en: 'Coming in' },
    condition: '',
    candidates: { people },
    strategy: 'weighted-round-robin',
    openCap: null,
    dayCap: null,
  }
  const approval = {
    key: 'discount',
    label: { zh: '折扣', en: 'Discount' },
    side: 'exit',
    when: 'true',
    by: { kind: 'person', person: lead },
  }
  const stages = document.stages.map((stage) =>
    stage.key === 'screened' ? { ...stage, requiredFields: [], approvals: [approval] } : stage,
  )
  await wanted(admin.post('/plan/versions', { ...document, stages, basedOn: plan.id, rules: [rule] }))
}
const versionOf = async (id: string) =>
  (await wanted(admin.get<{ version: number }>(`/opportunities/${id}`))).version
const offeredTo = async (to: string) => {
  const id = await world.opportunity(admin, { holder: world.people.marketing })
  const packet = { needs: '质谱仪', nextStep: '演示', nextStepOn: '2026-12-01' }
  const body = { to, packet }
  return wanted((await world.as('marketing')).post<HandOver>(`/opportunities/${id}/hand-overs`, body))
}
const handOver = async ({ id, opportunity }: HandOver) =>
  (await wanted(admin.get<{ items: HandOver[] }>(`/opportunities/${opportunity.id}/hand-overs`))).items.find(
    (one) => one.id === id,
  )
const leave = (person: string) => admin.put(`/organisation/people/${person}/deactivation`)
const leaveByTransition = async (person: string) => {
  const body = { name: '离职', kind: 'leaver', leavers: [person] }
  const { id, version } = await wanted(admin.post<Transition>('/transitions', body))
  return admin.ask('POST', `/transitions/${id}/commit`, { version, body: {} })
}
const journalled = async (id: string) =>
  (
    await world.api.application.db<{ kind: string; cause: { because?: string } | null }[]>`
      select kind, cause from event where record_id = ${id} order by seq`
  ).map(({ kind, cause }) => (cause?.because ? `${kind} ${cause.because}` : kind))

test.each([
  ['directly', leave],
  ['by a transition', leaveByTransition],
])(
  'a contest, an escalated hand-over and an approval of whoever leaves %s go up the line at once',
  async (_, go) => {
    const lead = await colleague(world.people.eastManager)
    const people = [await colleague(lead), await colleague(lead)]
    await planFor(people, lead)
    const offer = await offeredTo(people[0] ?? '')
    world.api.pass(37 * 60)
    await sweepUnanswered(world.api.application.db, world.api.now())
    expect((await handOver(offer))?.escalatedTo?.id).toBe(lead)

    const came = await wanted(
      admin.post<{ id: string; holder: { id: string } }>('/opportunities', {
        title: '来客',
        account: (await wanted(admin.post<{ id: string }>('/accounts', { name: `来客${made}` }))).id,
      }),
    )
    const holder = came.holder.id
    const rival = people.find((one) => one !== holder) ?? ''
    await wanted(admin.put(`/opportunities/${came.id}/participants/${rival}`, { letter: 'C' }))
    const [decision] = (
      await wanted(admin.get<{ items: { id: string }[] }>(`/opportunities/${came.id}/decisions`))
    ).items
    const contest = await wanted(
      (await world.api.as(rival)).post<Contest>(`/opportunities/${came.id}/contests`, {
        decision: decision?.id,
        reason: '客户是我带来的',
      }),
    )
    expect(contest.decider?.id).toBe(lead)

    const screened = await world.opportunity(admin, { holder, stage: 'screened' })
    await wanted(
      (await world.api.as(holder)).ask('POST', `/opportunities/${screened}/approvals`, {
        body: { stage: 'requirement', note: '客户要八折' },
        version: await versionOf(screened),
      }),
    )
    const received = async (client: Client) =>
      (await wanted(client.get<{ items: ApprovalRequest[] }>('/approvals?box=received'))).items.filter(
        ({ opportunity }) => opportunity.id === screened,
      )
    expect(await received(await world.api.as(lead))).toHaveLength(1)
    expect(await received(manager)).toEqual([])

    expect((await go(lead)).status).toBe(200)
    const boss = { id: world.people.eastManager, name: '王芳' }
    expect((await handOver(offer))?.escalatedTo).toEqual(boss)
    expect((await journalled(offer.id)).at(-1)).toBe('hand-over.escalated leaver')
    const day = await wanted(manager.get<{ contests: Contest[]; handOversToDecide: HandOver[] }>('/today'))
    expect(day.contests).toContainEqual(expect.objectContaining({ id: contest.id, decider: boss }))
    expect(day.handOversToDecide.map(({ id }) => id)).toContain(offer.id)
    expect(await journalled(contest.id)).toEqual(['contest.filed', 'contest.escalated leaver'])
    const [request] = await received(manager)
    expect(request).toMatchObject({ mine: true })
    await wanted(
      manager.ask('PUT', `/approvals/${request?.id}/answer`, {
        body: { answer: 'approve' },
        version: request?.version ?? 0,
      }),
    )
  },
)

test('an offer to somebody who is deactivated goes up their line at once; the giver holds it and sees it today', async () => {
  const receiver = await colleague(world.people.eastManager)
  const offer = await offeredTo(receiver)
  await wanted((await world.api.as(receiver)).post(`/hand-overs/${offer.id}/messages`, { text: '预算？' }))
  await wanted(leave(receiver))
  expect(await handOver(offer)).toMatchObject({
    state: 'offered',
    waitsFor: 'receiver',
    escalatedTo: { name: '王芳' },
    escalatedAt: world.api.now(),
  })
  expect(await journalled(offer.id)).toEqual([
    'hand-over.offered',
    'hand-over.asked',
    'hand-over.escalated leaver',
  ])
  type Day = { handOversUnanswered: HandOver[] }
  const day = await wanted((await world.as('marketing')).get<Day>('/today'))
  expect(day.handOversUnanswered.map(({ id }) => id)).toContain(offer.id)
  const now = await handOver(offer)
  const body = { ruling: 'return', reason: '人已离职' }
  await wanted(manager.ask('PUT', `/hand-overs/${offer.id}/ruling`, { body, version: now?.version ?? 0 }))
  expect((await handOver(offer))?.state).toBe('withdrawn')
})

test('a leaving that is refused leaves what waits where it was', async () => {
  const receiver = await colleague(world.people.eastManager)
  const offer = await offeredTo(receiver)
  await world.opportunity(admin, { holder: receiver })
  expect((await leave(receiver)).code).toBe('organisation.still-holds')
  expect(await handOver(offer)).toMatchObject({ escalatedTo: null })
})
