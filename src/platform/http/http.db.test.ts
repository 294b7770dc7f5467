import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client, TestApi } from '../../../test/api.ts'
import { testApi } from '../../../test/api.ts'
import { setUp } from '../../../test/world.ts'

let api: TestApi
let admin: Client
beforeAll(async () => {
  api = await testApi()
  admin = await setUp(api)
})
afterAll(() => api?.close())

const raw = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, headers = {}, payload = '') =>
  api.application.http.inject({ method, url, headers, ...(payload ? { payload } : {}) })
const json = { 'content-type': 'application/json', 'x-baton-csrf': '1' }

describe('a request that does not fit', () => {
  test('is told every problem with its path', async () => {
    const answer = await api.nobody.post('/session', { email: 'no address', extra: 1 })
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({
      type: 'urn:baton:http.invalid-input',
      title: 'http.invalid-input',
      status: 400,
      code: 'http.invalid-input',
      requestId: expect.any(String),
    })
    const { problems } = answer.facts as { problems: { path: string; code: string }[] }
    expect(problems.map((problem) => problem.path)).toEqual(['body.email', 'body.password', 'body'])
    expect(answer.headers['content-type']).toContain('application/problem+json')
  })
  test('is refused where its body is no JSON, is empty, or is of another type', async () => {
    expect((await raw('POST', '/api/v1/session', json, '{"email": ')).json().code).toBe('http.not-json')
    expect((await raw('POST', '/api/v1/session', json)).json().code).toBe('http.not-json')
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense']) {
      const answer = await raw('POST', '/api/v1/session', { ...json, 'content-type': type }, 'email=a@b.cc')
      expect([answer.statusCode, answer.json().code], type).toEqual([415, 'http.wrong-content-type'])
    }
  })
  test('may announce JSON and bring none where nothing is asked for', async () => {
    const headers = { ...json, ...admin.headers }
    for (const url of [`/api/v1/organisation/people/${admin.personId}/invite`])
      expect((await raw('POST', url, headers)).statusCode, url).toBe(201)
    expect((await raw('PATCH', '/api/v1/me', headers)).json().code).toBe('http.not-json')
  })
  test('is refused where it is larger than a megabyte', async () => {
    const answer = await raw(
      'POST',
      '/api/v1/session',
      json,
      JSON.stringify({ email: 'x'.repeat(1_100_000) }),
    )
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'http.too-large'])
  })
  test('is refused where it is nested without end', async () => {
    const body = `{"email": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    const answer = await raw('POST', '/api/v1/session', json, body)
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'http.invalid-input'])
  })
  test('carries no prototype', async () => {
    const answer = await raw('POST', '/api/v1/session', json, '{"__proto__": {"admin": true}}')
    expect(answer.statusCode).toBe(400)
  })
  test('is refused where text has a NUL or half a character', async () => {
    for (const name of ['a\u0000b', '\ud800']) {
      const answer = await admin.ask('PATCH', '/me', { body: { name } })
      expect([answer.status, answer.code], JSON.stringify(name)).toEqual([400, 'http.invalid-input'])
    }
  })
  test('finds nothing at an address that is none, or one that cannot be read', async () => {
    for (const url of [
      '/api/v1/nothing/to/be/found/here',
      '/api/nothing',
      '/api/v1/sessions/%zz',
      `/api/v1/sessions/${'x'.repeat(300)}`,
    ]) {
      const answer = await raw('GET', url)
      expect([answer.statusCode, answer.json().code], url).toEqual([404, 'http.not-found'])
    }
    expect((await raw('DELETE', '/healthz')).statusCode).toBe(404)
  })
})

describe('a change from a browser', () => {
  const cookie = async () => ({ cookie: await cookieOf(admin) })
  test('needs our header, our origin and our site', async () => {
    const ask = async (headers: Record<string, string>) =>
      (
        await raw('DELETE', '/api/v1/sessions/0197a1a1-0000-7000-8000-000000000000', {
          ...(await cookie()),
          ...headers,
        })
      ).json().code
    expect(await ask({})).toBe('http.cross-site')
    expect(await ask({ 'x-baton-csrf': '1', origin: 'https://evil.example' })).toBe('http.cross-site')
    expect(await ask({ 'x-baton-csrf': '1', origin: 'null' })).toBe('http.cross-site')
    expect(await ask({ 'x-baton-csrf': '1', 'sec-fetch-site': 'cross-site' })).toBe('http.cross-site')
    expect(await ask({ 'x-baton-csrf': '1', 'sec-fetch-site': 'same-site' })).toBe('http.cross-site')
    expect(await ask({ 'x-baton-csrf': '1', host: 'baton.example', origin: 'http://baton.example' })).toBe(
      'identity.not-found',
    )
  })
  test('gains nothing from an Authorization header that is no key: the cookie then counts for nothing', async () => {
    const answer = await raw(
      'POST',
      '/api/v1/api-keys',
      { ...(await cookie()), authorization: 'Basic YTpi', 'content-type': 'application/json' },
      '{"name":"x"}',
    )
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'http.not-signed-in'])
  })
  test('is refused where nobody is signed in', async () => {
    const answer = await api.nobody.get('/me')
    expect([answer.status, answer.code]).toEqual([401, 'http.not-signed-in'])
    expect(answer.headers['www-authenticate']).toBe('Bearer')
    expect((await api.with({ cookie: 'baton_session=forged' }).get('/me')).status).toBe(401)
    expect((await api.with({ authorization: 'Bearer btn_forgedforgedforgedforged' }).get('/me')).status).toBe(
      401,
    )
  })
})

describe('versions', () => {
  test('a change must say which version was seen, in a form that can be read', async () => {
    const { id } = (await admin.post<{ id: string }>('/organisation/departments', { name: '一部' })).body
    const path = `/organisation/departments/${id}`
    expect((await admin.ask('PATCH', path, { body: { name: '二部' } })).code).toBe('http.if-match-missing')
    expect((await admin.ask('PATCH', path, { body: { name: '二部' } })).status).toBe(428)
    for (const match of ['3', '"x"', '"1", "2"', '*']) {
      const answer = await admin.ask('PATCH', path, {
        body: { name: '二部' },
        headers: { 'if-match': match },
      })
      expect([answer.status, answer.code], match).toEqual([400, 'http.invalid-input'])
    }
    const stale = await admin.patch(path, 7, { name: '二部' })
    expect([stale.status, stale.facts]).toEqual([412, { yours: 7, current: 1 }])
    const changed = await admin.patch(path, 1, { name: '二部' })
    expect([changed.status, changed.headers['etag']]).toEqual([200, '"2"'])
  })
})

describe('an Idempotency-Key', () => {
  const departments = async () =>
    (await admin.get<{ items: { name: string }[] }>('/organisation/departments')).body.items.map(
      (d) => d.name,
    )
  const make = (name: string, key: string) =>
    admin.post<{ id: string }>('/organisation/departments', { name }, { 'idempotency-key': key })

  test('lets a POST be repeated: the same answer, one time done', async () => {
    const first = await make('重复部', 'k1')
    const again = await make('重复部', 'k1')
    expect(again.status).toBe(201)
    expect(again.body).toEqual(first.body)
    expect(again.headers['idempotency-replayed']).toBe('true')
    expect(again.headers['etag']).toBe(first.headers['etag'])
    expect((await departments()).filter((name) => name === '重复部')).toHaveLength(1)
  })
  test('is refused for another request', async () => {
    await make('甲部', 'k2')
    const other = await make('乙部', 'k2')
    expect([other.status, other.code]).toEqual([422, 'http.idempotency-key-reused'])
  })
  test('of two people is two keys', async () => {
    const person = (await admin.post<{ id: string }>('/organisation/people', { name: '另一位' })).body
    await admin.put(`/people/${person.id}/roles`, { roles: [], admin: true })
    const other = await api.as(person.id)
    await make('丙部', 'k3')
    const answer = await other.post(
      '/organisation/departments',
      { name: '丁部' },
      { 'idempotency-key': 'k3' },
    )
    expect(answer.status).toBe(201)
  })
  test('holds when ten arrive at once: done once, the others get its answer or are told', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => make('并发部', 'k4')))
    expect((await departments()).filter((name) => name === '并发部')).toHaveLength(1)
    expect(answers.filter((answer) => answer.status === 201).length).toBeGreaterThan(0)
    for (const answer of answers) {
      if (answer.status !== 201) expect([answer.status, answer.code]).toEqual([409, 'http.already-done'])
    }
  })
  test('is free again where the request was refused', async () => {
    expect((await make('', 'k5')).status).toBe(400)
    const parent = '0197a1a1-0000-7000-8000-000000000000'
    const refused = await admin.post(
      '/organisation/departments',
      { name: '戊部', parent },
      { 'idempotency-key': 'k6' },
    )
    expect(refused.code).toBe('organisation.not-found')
    expect((await make('戊部', 'k6')).status).toBe(201)
  })
  test('never keeps a secret: the repeat is told that it was done', async () => {
    const ask = () => admin.post('/api-keys', { name: '机器人' }, { 'idempotency-key': 'k7' })
    expect((await ask()).status).toBe(201)
    expect((await ask()).code).toBe('http.already-done')
    const kept = await api.application.db`select 1 from idempotency where response::text like '%btn_%'`
    expect(kept).toHaveLength(0)
  })
  test('that is empty or endless is refused', async () => {
    expect((await make('己部', '')).status).toBe(400)
    expect((await make('己部', 'x'.repeat(201))).status).toBe(400)
  })
})

describe('the server itself', () => {
  test('says that it is up and ready', async () => {
    expect((await raw('GET', '/healthz')).json()).toEqual({ status: 'up' })
    expect((await raw('GET', '/readyz')).json()).toEqual({ status: 'ready' })
  })
  test('shows its measures', async () => {
    const { body } = await raw('GET', '/metrics')
    expect(body).toContain('baton_http_requests_total{method="GET",route="/healthz",status="200"}')
    expect(body).toContain('baton_http_request_seconds_bucket')
    expect(body).toMatch(/baton_db_connections\{name="baton"[^}]*\} \d/)
    expect(body).toContain('nodejs_eventloop_lag_seconds')
  })
  test('sends headers that keep other sites out', async () => {
    const { headers } = await raw('GET', '/api/v1/setup')
    expect(headers['content-security-policy']).toContain("script-src 'self'")
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['cache-control']).toBe('no-store')
  })
  test('describes itself in OpenAPI 3.1, every endpoint with its refusals', async () => {
    const open = (await raw('GET', '/api/openapi.json')).json()
    expect(open.openapi).toBe('3.1.0')
    expect(open.paths['/session'].post.requestBody.content['application/json'].schema.required).toEqual([
      'email',
      'password',
    ])
    expect(open.paths['/session'].post.security).toEqual([])
    expect(open.paths['/organisation/departments/{id}'].patch.parameters).toContainEqual(
      expect.objectContaining({ name: 'If-Match', in: 'header', required: true }),
    )
    for (const [path, operations] of Object.entries(
      open.paths as Record<string, Record<string, { responses: object }>>,
    )) {
      for (const [method, operation] of Object.entries(operations)) {
        expect(operation.responses, `${method} ${path}`).toHaveProperty('default')
      }
    }
  })
  test('tells nobody the names of custom fields, and those who are signed in all of them', async () => {
    const field = { name: 'rival', label: { zh: '竞争对手', en: 'Rival' }, type: 'text' }
    expect((await admin.post('/definitions/objects/opportunity/fields', field)).status).toBe(201)
    const nobody = await raw('GET', '/api/openapi.json')
    const signedIn = await raw('GET', '/api/openapi.json', { cookie: await cookieOf(admin) })
    expect(nobody.body).not.toContain('"rival"')
    expect(signedIn.body).toContain('"rival"')
  })
})

async function cookieOf(client: Client): Promise<string> {
  const { startSession } = await import('../../features/identity/index.ts')
  const from = { agent: 'test', ip: '' }
  return `baton_session=${await startSession(api.application.db, api.now(), client.personId, from)}`
}
