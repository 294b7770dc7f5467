import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SESSION_COOKIE, startSession } from '../../src/features/identity/index.ts'
import type { Client } from '../api.ts'
import { type Known, openKnown, TESTERS } from '../roads/known-answers.ts'
import { wanted } from '../world.ts'
import { type Door, doorsOf, placesIn, type Schema } from './doors.ts'
import {
  appliedFor,
  askedBy,
  clockOf,
  contestOf,
  foundAbout,
  outgoing,
  type Personal,
  proposedTo,
  replayOf,
  requested,
  reviewOf,
  splitOf,
  toldTo,
} from './foreign-rows.ts'
import { BODIES, MISSING } from './known-bodies.ts'
import { type KnownIds, madeAfter } from './poison.ts'

const home = mkdtempSync(join(tmpdir(), 'baton-foreign-'))

let known: Known
let planIds: { version: string; draft: string }
let calendar: string
/** A robot of a group, and a message that waits for it. */
let sending: { channels: string; deliveries: string }
/** 吴霞's leaving, and a row of it: for administrators and those above her. */
let leaving: { transitions: string; 'transition-rows': string }
let doors: Door[]
let schemas: Record<string, Schema>
let ids: KnownIds
let contacts: string[]
/** What belongs to one person alone, of two people, so that everyone has somebody else's. */
let personal: Record<'director' | 'shenzhen', Personal>
/** Absences of two people whom nobody leads. */
const absences = { director: '', finance: '' }
/** What lies in the bin, of two people. */
const binned: string[] = []
/** What they offer to hand over. */
const handed = { director: '', shenzhen: '' }

beforeAll(async () => {
  known = await openKnown({ home })
  const { admin, people, departments, roles } = known.world
  const found = await doorsOf(known.world.api.application, admin.headers)
  doors = found.doors
    .filter(({ path }) => placesIn(path).some((place) => place !== 'plural'))
    .filter(({ path }) => !BY_TOKEN.test(path) && !SEEN_BY_ALL.test(path))
  schemas = found.schemas
  personal = { director: await ownOf('director'), shenzhen: await ownOf('shenzhen') }
  for (const who of ['director', 'finance'] as const) {
    const body = { from: '2027-03-01', until: '2027-03-05', kind: 'leave' }
    const client = await known.world.as(who)
    absences[who] = (await wanted(client.post<{ id: string }>('/absences', body))).id
  }
  for (const who of ['director', 'shenzhen'] as const) {
    const id = await known.world.opportunity(admin, { holder: people[who] })
    await wanted(admin.delete(`/opportunities/${id}`, 1))
    binned.push(id)
  }
  const accounts = [...known.cases.values()].map((each) => each.account)
  contacts = await Promise.all(
    accounts.map(
      async (account) => (await wanted(admin.post<{ id: string }>('/contacts', { account, name: '人' }))).id,
    ),
  )
  const plan = await wanted(admin.get<{ id: string; stages: { key: string }[] }>('/plan'))
  const draft = await wanted(admin.post<{ id: string }>('/plan/drafts', { name: '草稿' }))
  planIds = { version: plan.id, draft: draft.id }
  const calendars = await wanted(admin.get<{ items: { id: string }[] }>('/availability/calendars'))
  calendar = calendars.items[0]?.id ?? ''
  sending = await outgoing(known.world)
  const transition = await wanted(
    admin.post<{ id: string }>('/transitions', { name: '离职', kind: 'leaver', leavers: [people.shenzhen] }),
  )
  const { items: rows } = await wanted(
    admin.get<{ items: { id: string }[] }>(`/transitions/${transition.id}/rows?kind=opportunity`),
  )
  leaving = { transitions: transition.id, 'transition-rows': rows[0]?.id ?? '' }
  ids = {
    '': [people.shanghai],
    roles: [roles.sales],
    parent: [departments.east],
    department: [departments.south],
    stages: plan.stages.map((stage) => stage.key),
  }
})
afterAll(async () => {
  await known?.close()
  rmSync(home, { recursive: true, force: true })
})

