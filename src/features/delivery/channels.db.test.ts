import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { MailChannel, NoticeSettingsAnswer, Robot } from './contract.ts'

let world: World
let admin: Client
let sales: Client
beforeAll(async () => {
  world = await openWorld({ publicUrl: 'https://baton.example.com' })
  admin = world.admin
  sales = await world.as('shanghai')
})
afterAll(() => world?.close())

const SERVER = {
  host: 'mail.example.com',
  port: 587,
  security: 'starttls',
  user: 'baton',
  sender: 'Baton <baton@example.com>',
  password: 'geheim-geheim',
}
const WECOM = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7abc-4bc4-97a0-0ec2sifa5aaa'
const ROBOT = {
  kind: 'wecom',
  name: '华东群',
  scope: { kind: 'company' },
  groups: ['clocks', 'pools'],
  language: 'zh',
  showsTitles: false,
  isOn: true,
  webhook: WECOM,
}

test('a mail server is set by administrators, and its password never comes back', async () => {
  expect(await wanted(admin.get<MailChannel>('/channels/mail'))).toMatchObject({
    source: 'none',
    server: null,
  })
  expect((await admin.post('/channels/mail/test')).code).toBe('delivery.no-mail-server')
  const { password: _, ...shown } = SERVER
  const put = await wanted(admin.put('/channels/mail', SERVER))
  expect(put).toMatchObject({ source: 'settings', server: { ...shown, hasPassword: true } })
  expect(JSON.stringify(put)).not.toContain('geheim')
  const [kept] = await world.api.application.db`select * from mail_server`
  expect(JSON.stringify(kept)).not.toContain('geheim')

  // the password stays for this server, and is no other's
  expect(
    (await wanted(admin.put<MailChannel>('/channels/mail', { ...shown, sender: 'x@example.com' }))).server,
  ).toMatchObject({ hasPassword: true })
  expect((await admin.put('/channels/mail', { ...shown, host: 'mail.evil.example' })).code).toBe(
    'delivery.user-and-password',
  )
  expect((await admin.put('/channels/mail', { ...SERVER, sender: 'nobody' })).code).toBe(
    'delivery.bad-sender',
  )
  for (const bad of [
    { port: 5432 },
    { host: 'a b' },
    { host: '169.254.169.254/x' },
    { sender: 'a@b.c\r\nBcc: x@y.z' },
  ])
    expect((await admin.put('/channels/mail', { ...SERVER, ...bad })).code, JSON.stringify(bad)).toBe(
      'http.invalid-input',
    )

  await wanted(admin.delete('/channels/mail'))
  expect((await wanted(admin.get<MailChannel>('/channels/mail'))).source).toBe('none')
})

test('robots are only where their vendors are, and their addresses are kept sealed', async () => {
  const robot = await wanted(admin.post<Robot>('/channels/robots', ROBOT))
  expect(robot).toMatchObject({
    name: '华东群',
    address: 'qyapi.weixin.qq.com …5aaa',
    hasSecret: false,
    version: 1,
    waiting: 0,
  })
  const listed = await admin.get('/channels/robots')
  expect(listed.text).not.toContain('693a91f6')
  expect(JSON.stringify(await world.api.application.db`select * from robot`)).not.toContain('693a91f6')
  const refused = async (more: object) => (await admin.post('/channels/robots', { ...ROBOT, ...more })).code
  for (const webhook of [
    'http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1',
    'https://127.0.0.1/cgi-bin/webhook/send?key=1',
    'https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=1',
    'https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=1',
    'https://oapi.dingtalk.com/robot/send?access_token=1',
  ])
    expect(await refused({ webhook }), webhook).toBe('delivery.foreign-host')
  for (const webhook of [
    'https://qyapi.weixin.qq.com/cgi-bin/user/get',
    'https://a:b@qyapi.weixin.qq.com/cgi-bin/webhook/send',
  ])
    expect(await refused({ webhook }), webhook).toBe('delivery.bad-webhook')
  expect(await refused({ secret: 'SEC123' })).toBe('delivery.has-no-signature')
  expect(await refused({ scope: { kind: 'department', department: robot.id } })).toBe(
    'delivery.unknown-department',
  )
  expect(await refused({ scope: { kind: 'pool', pool: 'nowhere' } })).toBe('delivery.unknown-pool')
  expect(await refused({ groups: [] })).toBe('http.invalid-input')

  const path = `/channels/robots/${robot.id}`
  expect((await admin.patch(path, 7, { isOn: false })).code).toBe('delivery.stale')
  expect(await wanted(admin.patch(path, 1, { isOn: false, name: '总群' }))).toMatchObject({
    name: '总群',
    isOn: false,
    version: 2,
    address: robot.address,
  })
  await wanted(admin.delete(path, 2))
  expect((await admin.patch(path, 2, { isOn: true })).code).toBe('delivery.robot-not-found')
})

test('only administrators see and change channels', async () => {
  for (const path of ['/channels/mail', '/channels/robots', '/deliveries'])
    expect((await sales.get(path)).status, path).toBe(403)
  expect((await sales.put('/channels/mail', SERVER)).status).toBe(403)
  expect((await sales.post('/channels/robots', ROBOT)).status).toBe(403)
  expect((await sales.post('/channels/mail/test')).status).toBe(403)
  const { settings } = await wanted(sales.get<NoticeSettingsAnswer>('/notice-settings'))
  expect((await sales.put('/notice-settings/company', settings)).status).toBe(403)
})

test('what somebody wants otherwise lies over the company’s way, which goes on for the rest', async () => {
  const before = await wanted(sales.get<NoticeSettingsAnswer>('/notice-settings'))
  expect(before).toMatchObject({ own: {}, email: 'shanghai@chenguang.example', timeZone: 'Asia/Shanghai' })
  expect(before.settings).toEqual(before.company)
  const handles = { mobile: '13800001111', wecom: 'liqiang', dingtalk: null, feishu: null }
  const own = { groups: { clocks: { mail: 'digest', chat: false } }, quiet: null }
  const after = await wanted(sales.put<NoticeSettingsAnswer>('/notice-settings', { own, handles }))
  expect(after).toMatchObject({ own, handles, settings: { quiet: null, digestHour: 9 } })
  const company = { ...before.company, digestHour: 17, urgentBreaksQuiet: true }
  await wanted(admin.put('/notice-settings/company', company))
  const { settings } = await wanted(sales.get<NoticeSettingsAnswer>('/notice-settings'))
  expect(settings).toMatchObject({ quiet: null, digestHour: 17, urgentBreaksQuiet: true })
  expect(settings.groups.clocks).toEqual({ mail: 'digest', chat: false })
  expect(settings.groups.pools).toEqual(before.company.groups.pools)
  expect((await sales.put('/notice-settings', { own: { digestHour: 24 } })).code).toBe('http.invalid-input')
  expect(
    (await sales.put('/notice-settings', { own: {}, handles: { ...handles, wecom: '<@all>' } })).code,
  ).toBe('http.invalid-input')
})
