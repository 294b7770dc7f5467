import type { Client, Own } from '../api.ts'
import { openWorld, type World, wanted } from '../world.ts'

export const OBJECTS = ['opportunity', 'account', 'follow-up', 'task'] as const
export type ObjectName = (typeof OBJECTS)[number]
export const PLURAL: Record<ObjectName, string> = {
  opportunity: 'opportunities',
  account: 'accounts',
  'follow-up': 'follow-ups',
  task: 'tasks',
}
/** In every title of this world, so that one search finds all there is to find. */
export const MARK = '标的'
/** In every field that finance may not see. */
export const SECRET = '13900'

type Who = keyof World['people']
/** One opportunity with its account, follow-up and task: who holds it, who helps, who held it before. */
type Case = { key: string; holder: Who; helper?: Who; before?: Who; amount: number }

export const CASES: readonly Case[] = [
  { key: 'a', holder: 'shanghai', amount: 500 },
  { key: 'b', holder: 'zhejiang', amount: 1000 },
  { key: 'c', holder: 'guangdong', amount: 1500 },
  { key: 'd', holder: 'shenzhen', amount: 2000 },
  { key: 'e', holder: 'eastManager', amount: 2500 },
  { key: 'f', holder: 'director', amount: 3000 },
  { key: 'g', holder: 'guangdong', helper: 'shanghai', amount: 3500 },
  { key: 'h', holder: 'guangdong', before: 'zhejiang', amount: 4000 },
]

/** What one tester must see, said by plain rules that know nothing of how it is done. */
export type Tester = {
  name: string
  who: Who | 'admin' | 'stranger' | 'writer'
  sees: Partial<Record<ObjectName, (one: Case) => boolean>>
  exports?: boolean
  hidden?: boolean
}

const all = () => true
const one = (of: readonly Who[]) => (each: Case) =>
  of.includes(each.holder) || (each.helper !== undefined && each.helper === of[0])
/** A task stays with whom it was given to; it is also seen with its opportunity. */
const tasksOf = (of: readonly Who[]) => (each: Case) =>
  one(of)(each) || of.includes(each.before ?? each.holder)
const working = (...of: Who[]): Tester['sees'] => ({
  opportunity: one(of),
  account: one(of),
  'follow-up': one(of),
  task: tasksOf(of),
})
const everything = { opportunity: all, account: all, 'follow-up': all, task: all }
const EAST: Who[] = ['eastManager', 'shanghai', 'zhejiang']

export const TESTERS: readonly Tester[] = [
  { name: 'the administrator', who: 'admin', sees: everything, exports: true },
  { name: 'the director (all)', who: 'director', sees: everything, exports: true },
  { name: 'a manager (my reports)', who: 'eastManager', sees: working(...EAST), exports: true },
  {
    name: 'another manager',
    who: 'southManager',
    sees: working('southManager', 'guangdong', 'shenzhen'),
    exports: true,
  },
  { name: 'a salesperson who helps elsewhere (mine)', who: 'shanghai', sees: working('shanghai') },
  { name: 'a salesperson who passed one on', who: 'zhejiang', sees: working('zhejiang') },
  { name: 'a salesperson with several', who: 'guangdong', sees: working('guangdong') },
  {
    name: 'finance (all, some fields hidden)',
    who: 'finance',
    sees: { opportunity: all, account: all },
    exports: true,
    hidden: true,
  },
  { name: 'a role with a condition', who: 'success', sees: { opportunity: ({ amount }) => amount > 2000 } },
  {
    name: 'a role over the department',
    who: 'marketing',
    sees: { opportunity: ({ holder }) => EAST.includes(holder) },
  },
  { name: 'a role over the department tree', who: 'support', sees: { opportunity: all } },
  { name: 'somebody who may make but not see', who: 'writer', sees: {} },
  { name: 'somebody without a role', who: 'stranger', sees: {} },
]

export type Known = Awaited<ReturnType<typeof openKnown>>

/** The world of `CASES` and `TESTERS`, and which record of each object belongs to which case. */
export async function openKnown(own: Own = {}) {
  const world = await openWorld(own)
  const extra = await specialRoles(world)
  const cases = new Map<string, Record<ObjectName, string>>()
  for (const each of CASES) cases.set(each.key, await makeCase(world, each))
  const keyOf = (object: ObjectName) => new Map([...cases].map(([key, ids]) => [ids[object], key]))
  return {
    world,
    cases,
    keys: Object.fromEntries(OBJECTS.map((object) => [object, keyOf(object)])) as Record<
      ObjectName,
      Map<string, string>
    >,
    as: async (who: Tester['who']): Promise<Client> => {
      if (who === 'admin') return world.admin
      return who === 'stranger' || who === 'writer' ? world.api.as(extra[who]) : world.as(who)
    },
    close: () => world.close(),
  }
}

async function specialRoles({
  admin,
  departments,
  people,
}: World): Promise<Record<'stranger' | 'writer', string>> {
  const make = async (rights: string[], scope: unknown) =>
    (
      await wanted(
        admin.post<{ id: string }>('/roles', {
          label: { zh: '试', en: 'Trial' },
          grants: { opportunity: { rights, scope } },
        }),
      )
    ).id
  const give = async (person: string, role: string, department?: string) => {
    await wanted(admin.put(`/people/${person}/roles`, { roles: [role] }))
    if (!department) return
    const { items } = await wanted(
      admin.get<{ items: { id: string; version: number }[] }>('/organisation/people'),
    )
    const version = items.find((item) => item.id === person)?.version ?? 0
    await wanted(admin.patch(`/organisation/people/${person}`, version, { department }))
  }
  await give(people.success, await make(['see'], { condition: 'amount > 2000' }))
  await give(people.marketing, await make(['see'], 'department'), departments.east)
  await give(people.support, await make(['see'], 'department-tree'), departments.sales)
  const person = async (name: string) =>
    (await wanted(admin.post<{ id: string }>('/organisation/people', { name }))).id
  const ids = { stranger: await person('无角色'), writer: await person('只写') }
  await give(ids.writer, await make(['create'], 'all'))
  return ids
}

async function makeCase(world: World, each: Case): Promise<Record<ObjectName, string>> {
  const { admin, people } = world
  const made = async (path: string, body: object) => (await wanted(admin.post<{ id: string }>(path, body))).id
  const account = await made('/accounts', { name: `${MARK}客户${each.key}`, holder: admin.personId })
  const opportunity = await made('/opportunities', {
    title: `${MARK}${each.key}`,
    companyName: `公司${each.key}`,
    account,
    holder: people[each.before ?? each.holder],
    amount: { amount: each.amount, currency: 'CNY' },
    contactPhone: `${SECRET}000${each.key.charCodeAt(0)}`,
  })
  const ids = {
    opportunity,
    account,
    'follow-up': await made('/follow-ups', { opportunity, kind: 'call', content: `${MARK}跟进${each.key}` }),
    task: await made('/tasks', {
      opportunity,
      title: `${MARK}任务${each.key}`,
      holder: people[each.before ?? each.holder],
      dueOn: '2026-12-01',
    }),
  }
  if (each.helper)
    await wanted(
      admin.put(`/opportunities/${opportunity}/participants/${people[each.helper]}`, { letter: 'C' }),
    )
  if (each.before) {
    const { version } = await wanted(admin.get<{ version: number }>(`/opportunities/${opportunity}`))
    const body = { person: people[each.holder], reason: '调整分工' }
    await wanted(admin.ask('PUT', `/opportunities/${opportunity}/holding`, { body, version }))
  }
  return ids
}