async function ownOf(who: 'director' | 'shenzhen'): Promise<Personal> {
  const { world, cases } = known
  const client = await world.as(who)
  const id = async (asked: Promise<{ status: number; body: { id: string }; text: string }>) =>
    (await wanted(asked)).id
  const { items } = await wanted(client.get<{ items: { id: string }[] }>('/sessions'))
  handed[who] = cases.get(who === 'director' ? 'f' : 'd')?.opportunity ?? ''
  const to = world.people[who === 'director' ? 'eastManager' : 'guangdong']
  const packet = { needs: '光谱仪', nextStep: '回访', nextStepOn: '2026-12-01' }
  return {
    sessions: items[0]?.id ?? '',
    'api-keys': await id(client.post('/api-keys', { name: '程序' })),
    views: await id(client.post('/views', { object: 'opportunity', name: '我的' })),
    'hand-overs': await id(client.post(`/opportunities/${handed[who]}/hand-overs`, { to, packet })),
    contests: await contestOf(world, handed[who]),
    approvals: await requested(world, handed[who], client.personId, to),
    findings: await foundAbout(world, handed[who], client.personId),
    proposals: await proposedTo(world, client.personId),
    reviews: await reviewOf(world, handed[who]),
    splits: await splitOf(world, handed[who], client.personId),
    clocks: await clockOf(world, handed[who]),
    imports: await id(upload(client, 'title,companyName\n甲,乙\n')),
    replays: await replayOf(world, client.personId),
    notices: await toldTo(world, client.personId),
    ...(await askedBy(client)),
    'pool-applications': await appliedFor(
      world,
      await world.opportunity(world.admin, { holder: world.people[who] }),
    ),
  }
}

const OF_THE_OPPORTUNITY = new Set([
  'hand-overs',
  'contests',
  'approvals',
  'findings',
  'reviews',
  'splits',
  'pool-applications',
  'clocks',
])

async function upload(client: Client, text: string) {
  const form = new FormData()
  form.append('object', 'opportunity')
  form.append('file', new Blob([text]), 'table.csv')
  const sent = new Request('http://127.0.0.1/', { method: 'POST', body: form })
  const answer = await known.world.api.application.http.inject({
    method: 'POST',
    url: '/api/v1/imports',
    headers: { ...client.headers, 'content-type': sent.headers.get('content-type') ?? '' },
    payload: Buffer.from(await sent.arrayBuffer()),
  })
  return { status: answer.statusCode, body: answer.json<{ id: string }>(), text: answer.body }
}

/** The first word of an address says whose ids it takes. */
const OWN =
  'sessions api-keys views hand-overs contests approvals findings proposals reviews splits clocks imports replays notices pool-applications'.split(
    ' ',
  ) as (keyof Personal)[]
/** Addresses for administrators: to everyone else they are shut, whatever the id. */
const ADMIN =
  /^\/(organisation|definitions|roles|people\/\{id\}\/roles|plan|channels|deliveries|findings\/settings|availability\/(calendars|departments|people\/\{id\}\/calendar))/
/** Who knows the token is who may use it. */
const BY_TOKEN = /^\/invites/
/** What everybody may see; who may change it is a right of its own. */
const SEEN_BY_ALL = /^\/(people|departments|stages|products)\/\{id\}$|^\/review-packs/

