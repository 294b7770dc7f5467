import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type TestApi, testApi } from '../../../test/api.ts'
import { ADMIN_EMAIL, PASSWORD, setUp } from '../../../test/world.ts'

const INPUT = {
  company: '晨光仪器',
  companyType: 'growing',
  name: '周敏',
  email: ADMIN_EMAIL,
  password: PASSWORD,
}

let api: TestApi
beforeEach(async () => {
  api = await testApi()
})
afterEach(() => api?.close())

const tell = (body: object) => api.nobody.post('/setup', { ...INPUT, ...body })

describe('setting up', () => {
  test('is needed until it is done, and signs the administrator in', async () => {
    expect((await api.nobody.get('/setup')).body).toEqual({ needed: true })
    const done = await tell({})
    expect(done.status).toBe(201)
    expect((await api.nobody.get('/setup')).body).toEqual({ needed: false })
    const cookie = String(done.headers['set-cookie']).split(';')[0] ?? ''
    const me = await api.with({ cookie }).get('/me')
    expect(me.body).toMatchObject({
      person: { name: '周敏', email: ADMIN_EMAIL, language: 'zh' },
      company: { name: '晨光仪器', companyType: 'growing', currency: 'CNY', timeZone: 'Asia/Shanghai' },
      rights: { admin: true },
    })
  })
  test('is done once, by one of two who try at the same moment', async () => {
    const answers = await Promise.all([
      tell({}),
      tell({ email: 'b@chenguang.example' }),
      tell({ email: 'c@chenguang.example' }),
    ])
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409])
    const [row] = await api.application.db`select count(*)::int as people from person`
    expect(row?.['people']).toBe(1)
    expect((await tell({})).code).toBe('setup.done-already')
  })
  test('refuses what a company cannot be, and leaves nothing behind', async () => {
    expect((await tell({ password: 'short' })).code).toBe('identity.weak-password')
    expect((await tell({ company: 'Chenguang', password: 'chenguang26' })).code).toBe(
      'identity.weak-password',
    )
    expect((await tell({ timeZone: 'Mars/Olympus' })).code).toBe('setup.unknown-time-zone')
    expect((await tell({ companyType: 'huge' })).code).toBe('http.invalid-input')
    expect((await tell({ company: '  ' })).code).toBe('http.invalid-input')
    expect((await api.nobody.get('/setup')).body).toEqual({ needed: true })
  })
  test("brings the stages of the company's type", async () => {
    const admin = await setUp(api, 'start-up')
    const plan = await admin.get<{ stages: { kind: string }[] }>('/plan')
    expect(plan.status).toBe(200)
    expect(plan.text).toContain('获客')
  })
  test('before it nobody is anybody: every other address asks to sign in', async () => {
    for (const path of ['/me', '/opportunities', '/people', '/metadata', '/search?q=x']) {
      expect((await api.nobody.get(path)).code, path).toBe('http.not-signed-in')
    }
    expect((await api.nobody.post('/session', { email: ADMIN_EMAIL, password: PASSWORD })).code).toBe(
      'identity.wrong-credentials',
    )
  })
})
