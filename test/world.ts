import { type Client, type Own, type TestApi, testApi } from './api.ts'
import { cloneOf, type TestDatabase } from './database.ts'

export const PASSWORD = 'correct horse 9'
export const ADMIN_EMAIL = 'zhou.min@chenguang.example'

type Someone = {
  name: string
  department: DepartmentKey
  manager?: PersonKey
  functions: string[]
  roles: string[]
  territories?: string[]
  skills?: string[]
}
type DepartmentKey = 'sales' | 'east' | 'south' | 'marketing' | 'support' | 'finance'
type PersonKey = keyof typeof PEOPLE
type RoleKey = 'director' | 'manager' | 'sales' | 'marketing' | 'support' | 'success' | 'finance'

const DEPARTMENTS: Record<DepartmentKey, { name: string; parent?: DepartmentKey }> = {
  sales: { name: '销售部' },
  east: { name: '华东组', parent: 'sales' },
  south: { name: '华南组', parent: 'sales' },
  marketing: { name: '市场部' },
  support: { name: '技术支持部' },
  finance: { name: '财务部' },
}

/** In the order they are made: managers come before those they lead. */
const PEOPLE = {
  director: someone('林岚', 'sales', ['sales'], ['director']),
  eastManager: someone('王芳', 'east', ['sales'], ['manager'], { manager: 'director' }),
  southManager: someone('赵磊', 'south', ['sales'], ['manager'], { manager: 'director' }),
  shanghai: someone('李强', 'east', ['sales'], ['sales'], {
    manager: 'eastManager',
    territories: ['31', '32'],
  }),
  zhejiang: someone('陈静', 'east', ['sales'], ['sales'], { manager: 'eastManager', territories: ['33'] }),
  guangdong: someone('黄伟', 'south', ['sales'], ['sales'], { manager: 'southManager', territories: ['44'] }),
  shenzhen: someone('吴霞', 'south', ['sales'], ['sales'], { manager: 'southManager', territories: ['44'] }),
  marketing: someone('孙悦', 'marketing', ['marketing'], ['marketing'], { manager: 'director' }),
  support: someone('何平', 'support', ['technical-support'], ['support'], { skills: ['光谱'] }),
  success: someone('郑洁', 'support', ['customer-success'], ['success']),
  finance: someone('钱进', 'finance', ['finance'], ['finance']),
} as const

export type World = Awaited<ReturnType<typeof openWorld>>

/**
 * 晨光仪器, a growing company: a sales department of two teams (华东, 华南) under one director, three territories
 * (上海 and 江苏, 浙江, 广东), marketing, technical support, customer success and finance. Made as a customer would make it, once
 * for all files of a run.
 */
export async function openWorld(own: Own = {}) {
  const database = own.database ?? (await cloneOf('baton_world', makeCompany))
  if (own.database) await makeCompany(own.database)
  const api = await testApi({ ...own, database })
  const admin = await api.as(ADMIN_EMAIL)
  const { db } = api.application
  const departments = await idsOf<DepartmentKey>(
    db`select id, name as of from department`,
    DEPARTMENTS,
    (key) => DEPARTMENTS[key].name,
  )
  const people = await idsOf<PersonKey>(db`select id, email as of from person`, PEOPLE, emailOf)
  const roles = await rolesOf(admin)
  return {
    api,
    admin,
    departments,
    roles,
    people,
    /** One of the company's people, signed in. */
    as: (who: PersonKey): Promise<Client> => api.as(people[who]),
    /** Opens an opportunity in the client's name and answers its id. */
    opportunity: (client: Client, input: Record<string, unknown> = {}) => openOpportunity(client, input),
    close: () => api.close(),
  }
}

/** Names the company and its administrator 周敏, who is signed in afterwards. */
export async function setUp(api: TestApi, companyType: 'start-up' | 'growing' = 'growing'): Promise<Client> {
  await wanted(
    api.nobody.post('/setup', {
      company: '晨光仪器',
      companyType,
      name: '周敏',
      email: ADMIN_EMAIL,
      password: PASSWORD,
    }),
  )
  return api.as(ADMIN_EMAIL)
}

async function makeCompany(database: TestDatabase): Promise<void> {
  const api = await testApi({ database: { ...database, close: async () => {} } })
  const admin = await setUp(api)
  await makePeople(admin, await makeDepartments(admin), await rolesOf(admin))
  await api.close()
}

const emailOf = (key: PersonKey) => `${key.toLowerCase()}@chenguang.example`

/** The id of each, by what it is known by in the database. */
async function idsOf<K extends string>(
  asked: PromiseLike<Iterable<unknown>>,
  all: Record<K, unknown>,
  known: (key: K) => string,
): Promise<Record<K, string>> {
  const found = new Map(
    [...((await asked) as Iterable<{ id: string; of: string }>)].map(({ id, of }) => [of, id]),
  )
  return Object.fromEntries(entries(all).map(([key]) => [key, found.get(known(key))])) as Record<K, string>
}

async function makeDepartments(admin: Client): Promise<Record<DepartmentKey, string>> {
  const ids = {} as Record<DepartmentKey, string>
  for (const [key, { name, parent }] of entries(DEPARTMENTS)) {
    const body = { name, ...(parent ? { parent: ids[parent] } : {}) }
    ids[key] = (await wanted(admin.post<{ id: string }>('/organisation/departments', body))).id
  }
  return ids
}

async function rolesOf(admin: Client): Promise<Record<RoleKey, string>> {
  const { items } = await wanted(admin.get<{ items: { id: string; key: RoleKey }[] }>('/roles'))
  return Object.fromEntries(items.map(({ key, id }) => [key, id])) as Record<RoleKey, string>
}

async function makePeople(
  admin: Client,
  departments: Record<DepartmentKey, string>,
  roles: Record<RoleKey, string>,
): Promise<Record<PersonKey, string>> {
  const ids = {} as Record<PersonKey, string>
  for (const [key, person] of entries<PersonKey, Someone>(PEOPLE)) {
    const { department, manager, roles: keys, ...rest } = person
    const body = {
      ...rest,
      email: emailOf(key),
      department: departments[department],
      ...(manager ? { manager: ids[manager] } : {}),
      roles: keys.map((role) => roles[role as RoleKey]),
    }
    ids[key] = (await wanted(admin.post<{ id: string }>('/organisation/people', body))).id
  }
  return ids
}

let opened = 0
async function openOpportunity(client: Client, input: Record<string, unknown>): Promise<string> {
  opened += 1
  const body = { title: `光谱仪 ${opened}`, companyName: '华东大学', ...input }
  return (await wanted(client.post<{ id: string }>('/opportunities', body))).id
}

/** The answer's body; throws where it was refused. */
export async function wanted<T>(asked: Promise<{ status: number; body: T; text: string }>): Promise<T> {
  const { status, body, text } = await asked
  if (status >= 400) throw new Error(`refused with ${status}: ${text}`)
  return body
}

function someone(
  name: string,
  department: DepartmentKey,
  functions: string[],
  roles: RoleKey[],
  rest: { manager?: string; territories?: string[]; skills?: string[] } = {},
): Someone {
  return { name, department, functions, roles, ...rest } as Someone
}

function entries<K extends string, V>(of: Record<K, V>): [K, V][] {
  return Object.entries(of) as [K, V][]
}