/** Paths of records the tester may not see, filled in, with the same path of a record that is not there. */
async function pathsOf(door: Door, client: Client): Promise<{ foreign: string; missing: string }[]> {
  const { people, roles, departments } = known.world
  const first = door.path.split('/')[1] ?? ''
  const own = OWN.find((one) => one === first)
  const fill = (path: string, id: string) =>
    `${path}${door.path.endsWith('/receivers') ? '?stage=requirement' : ''}`
      .replace('{id}', id)
      .replace('{person}', people.zhejiang)
      .replace('{field}', 'title')
      .replace('{object}', 'opportunity')
      .replace('{kind}', 'pool-unkept')
      .replace('{key}', id === MISSING ? 'nothing' : first === 'pools' ? 'public' : 'sales')
  const pair = (path: string, id: string) => ({ foreign: fill(path, id), missing: fill(path, MISSING) })
  if (first === 'absences') {
    if (client.personId === known.world.admin.personId) return [] // knows of everybody's
    return [pair(door.path, absences[client.personId === people.finance ? 'director' : 'finance'])]
  }
  if (own && !ADMIN.test(door.path)) {
    const isAdmin = client.personId === known.world.admin.personId
    const isOfAll = own === 'imports' || own === 'proposals' || own === 'replays'
    if (isOfAll && isAdmin) return [] // sees everybody's
    const mine: string[] = [people.director, people.eastManager]
    const who = mine.includes(client.personId) ? 'shenzhen' : 'director'
    const { status } = await client.get(`/opportunities/${handed[who]}`)
    // whoever sees the opportunity sees its hand-overs, its contests and what was asked to be approved of it
    if (OF_THE_OPPORTUNITY.has(own) && status === 200) return []
    return [pair(door.path, personal[who][own])]
  }
  if (first === 'reports') {
    const kind = (['dashboards', 'schedules'] as const).find((one) => door.path.startsWith(`/reports/${one}`))
    // an administrator sees what is mailed, but not what somebody keeps for themselves
    if (kind === 'schedules' && client.personId === known.world.admin.personId) return []
    return [
      pair(door.path, personal[client.personId === people.director ? 'shenzhen' : 'director'][kind ?? first]),
    ]
  }
  // nobody leads the director
  if (first === 'scores') return client.personId === people.director ? [] : [pair(door.path, people.director)]
  if (first === 'pools') {
    const { body } = await client.get<{ items: unknown[] }>('/pools')
    return body.items.length > 0 ? [] : [pair(door.path, '')]
  }
  if (first === 'transitions' || first === 'transition-rows') {
    const above: string[] = [known.world.admin.personId, people.southManager, people.director]
    return above.includes(client.personId) ? [] : [pair(door.path, leaving[first])]
  }
  if (first === 'bin') {
    const { body } = await client.get<{ items?: { id: string }[] }>('/bin?object=opportunity')
    const theirs = binned.find((id) => !(body.items ?? []).some((one) => one.id === id))
    return theirs ? [pair(door.path, theirs)] : []
  }
  if (ADMIN.test(door.path)) {
    if (client.personId === known.world.admin.personId) return []
    const id =
      first === 'plan'
        ? door.path.includes('drafts')
          ? planIds.draft
          : planIds.version
        : first === 'channels' || first === 'deliveries'
          ? sending[first]
          : first === 'roles'
            ? roles.sales
            : door.path.includes('calendars')
              ? calendar
              : door.path.includes('departments')
                ? departments.east
                : people.shanghai
    return [pair(door.path, id)]
  }
  if (first === 'availability') {
    // one's own and one's reports' working time: nobody leads these two
    if (client.personId === known.world.admin.personId) return []
    return [pair(door.path, client.personId === people.finance ? people.success : people.finance)]
  }
  const plurals = first === '{plural}' ? ['opportunities', 'accounts', 'follow-ups', 'tasks'] : [first]
  const found: { foreign: string; missing: string }[] = []
  for (const plural of plurals) {
    const unseen = await unseenId(plural, client)
    if (unseen) found.push(pair(door.path.replace('{plural}', plural), unseen))
  }
  return found
}

const OBJECT_OF = {
  opportunities: 'opportunity',
  accounts: 'account',
  'follow-ups': 'follow-up',
  tasks: 'task',
} as const

/** A record the rules of this world keep from the tester. */
async function unseenId(plural: string, client: Client): Promise<string | undefined> {
  const object = OBJECT_OF[plural as keyof typeof OBJECT_OF]
  const all = plural === 'contacts' ? contacts : object ? known.keys[object].keys() : []
  for (const id of all) {
    if ((await client.get(`/${plural}/${id}`)).status !== 200) return id
  }
  return undefined
}

