import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { checkLedger } from '../responsibility/index.ts'
import type { Transition } from './contract.ts'
import { carryDue } from './index.ts'

let world: World
let admin: Client
beforeAll(async () => {
  world = await openWorld()
  admin = world.admin
})
afterAll(() => world?.close())

type Step =
  | { kind: 'open'; who: number; region: string }
  | { kind: 'pass'; which: number; to: number }
  | { kind: 'hire' }
  | { kind: 'leave'; who: number; how: 'now' | 'later' }
  | { kind: 'reorganise'; who: number; region: string }
  | { kind: 'give'; to: number }
  | { kind: 'commit'; which: number }
  | { kind: 'return'; which: number }
  | { kind: 'time' }

const number = fc.nat(9)
const region = fc.constantFrom('31', '33', '44')
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('open' as const), who: number, region }),
  fc.record({ kind: fc.constant('open' as const), who: number, region }),
  fc.record({ kind: fc.constant('pass' as const), which: number, to: number }),
  fc.record({ kind: fc.constant('hire' as const) }),
  fc.record({
    kind: fc.constant('leave' as const),
    who: number,
    how: fc.constantFrom('now' as const, 'later' as const),
  }),
  fc.record({ kind: fc.constant('reorganise' as const), who: number, region }),
  fc.record({ kind: fc.constant('give' as const), to: number }),
  fc.record({ kind: fc.constant('commit' as const), which: number }),
  fc.record({ kind: fc.constant('return' as const), which: number }),
  fc.record({ kind: fc.constant('time' as const) }),
)

/** A company that is led by random orders; what is refused is refused, and that is all. */
class Company {
  readonly people: string[] = []
  readonly opportunities: string[] = []
  readonly transitions: string[] = []
  #hired = 0

  async do(order: Step): Promise<void> {
    if (order.kind === 'hire' || this.people.length < 3) return this.#hire()
    const someone = (i: number) => this.people[i % this.people.length] ?? ''
    const transition = (i: number) => this.transitions[i % Math.max(1, this.transitions.length)] ?? ''
    switch (order.kind) {
      case 'open': {
        const made = await admin.post<{ id: string }>('/opportunities', {
          title: '光谱仪',
          companyName: '华东大学',
          holder: someone(order.who),
          region: order.region,
        })
        if (made.status === 201) this.opportunities.push(made.body.id)
        return
      }
      case 'pass': {
        const id = this.opportunities[order.which % Math.max(1, this.opportunities.length)]
        if (id)
          await admin.post('/opportunities/passing', { ids: [id], person: someone(order.to), reason: '调整' })
        return
      }
      case 'leave':
        return this.#plan({ kind: 'leaver', leavers: [someone(order.who)] }, order.how)
      case 'reorganise':
        return this.#plan(
          {
            kind: 'reorganisation',
            moves: [{ person: someone(order.who), territories: [order.region] }],
            condition: `region == "${order.region}"`,
          },
          'later',
        )
      case 'give':
        await this.#ask(transition(9), 'PATCH', '/rows', {
          to: someone(order.to),
          where: { kind: 'opportunity' },
        })
        return
      case 'commit':
        await this.#ask(transition(order.which), 'POST', '/commit', {})
        return
      case 'return': {
        const made = await admin.post<{ id: string }>(`/transitions/${transition(order.which)}/return`)
        if (made.status === 201) this.transitions.push(made.body.id)
        return
      }
      case 'time':
        world.api.pass(60)
        await carryDue(world.api.application, world.api.now())
    }
  }

  async #hire(): Promise<void> {
    this.#hired += 1
    const body = {
      name: `新人${this.#hired}`,
      email: `random${Date.now()}${Math.random().toString(36).slice(2)}@chenguang.example`,
      functions: ['sales', 'marketing'],
      manager: world.people.director,
      roles: [world.roles.sales],
    }
    this.people.push((await wanted(admin.post<{ id: string }>('/organisation/people', body))).id)
  }

  async #plan(about: object, how: 'now' | 'later'): Promise<void> {
    const made = await admin.post<Transition>('/transitions', { name: '调整', ...about })
    if (made.status !== 201) return
    this.transitions.push(made.body.id)
    if (how === 'now') await this.#ask(made.body.id, 'POST', '/commit', {})
    else
      await this.#ask(made.body.id, 'PUT', '/schedule', {
        at: new Date(Date.parse(world.api.now()) + 1_800_000).toISOString(),
      })
  }

  async #ask(id: string, method: 'POST' | 'PATCH' | 'PUT', part: string, body: object): Promise<void> {
    const { body: found, status } = await admin.get<Transition>(`/transitions/${id}`)
    if (status !== 200) return
    const answer = await admin.ask(method, `/transitions/${id}${part}`, { version: found.version, body })
    expect(answer.status, answer.text).toBeLessThan(500)
  }
}

test('whatever is planned, committed, returned and passed between, everything open is held by one active person', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 25 }), async (steps) => {
      const company = new Company()
      for (const order of steps) await company.do(order)
      const { db } = world.api.application
      expect((await checkLedger(db)).problems).toEqual([])
      const astray = await db`select p.id from person p where p.deactivated_at is not null and (
        exists (select 1 from participation x where x.person_id = p.id and upper_inf(x.during))
        or exists (select 1 from account a where a.holder_id = p.id and a.deleted_at is null)
        or exists (select 1 from task t where t.holder_id = p.id and t.done_at is null and t.deleted_at is null)
        or exists (select 1 from person r where r.manager_id = p.id and r.deactivated_at is null))`
      expect(astray).toEqual([])
    }),
    { numRuns: 12, endOnFailure: true },
  )
})
