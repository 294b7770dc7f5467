import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Answer, Client } from '../api.ts'
import { ADMIN_EMAIL, openWorld, PASSWORD, type World, wanted } from '../world.ts'

const SITE = 'https://baton.example.com'

let world: World
let address: string
beforeAll(async () => {
  world = await openWorld({ publicUrl: SITE })
  address = await world.api.application.http.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => world?.close())
beforeEach(() => world.api.pass(20))

const signIn = (email: string, password: string, headers: Record<string, string> = {}) =>
  world.api.nobody.post('/session', { email, password }, headers)
const cookieIn = (answer: Answer) => String(answer.headers['set-cookie']).split(';')[0] ?? ''
const withCookie = (cookie: string): Client => world.api.with({ cookie })

describe('a session', () => {
  test('is not the one somebody else had laid in the browser before', async () => {
    for (const laid of [
      'baton_session=chosen-by-somebody-else',
      cookieIn(await signIn(ADMIN_EMAIL, PASSWORD)),
    ]) {
      const cookie = cookieIn(await signIn(ADMIN_EMAIL, PASSWORD, { cookie: laid }))
      expect(cookie).not.toBe(laid)
      expect((await withCookie(cookie).get('/me')).status).toBe(200)
    }
    expect((await withCookie('baton_session=chosen-by-somebody-else').get('/me')).status).toBe(401)
  })
  test('has a cookie for this site alone, over TLS alone, out of reach of scripts', async () => {
    const parts = String((await signIn(ADMIN_EMAIL, PASSWORD)).headers['set-cookie']).split('; ')
    expect(parts).toEqual(expect.arrayContaining(['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']))
    expect(parts.some((part) => part.startsWith('Domain'))).toBe(false)
  })
  test('is of 256 bits nobody can foretell', async () => {
    const tokens = await Promise.all(
      Array.from({ length: 4 }, async () => cookieIn(await signIn(ADMIN_EMAIL, PASSWORD)).split('=')[1]),
    )
    expect(new Set(tokens).size).toBe(4)
    for (const token of tokens) expect(Buffer.from(token ?? '', 'base64url')).toHaveLength(32)
  })
  test('is in no address and in no answer', async () => {
    const answer = await signIn(ADMIN_EMAIL, PASSWORD)
    const token = cookieIn(answer).split('=')[1] ?? ''
    expect(answer.text).not.toContain(token)
    expect((await withCookie(cookieIn(answer)).get('/sessions')).text).not.toContain(token)
    const { http } = world.api.application
    const byAddress = await http.inject({ url: `/api/v1/me?baton_session=${token}` })
    expect(byAddress.statusCode).toBe(401)
  })
  test('is over at once when its person leaves, everywhere', async () => {
    const leaver = await world.as('finance')
    expect((await leaver.get('/me')).status).toBe(200)
    await wanted(world.admin.put(`/organisation/people/${world.people.finance}/deactivation`))
    expect((await leaver.get('/me')).status).toBe(401)
    await wanted(world.admin.delete(`/organisation/people/${world.people.finance}/deactivation`))
    expect((await leaver.get('/me')).status, 'coming back does not bring it back').toBe(401)
  })
})

describe('a live stream', () => {
  /** Opens one and tells when the server ended it, and what it heard. */
  async function listening(headers: Record<string, string>) {
    const answer = await fetch(`${address}/api/v1/live`, { headers })
    expect(answer.status).toBe(200)
    let heard = ''
    let isOver = false
    const reading = (async () => {
      for await (const piece of answer.body ?? []) heard += Buffer.from(piece).toString()
      isOver = true
    })().catch(() => {
      isOver = true
    })
    return { heard: () => heard, isOver: () => isOver, reading }
  }
  const until = async (is: () => boolean) => {
    for (let i = 0; i < 100 && !is(); i++) await new Promise((done) => setTimeout(done, 50))
    return is()
  }
  const change = () => world.opportunity(world.admin)

  test('hears nothing more once its session is signed out, and is ended', async () => {
    const stays = cookieIn(await signIn(ADMIN_EMAIL, PASSWORD))
    const leaves = cookieIn(await signIn(ADMIN_EMAIL, PASSWORD))
    const [one, other] = [await listening({ cookie: stays }), await listening({ cookie: leaves })]
    const first = await change()
    expect(await until(() => one.heard().includes(first) && other.heard().includes(first))).toBe(true)
    await wanted(withCookie(leaves).delete('/session'))
    const second = await change()
    expect(await until(() => other.isOver())).toBe(true)
    expect(await until(() => one.heard().includes(second))).toBe(true)
    expect(other.heard()).not.toContain(second)
    await wanted(withCookie(stays).delete('/session'))
    await change()
    expect(await until(() => one.isOver())).toBe(true)
  })
  test('ends with the API key that opened it', async () => {
    const key = await wanted(world.admin.post<{ id: string; token: string }>('/api-keys', { name: '流' }))
    const stream = await listening({ authorization: `Bearer ${key.token}` })
    await wanted(world.admin.delete(`/api-keys/${key.id}`))
    const unheard = await change()
    expect(await until(() => stream.isOver())).toBe(true)
    expect(stream.heard()).not.toContain(unheard)
  })
})

describe('trying passwords', () => {
  test('from one address is limited, whatever address the request claims to have passed through', async () => {
    const answers = []
    for (let i = 0; i < 45; i++)
      answers.push(
        (
          await signIn(`guess${i}@chenguang.example`, 'wrong horse 9', {
            'x-forwarded-for': `10.0.0.${i}, 203.0.113.9`,
          })
        ).code,
      )
    expect(answers.slice(0, 40).every((code) => code === 'identity.wrong-credentials')).toBe(true)
    expect(answers.slice(40)).toEqual(Array(5).fill('identity.rate-limited'))
  })
  test('tells an account that exists from one that does not neither by answer nor by time', async () => {
    const timed = async (email: string) => {
      const began = performance.now()
      const { status, text } = await signIn(email, 'wrong horse 9')
      return { ms: performance.now() - began, said: [status, text.replace(/"requestId":"[^"]*"/, '')] }
    }
    await timed('warm@chenguang.example')
    const [known, unknown]: [number[], number[]] = [[], []]
    for (let i = 0; i < 7; i++) {
      const real = await timed(ADMIN_EMAIL)
      const none = await timed(`nobody${i}@chenguang.example`)
      expect(real.said).toEqual(none.said)
      known.push(real.ms)
      unknown.push(none.ms)
    }
    const median = (times: number[]) => times.sort((a, b) => a - b)[3] ?? 0
    // A password that is not checked at all would be answered ten times as fast.
    expect(median(unknown) / median(known)).toBeGreaterThan(0.4)
    expect(median(unknown) / median(known)).toBeLessThan(2.5)
  })
  test('an invite that was never made, was used or has run out is the same', async () => {
    const said = async (token: string) => {
      const { status, code, facts } = await world.api.nobody.get(`/invites/${token}`)
      return { status, code, facts }
    }
    const { path } = await wanted(
      world.admin.post<{ path: string }>(`/organisation/people/${world.people.support}/invite`),
    )
    const token = path.split('/').at(-1) ?? ''
    const never = await said('n'.repeat(32))
    await wanted(world.api.nobody.post(`/invites/${token}`, { password: PASSWORD }))
    expect(await said(token)).toEqual(never)
    expect(never.status).toBe(404)
  })
})

describe('a request that is sent again', () => {
  test('with the key of another person is a request of one’s own', async () => {
    const body = { title: '重放', companyName: '甲' }
    const headers = { 'idempotency-key': 'the-same' }
    const sales = await world.as('shanghai')
    const first = await world.admin.post<{ id: string }>('/opportunities', body, headers)
    const again = await world.admin.post<{ id: string }>('/opportunities', body, headers)
    const other = await sales.post<{ id: string }>('/opportunities', body, headers)
    expect([again.body.id, again.headers['idempotency-replayed']]).toEqual([first.body.id, 'true'])
    expect(other.status).toBe(201)
    expect(other.body.id).not.toBe(first.body.id)
    expect(other.headers['idempotency-replayed']).toBeUndefined()
  })
  test('is answered for those who still may: the kept answer is not read by somebody signed out', async () => {
    const cookie = cookieIn(await signIn(ADMIN_EMAIL, PASSWORD))
    const client = withCookie(cookie)
    const headers = { 'idempotency-key': 'kept' }
    await wanted(client.post('/opportunities', { title: '存', companyName: '乙' }, headers))
    await wanted(client.delete('/session'))
    expect((await client.post('/opportunities', { title: '存', companyName: '乙' }, headers)).status).toBe(
      401,
    )
  })
})

describe('a request from another site', () => {
  test('is refused at every door that changes something, whatever it carries of ours', async () => {
    const { http } = world.api.application
    const spec = await http.inject({ url: '/api/openapi.json' })
    const { paths } = spec.json<{ paths: Record<string, Record<string, unknown>> }>()
    const cookie = cookieIn(await signIn(ADMIN_EMAIL, PASSWORD))
    const foreign: Record<string, string>[] = [
      {},
      { 'x-baton-csrf': '1', origin: 'https://evil.example' },
      { 'x-baton-csrf': '1', origin: 'null' },
      { 'x-baton-csrf': '1', origin: `${SITE}.evil.example` },
      { 'x-baton-csrf': '1', 'sec-fetch-site': 'cross-site' },
      { 'x-baton-csrf': '1', 'sec-fetch-site': 'same-site' },
    ]
    let asked = 0
    for (const [path, operations] of Object.entries(paths)) {
      for (const method of Object.keys(operations)) {
        if (method === 'get') continue
        for (const headers of foreign) {
          const url = `/api/v1${path.replace(/\{\w+\}/g, 'x')}`
          const answer = await http.inject({ method: method as 'POST', url, headers: { ...headers, cookie } })
          expect([answer.statusCode, answer.json().code], `${method} ${path}`).toEqual([
            403,
            'http.cross-site',
          ])
          asked += 1
        }
      }
    }
    expect(asked).toBeGreaterThan(300)
    expect((await withCookie(cookie).get('/me')).status, 'signed in all the while').toBe(200)
  })
  test('changes nothing by GET', async () => {
    const count = async () => {
      const [row] = await world.api.application.db<{ n: number }[]>`select count(*)::int as n from event`
      return row?.n
    }
    const before = await count()
    const { http } = world.api.application
    const { paths } = (await http.inject({ url: '/api/openapi.json', headers: world.admin.headers })).json<{
      paths: Record<string, Record<string, unknown>>
    }>()
    for (const [path, operations] of Object.entries(paths)) {
      if (!('get' in operations) || path === '/live') continue
      await world.admin.get(
        path.replace('{plural}', 'opportunities').replace(/\{\w+\}/g, world.admin.personId),
      )
    }
    expect(await count()).toBe(before)
  })
})
