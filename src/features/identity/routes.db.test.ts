import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Answer, Client } from '../../../test/api.ts'
import { ADMIN_EMAIL, openWorld, PASSWORD, type World, wanted } from '../../../test/world.ts'

const DAY = 1440
let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())
beforeEach(() => world.api.pass(16)) // failures of the test before no longer count

const signIn = (email: string, password: string) => world.api.nobody.post('/session', { email, password })
const cookieIn = (answer: Answer) => String(answer.headers['set-cookie']).split(';')[0] ?? ''
const withCookie = (answer: Answer): Client => world.api.with({ cookie: cookieIn(answer) })
const invitePath = async (personId: string) =>
  (await wanted(world.admin.post<{ path: string }>(`/organisation/people/${personId}/invite`))).path.replace(
    '/invite',
    '/invites',
  )

describe('signing in', () => {
  test('gives a cookie no script and no other site can use', async () => {
    const answer = await signIn(ADMIN_EMAIL.toUpperCase(), PASSWORD)
    expect(answer.status).toBe(201)
    const cookie = String(answer.headers['set-cookie'])
    for (const part of ['HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(part)
    const me = await withCookie(answer).get<{ person: { name: string } }>('/me')
    expect(me.body.person.name).toBe('周敏')
  })
  test('keeps neither the token nor the password', async () => {
    const token = cookieIn(await signIn(ADMIN_EMAIL, PASSWORD)).split('=')[1] ?? ''
    const [row] = await world.api.application.owner`
      select (select string_agg(s::text, '') from session s) || (select string_agg(p::text, '') from person p) as kept`
    expect(row?.['kept']).not.toContain(token)
    expect(row?.['kept']).not.toContain(PASSWORD)
  })
  test('says the same of a wrong password, an unknown e-mail and a person without password', async () => {
    for (const email of [ADMIN_EMAIL, 'nobody@chenguang.example', 'finance@chenguang.example']) {
      const answer = await signIn(email, 'wrong horse 9')
      expect([answer.status, answer.code, answer.facts], email).toEqual([
        401,
        'identity.wrong-credentials',
        {},
      ])
    }
  })
  test('is locked after eight failures for a quarter of an hour, the right password included', async () => {
    for (let i = 0; i < 8; i++) expect((await signIn(ADMIN_EMAIL, `wrong ${i}`)).status).toBe(401)
    const locked = await signIn(ADMIN_EMAIL, PASSWORD)
    expect([locked.status, locked.code, locked.facts]).toEqual([429, 'identity.locked', { minutes: 15 }])
    world.api.pass(10)
    expect((await signIn(ADMIN_EMAIL, PASSWORD)).facts).toEqual({ minutes: 5 })
    world.api.pass(6)
    expect((await signIn(ADMIN_EMAIL, PASSWORD)).status).toBe(201)
  })
  test('is locked for an e-mail nobody has just the same', async () => {
    for (let i = 0; i < 8; i++) await signIn('ghost@chenguang.example', `wrong ${i}`)
    expect((await signIn('ghost@chenguang.example', PASSWORD)).code).toBe('identity.locked')
  })
  test('is not got round by trying everything at one moment', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => signIn(ADMIN_EMAIL, `wrong ${i}`)))
    expect(
      answers.filter((answer) => answer.code === 'identity.wrong-credentials').length,
    ).toBeLessThanOrEqual(8)
    expect(answers.every((answer) => [401, 429].includes(answer.status))).toBe(true)
  })
  test('is limited per address, whatever the e-mails', async () => {
    for (let i = 0; i < 40; i++) await signIn(`guess${i}@chenguang.example`, 'x')
    const limited = await signIn(ADMIN_EMAIL, PASSWORD)
    expect([limited.code, limited.headers['retry-after']]).toEqual(['identity.rate-limited', '900'])
  })
  test('forgets failures once the password was right', async () => {
    for (let i = 0; i < 7; i++) await signIn(ADMIN_EMAIL, `wrong ${i}`)
    expect((await signIn(ADMIN_EMAIL, PASSWORD)).status).toBe(201)
    expect((await signIn(ADMIN_EMAIL, 'wrong again')).status).toBe(401)
  })
})

