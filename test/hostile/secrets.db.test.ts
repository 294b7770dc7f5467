import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../src/platform/db/pool.ts'
import { type TestDatabase, testDatabase } from '../database.ts'
import { ADMIN_EMAIL } from '../world.ts'

const PASSWORD = 'gingko-Password-17'
const NEXT = 'juniper-Password-18'
const WRONG = 'willow-Password-19'
const WEAK = 'elm20'
const INVITED = 'poplar-Password-21'
const METRICS = 'metrics-token-of-this-test'

let database: TestDatabase
let server: ChildProcess
let address = ''
let log = ''
beforeAll(async () => {
  database = await testDatabase()
  const script = fileURLToPath(new URL('talkative-server.ts', import.meta.url))
  server = spawn(process.execPath, [script, database.url, METRICS], { stdio: ['ignore', 'pipe', 'pipe'] })
  server.stderr?.on('data', (data) => {
    log += data
  })
  const [line] = (await once(server.stdout ?? server, 'data')) as [Buffer]
  address = String(line).trim()
})
afterAll(async () => {
  const gone = once(server, 'exit')
  server.kill('SIGTERM')
  await gone
  await database.close()
})

/** Everything the server answered, but for what it is asked to give away once. */
let said = ''
async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${address}${path}`, {
    method,
    headers: {
      'x-baton-csrf': '1',
      ...headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  return { status: answer.status, text, cookie, json: () => JSON.parse(text) as Record<string, string> }
}
async function heard(...asked: Parameters<typeof ask>) {
  const answer = await ask(...asked)
  said += `${answer.text}\n`
  return answer
}
const api = (path: string) => `/api/v1${path}`
const signIn = (email: string, password: string) => heard('POST', api('/session'), { email, password })

/** A line that an operator sees without asking for more. */
const refusedFor = (code: string) => new RegExp(`"level":30[^\n]*"code":"${code.replace('.', '\\.')}"`)

test('no password, session, key or invite stands in the log, the journal, the measures, an answer or a table', async () => {
  const setUp = {
    company: '晨光仪器',
    companyType: 'growing',
    name: '周敏',
    email: ADMIN_EMAIL,
    password: PASSWORD,
  }
  expect((await heard('POST', api('/setup'), setUp)).status).toBeLessThan(300)
  const { cookie, status } = await signIn(ADMIN_EMAIL, PASSWORD)
  expect(status).toBe(201)
  const me = { cookie }

  await signIn(ADMIN_EMAIL, WRONG)
  await signIn(WRONG, PASSWORD) // typed in the wrong place
  await heard('POST', api('/session'), `{"email":"${ADMIN_EMAIL}","password":"${PASSWORD}"`) // broken JSON
  await heard('POST', api('/session'), { email: ADMIN_EMAIL, password: PASSWORD, extra: PASSWORD })
  await heard('POST', api('/session'), { email: ADMIN_EMAIL, password: [PASSWORD] })
  await heard(
    'GET',
    api(`/me?password=${encodeURIComponent(PASSWORD)}&token=${cookie.split('=')[1]}`),
    undefined,
    me,
  )

  const key = await ask('POST', api('/api-keys'), { name: '程序' }, { ...me, 'idempotency-key': 'k1' })
  await heard('POST', api('/api-keys'), { name: '程序' }, { ...me, 'idempotency-key': 'k1' }) // asked again
  const token = key.json()['token'] ?? ''
  expect(token).toMatch(/^btn_/)
  await heard('GET', api('/me'), undefined, { authorization: `Bearer ${token}` })
  await heard('GET', api('/me'), undefined, { authorization: `Bearer ${token}x` })
  await heard('GET', api(`/api-keys/${token}`), undefined, me)
  await heard('GET', api('/opportunities?filter=') + encodeURIComponent(`title == "${token}"`), undefined, {
    authorization: `Bearer ${token}`,
  })

  const person = await heard(
    'POST',
    api('/organisation/people'),
    { name: '李强', email: 'li@chenguang.example', functions: ['sales'] },
    me,
  )
  const invite = await ask('POST', api(`/organisation/people/${person.json()['id']}/invite`), {}, me)
  const invited = invite.json()['path']?.split('/').at(-1) ?? ''
  expect(invited.length).toBeGreaterThan(20)
  await heard('GET', api(`/invites/${invited}`))
  await heard('POST', api(`/invites/${invited}`), { password: WEAK })
  const accepted = await heard('POST', api(`/invites/${invited}`), { password: INVITED })
  expect(accepted.status).toBe(201)
  await heard('POST', api(`/invites/${invited}`), { password: INVITED })
  await ask('GET', api(`/invites/${invited}/more`)) // an address that is not there is told to whoever asked for it
  await heard('GET', api(`/nothing?token=${token}`))

  await heard('PUT', api('/me/password'), { current: WRONG, next: NEXT }, me)
  await heard('PUT', api('/me/password'), { current: PASSWORD, next: WEAK }, me)
  const changed = await heard('PUT', api('/me/password'), { current: PASSWORD, next: NEXT }, me)
  expect(changed.status).toBe(204)

  // The database refuses in the middle: what it says carries what was asked.
  const owner = connect(database.url, { as: 'owner', max: 1, name: 'baton-test' })
  await owner`alter table session rename column agent to agent_gone`
  expect((await signIn(ADMIN_EMAIL, NEXT)).status).toBe(500)
  await owner`alter table session rename column agent_gone to agent`
  await owner`alter table api_key add constraint never check (name <> 'never')`
  expect((await heard('POST', api('/api-keys'), { name: 'never' }, me)).status).toBeGreaterThanOrEqual(400)

  const measures = await ask('GET', '/metrics', undefined, { authorization: `Bearer ${METRICS}` })
  expect(measures.status).toBe(200)
  const tables = await owner<
    { name: string }[]
  >`select tablename as name from pg_tables where schemaname = current_schema()`
  let held = ''
  for (const { name } of tables) {
    const rows = await owner.unsafe<{ row: string }[]>(`select t::text as row from "${name}" t`)
    held += rows.map(({ row }) => `${name}: ${row}\n`).join('')
  }
  await owner.end()

  expect(log.split('\n').length, 'lines of log').toBeGreaterThan(30)
  expect(log).toContain('"msg":"fault"')
  expect(log).toContain('slow query')
  for (const code of ['identity.wrong-credentials', 'http.not-signed-in'])
    expect(log).toMatch(refusedFor(code))
  expect(log, 'who was refused').toMatch(
    /"level":30[^\n]*"personId":"[0-9a-f-]{36}"[^\n]*"code":"identity\.wrong/,
  )
  expect(held).toContain('person.')
  const session = cookie.split('=')[1] ?? ''
  const secrets = {
    password: PASSWORD,
    'next password': NEXT,
    'invited password': INVITED,
    session,
    'other session': accepted.cookie.split('=')[1] ?? '',
    'API key': token,
    invite: invited,
    'metrics token': METRICS,
    'database password': decodeURIComponent(new URL(database.url).password),
    'wrong password': WRONG,
  }
  const places = { log, answers: said, measures: measures.text, tables: held }
  const leaks = Object.entries(secrets).flatMap(([name, secret]) => {
    expect(secret.length, name).toBeGreaterThan(8)
    return Object.entries(places).flatMap(([place, text]) =>
      text.includes(secret) ? [`${name} in ${place}`] : [],
    )
  })
  expect(leaks).toEqual([])
}, 60_000)