/** Bodies that come past the contract, so that it is the id that is refused. */
function bodiesOf(door: Door): unknown[] {
  if (!door.body) return [undefined]
  const made = fc.sample(madeAfter(door.body, { known: ids, schemas }), { seed: 7, numRuns: 6 })
  const known = BODIES[door.name]
  return known ? [known] : made
}
async function statusAt(client: Client, door: Door, path: string, body: unknown) {
  const { http } = known.world.api.application
  const answer = await http.inject({
    method: door.method,
    url: `/api/v1${path}`,
    headers: {
      ...client.headers,
      'if-match': '"1"',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  const problem = answer.statusCode >= 400 ? answer.json<{ code: string; facts: object }>() : undefined
  const facts = JSON.stringify(problem?.facts ?? {}).replaceAll(
    /[0-9a-f]{8}-[0-9a-f-]{27}|nothing|sales|public/g,
    '…',
  )
  return { status: answer.statusCode, code: problem?.code, facts }
}

/** Everything that is kept, but for what every request leaves behind. */
async function digest(): Promise<Record<string, unknown>> {
  const { owner } = known.world.api.application
  const tables = await owner<
    { name: string }[]
  >`select tablename as name from pg_tables where schemaname = current_schema()
    and tablename not in ('session', 'api_key', 'idempotency', 'sign_in_failure')`
  const found: Record<string, string> = {}
  for (const { name } of tables) {
    const [row] = await owner.unsafe<{ sum: string }[]>(
      `select count(*) || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as sum from "${name}" t`,
    )
    found[name] = row?.sum ?? ''
  }
  const [kept] = await owner<{ sessions: number; keys: number }[]>`select
    (select count(*)::int from session where id = any(${Object.values(personal).map((each) => each.sessions)})) as sessions,
    (select count(*)::int from api_key where revoked_at is null) as keys`
  return { ...found, ...kept }
}

test('at every address with an id, for everyone: what is not yours is answered like what is not there, and stays as it is', async () => {
  const before = await digest()
  const leaks: string[] = []
  const unprobed: string[] = []
  let asked = 0
  const probed = new Map<string, number>()
  for (const tester of TESTERS) {
    const someone = await known.as(tester.who)
    for (const door of doors) {
      for (const { foreign, missing } of await pathsOf(door, someone)) {
        let reached = false
        for (const body of bodiesOf(door)) {
          const client = await fresh(someone) // ending a session is one of the things that are tried
          const theirs = await statusAt(client, door, foreign, body)
          const none = await statusAt(client, door, missing, body)
          asked += 2
          reached ||= none.code !== 'http.invalid-input'
          const same = JSON.stringify(theirs) === JSON.stringify(none)
          if (!same || theirs.status < 400)
            leaks.push(`${tester.name}: ${door.name} ${JSON.stringify([theirs, none, body])}`)
        }
        probed.set(door.name, (probed.get(door.name) ?? 0) + (reached ? 1 : 0))
      }
    }
  }
  for (const door of doors) if (!(probed.get(door.name) ?? 0)) unprobed.push(door.name)
  process.stdout.write(
    `${asked} requests at ${probed.size} addresses with an id, by ${TESTERS.length} people\n`,
  )
  expect(leaks).toEqual([])
  expect(unprobed.sort()).toEqual([])
  expect(await digest()).toEqual(before)
}, 300_000)

async function fresh(client: Client): Promise<Client> {
  const { application, now } = known.world.api
  const from = { agent: 'test', ip: '127.0.0.1' }
  const token = await startSession(application.db, now(), client.personId, from)
  return { ...client, headers: { 'x-baton-csrf': '1', cookie: `${SESSION_COOKIE}=${token}` } }
}

test('a body that names what may not be seen is refused like one that names nothing', async () => {
  const other = await known.world.as('shenzhen')
  const hidden = known.cases.get('a')
  const own = known.cases.get('d')
  const { version } = await wanted(other.get<{ version: number }>(`/opportunities/${own?.opportunity}`))
  const ways: [string, (id: { opportunity: string; account: string }) => ReturnType<Client['get']>][] = [
    [
      'follow-up',
      (of) => other.post('/follow-ups', { opportunity: of.opportunity, kind: 'call', content: '看' }),
    ],
    ['task', (of) => other.post('/tasks', { opportunity: of.opportunity, title: '看', dueOn: '2026-12-01' })],
    ['opportunity', (of) => other.post('/opportunities', { title: '看', account: of.account })],
    ['contact', (of) => other.post('/contacts', { name: '看', account: of.account })],
    ['change', (of) => other.patch(`/opportunities/${own?.opportunity}`, version, { account: of.account })],
  ]
  for (const [name, way] of ways) {
    const theirs = await way({ opportunity: hidden?.opportunity ?? '', account: hidden?.account ?? '' })
    const none = await way({ opportunity: MISSING, account: MISSING })
    expect([theirs.status, theirs.code], name).toEqual([none.status, none.code])
    expect(theirs.status, name).toBeGreaterThanOrEqual(400)
    expect(theirs.text, name).not.toContain('标的')
  }
})
