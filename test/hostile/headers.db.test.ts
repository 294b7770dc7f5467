import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN_EMAIL, openWorld, PASSWORD, type World } from '../world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

const MISSING = '01890000-0000-7000-8000-000000000000'
const ask = (
  url: string,
  method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'DELETE' = 'GET',
  headers: Record<string, string> = {},
  payload?: string,
) =>
  world.api.application.http.inject({
    url,
    method,
    headers: { ...world.admin.headers, ...headers },
    ...(payload === undefined ? {} : { payload }),
  })

describe('every answer', () => {
  test('says how it may be used, whatever it is', async () => {
    for (const [url, status] of [
      ['/api/v1/me', 200],
      ['/api/v1/opportunities', 200],
      [`/api/v1/opportunities/${MISSING}`, 404],
      ['/api/v1/opportunities?limit=0', 400],
      ['/api/v1/nothing/at/all/here', 404],
      ['/api/openapi.json', 200],
      ['/healthz', 200],
      ['/api/v1/accounts/export.csv', 200],
      ['/api/v1/%zz', 404],
    ] as const) {
      const { headers, statusCode } = await ask(url)
      expect(statusCode, url).toBe(status)
      expect(headers['x-content-type-options'], url).toBe('nosniff')
      expect(headers['content-security-policy'], url).toContain("frame-ancestors 'none'")
      expect(headers['content-security-policy'], url).not.toMatch(/script-src[^;]*unsafe|\*/)
      expect(headers['referrer-policy'], url).toBe('same-origin')
      expect(headers['x-frame-options'], url).toBe('DENY')
      expect(headers['cross-origin-opener-policy'], url).toBe('same-origin')
      expect(headers['content-type'], url).toMatch(/charset=utf-8/)
      expect(headers['x-request-id'], url).toMatch(/^[0-9a-f-]{36}$/)
      if (!url.startsWith('/api/')) continue
      expect(headers['cache-control'], url).toBe('no-store')
      expect(headers['content-disposition'], url).toMatch(/^attachment; filename/)
    }
  })
  test('names neither the server’s software nor its version', async () => {
    for (const url of ['/api/v1/me', '/healthz', '/api/v1/nothing/x']) {
      const { headers, body } = await ask(url)
      for (const name of ['server', 'x-powered-by', 'x-runtime', 'via'])
        expect(headers[name], name).toBeUndefined()
      expect(body).not.toMatch(/fastify|postgres|node\.js|\/src\//i)
    }
  })
  test('is for pages of this origin: no other is let in', async () => {
    for (const origin of ['https://evil.example', 'null', 'http://localhost']) {
      for (const method of ['GET', 'OPTIONS'] as const) {
        const { headers } = await ask('/api/v1/me', method, {
          origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'x-baton-csrf',
        })
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
      }
      expect((await ask('/api/v1/me', 'OPTIONS', { origin })).statusCode).toBe(404)
    }
  })
  test('without TLS promises none, and its cookie is kept from scripts and other sites all the same', async () => {
    const { headers } = await ask('/api/v1/me')
    expect(headers['strict-transport-security']).toBeUndefined()
    const signedIn = await ask(
      '/api/v1/session',
      'POST',
      { 'content-type': 'application/json' },
      JSON.stringify({ email: ADMIN_EMAIL, password: PASSWORD }),
    )
    const parts = String(signedIn.headers['set-cookie']).split('; ')
    expect(parts).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Lax', 'Path=/']))
  })
})

describe('a request', () => {
  test('that names a parameter twice is refused, never half read', async () => {
    for (const query of [
      'limit=1&limit=2',
      'sort=title&sort=-title',
      'filter=&filter=true',
      'fields=title&fields=number',
    ]) {
      const { statusCode, body } = await ask(`/api/v1/opportunities?${query}`)
      expect([statusCode, JSON.parse(body).code], query).toEqual([400, 'http.invalid-input'])
    }
    expect((await ask('/api/v1/accounts/export.csv?fields=name&fields=note')).statusCode).toBe(400)
  })
  test('that sets what is not its to set is refused, and sets nothing', async () => {
    const { people } = world
    for (const extra of [{ admin: true }, { id: MISSING }, { passwordHash: 'x' }, { deactivatedAt: null }]) {
      const sales = await world.as('shanghai')
      const own = await sales.ask('PATCH', '/me', { body: { name: '李强', ...extra } })
      expect(own.status, JSON.stringify(extra)).toBe(400)
    }
    for (const extra of [
      { holder: people.shenzhen },
      { stage: 'won' },
      { number: 1 },
      { createdAt: '2020-01-01T00:00:00Z' },
    ]) {
      const sales = await world.as('shanghai')
      const { status } = await sales.post('/opportunities', { title: '越权', companyName: '甲', ...extra })
      expect(status, JSON.stringify(extra)).toBeGreaterThanOrEqual(400)
      expect(status, JSON.stringify(extra)).toBeLessThan(500)
    }
    const [row] = await world.api.application.owner<{ n: number }[]>`
      select (select count(*)::int from opportunity where title = '越权') + (select count(*)::int from person where admin) - 1 as n`
    expect(row?.n).toBe(0)
  })
  test('by a method nobody declared is no request', async () => {
    expect((await ask('/api/v1/me', 'DELETE')).statusCode).toBe(404)
    expect((await ask('/api/v1/session', 'PUT')).statusCode).toBe(404)
    expect((await ask('/healthz', 'POST')).statusCode).toBe(404)
  })
  test('that calls itself somebody else by a header is who it is', async () => {
    const sales = await world.as('shanghai')
    for (const headers of [
      { 'x-forwarded-user': world.admin.personId },
      { 'x-http-method-override': 'DELETE' },
      { 'x-original-url': '/api/v1/roles' },
      { host: 'evil.example' },
    ]) {
      const { status, text } = await sales.ask('GET', '/me', { headers: headers as Record<string, string> })
      expect(status).toBe(200)
      expect(JSON.parse(text).person.id).toBe(sales.personId)
      expect(text).not.toContain('evil.example')
    }
  })
})