describe('a session', () => {
  test('ends with signing out, and its cookie is taken back', async () => {
    const answer = await signIn(ADMIN_EMAIL, PASSWORD)
    const client = withCookie(answer)
    const out = await client.delete('/session')
    expect([out.status, String(out.headers['set-cookie'])]).toEqual([
      204,
      expect.stringContaining('baton_session=;'),
    ])
    expect((await client.get('/me')).status).toBe(401)
  })
  test('lives on while it is used, dies after thirty idle days, and after ninety in any case', async () => {
    const idle = await world.as('support')
    const used = await world.as('support')
    for (let day = 0; day < 31; day += 10) {
      expect((await used.get('/me')).status, `day ${day}`).toBe(200)
      world.api.pass(10 * DAY)
    }
    expect((await idle.get('/me')).status).toBe(401)
    for (let day = 40; day < 90; day += 10) {
      expect((await used.get('/me')).status, `day ${day}`).toBe(200)
      world.api.pass(10 * DAY)
    }
    expect((await used.get('/me')).status).toBe(401)
    world.admin = await world.api.as(ADMIN_EMAIL)
  })
  test('is listed with where it is, and can be ended from elsewhere; those of others cannot', async () => {
    const here = await world.as('success')
    const there = await world.as('success')
    const { items } = (
      await here.get<{ items: { id: string; current: boolean; agent: string }[] }>('/sessions')
    ).body
    expect(items.map((item) => item.current).sort()).toEqual([false, true])
    const other = items.find((item) => !item.current)?.id ?? ''
    expect((await world.admin.delete(`/sessions/${other}`)).code).toBe('identity.not-found')
    expect((await here.delete(`/sessions/${other}`)).status).toBe(204)
    expect((await there.get('/me')).status).toBe(401)
    expect((await here.get('/me')).status).toBe(200)
  })
})

describe('an invite', () => {
  test('lets a person set a password, once', async () => {
    const path = await invitePath(world.people.director)
    expect((await world.api.nobody.get(path)).body).toEqual({
      name: '林岚',
      email: 'director@chenguang.example',
      company: '晨光仪器',
    })
    expect((await world.api.nobody.post(path, { password: 'director1' })).code).toBe('identity.weak-password')
    expect((await world.api.nobody.post(path, { password: 'a1'.repeat(64) + 'b' })).code).toBe(
      'http.invalid-input',
    )
    const answer = await world.api.nobody.post(path, { password: '一帆风顺的长长长航程 8' })
    expect(answer.status).toBe(201)
    expect((await withCookie(answer).get('/me')).status).toBe(200)
    expect((await world.api.nobody.post(path, { password: '另一个长长长长长长的口令' })).code).toBe(
      'identity.invite-invalid',
    )
    expect((await signIn('director@chenguang.example', '一帆风顺的长长长航程 8')).status).toBe(201)
  })
  test('used by two at once lets one in', async () => {
    const path = await invitePath(world.people.marketing)
    const answers = await Promise.all(
      ['第一个长长长长长长的口令', '第二个长长长长长长的口令'].map((password) =>
        world.api.nobody.post(path, { password }),
      ),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 404])
  })
  test('runs out after seven days, and when a newer one is made', async () => {
    const first = await invitePath(world.people.shenzhen)
    const second = await invitePath(world.people.shenzhen)
    expect((await world.api.nobody.get(first)).code).toBe('identity.invite-invalid')
    expect((await world.api.nobody.get(second)).status).toBe(200)
    world.api.pass(7 * DAY + 1)
    expect((await world.api.nobody.get(second)).code).toBe('identity.invite-invalid')
  })
  test('is refused for nobody knows whom', async () => {
    expect((await world.api.nobody.get(`/invites/${'x'.repeat(32)}`)).code).toBe('identity.invite-invalid')
  })
})

describe('my own account', () => {
  test('changing the password needs the old one and signs out everywhere else', async () => {
    const here = withCookie(await signIn(ADMIN_EMAIL, PASSWORD))
    const there = withCookie(await signIn(ADMIN_EMAIL, PASSWORD))
    const change = (current: string, next: string) => here.put('/me/password', { current, next })
    expect((await change('not it at all', 'quiet river 77')).code).toBe('identity.wrong-credentials')
    expect((await change(PASSWORD, 'short')).code).toBe('identity.weak-password')
    expect((await change(PASSWORD, 'quiet river 77')).status).toBe(204)
    expect((await there.get('/me')).status).toBe(401)
    expect((await here.get('/me')).status).toBe(200)
    await change('quiet river 77', PASSWORD)
    world.admin = await world.api.as(ADMIN_EMAIL)
  })
  test('the current password cannot be guessed in an open browser: it locks like a sign-in', async () => {
    const here = withCookie(await signIn(ADMIN_EMAIL, PASSWORD))
    const change = (current: string) => here.put('/me/password', { current, next: 'quiet river 77' })
    for (let i = 0; i < 8; i++) expect((await change(`wrong ${i}`)).status).toBe(401)
    expect((await change(PASSWORD)).code).toBe('identity.locked')
    expect((await signIn(ADMIN_EMAIL, PASSWORD)).code).toBe('identity.locked')
    world.api.pass(16)
    expect((await change(PASSWORD)).status).toBe(204)
    expect((await here.put('/me/password', { current: 'quiet river 77', next: PASSWORD })).status).toBe(204)
    world.admin = await world.api.as(ADMIN_EMAIL)
  })
  test('a new name is seen at once, found by search, and on the journal', async () => {
    const finance = await world.as('finance')
    expect((await finance.ask('PATCH', '/me', { body: { name: '钱多', language: 'en' } })).status).toBe(204)
    const { person } = (await finance.get<{ person: { name: string; language: string } }>('/me')).body
    expect([person.name, person.language]).toEqual(['钱多', 'en'])
    const found = await world.admin.get<{ items: { id: string }[] }>('/people?q=qianduo')
    expect(found.body.items.map((item) => item.id)).toEqual([world.people.finance])
    const [event] = await world.api.application.db`
      select before, after from event where record_id = ${world.people.finance} and kind = 'person.updated'`
    expect(event).toMatchObject({ before: { name: '钱进' }, after: { name: '钱多' } })
  })
})

describe('an API key', () => {
  const make = async (client: Client, body: object = { name: '数据仓库' }) =>
    wanted(client.post<{ id: string; token: string }>('/api-keys', body))

  test('works without cookie and header, with the rights of its person', async () => {
    const client = await world.as('shanghai')
    const { token } = await make(client)
    expect(token).toMatch(/^btn_/)
    const program = world.api.with({ authorization: `Bearer ${token}`, 'x-baton-csrf': '' })
    expect((await program.get<{ person: { id: string } }>('/me')).body.person.id).toBe(world.people.shanghai)
    expect((await program.post('/organisation/departments', { name: 'x' })).code).toBe(
      'permissions.admin-only',
    )
  })
  test('is listed by its last letters, never shown again', async () => {
    const client = await world.as('zhejiang')
    const { token } = await make(client)
    const list = await client.get<{ items: { name: string; hint: string }[] }>('/api-keys')
    expect(list.body.items).toMatchObject([{ name: '数据仓库', hint: token.slice(-4) }])
    expect(list.text).not.toContain(token)
  })
  test('stops at once when it is revoked, has run out, or its person leaves', async () => {
    const client = await world.as('guangdong')
    const keys = [
      await make(client),
      await make(client, { name: '短期', expiresOn: world.api.now().slice(0, 10) }),
      await make(client),
    ]
    const works = async (i: number) =>
      (await world.api.with({ authorization: `Bearer ${keys[i]?.token}` }).get('/me')).status
    expect(await Promise.all([works(0), works(1), works(2)])).toEqual([200, 200, 200])
    expect((await (await world.as('zhejiang')).delete(`/api-keys/${keys[0]?.id}`)).code).toBe(
      'identity.not-found',
    )
    await client.delete(`/api-keys/${keys[0]?.id}`)
    expect(await works(0)).toBe(401)
    world.api.pass(DAY)
    expect([await works(1), await works(2)]).toEqual([401, 200])
    await wanted(world.admin.put(`/organisation/people/${world.people.guangdong}/deactivation`))
    expect(await works(2)).toBe(401)
    expect((await client.get('/me')).status).toBe(401)
  })
})
