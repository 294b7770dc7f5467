import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { groupReceiver } from '../../platform/chat/chat.fixture.ts'
import { mailReceiver } from '../../platform/mail.fixture.ts'
import type { Notice, NoticeItem } from '../notifications/contract.ts'
import { notify } from '../notifications/index.ts'
import type { DeliveryItem, MailChannel, Robot } from './contract.ts'
import { claim } from './store/deliveries.ts'

const SECRETS = { dinggroup: 'SEC5f2b', feigroup: 'feishu-secret' }
const PUBLIC = 'https://baton.example.com'

let world: World
let mail: Awaited<ReturnType<typeof mailReceiver>>
let groups: Awaited<ReturnType<typeof groupReceiver>>
const robots: Record<string, Robot> = {}
let id: string

beforeAll(async () => {
  mail = await mailReceiver()
  groups = await groupReceiver(SECRETS, () => Date.parse(world.api.now()))
  world = await openWorld({
    publicUrl: PUBLIC,
    robotOrigins: [groups.origin],
    mail: {
      host: '127.0.0.1',
      port: mail.port,
      security: 'none',
      user: 'baton',
      password: 'richtig-richtig',
      sender: 'Baton <baton@example.com>',
    },
  })
  const { admin, departments, people } = world
  id = await world.opportunity(admin, {
    holder: people.shanghai,
    title: '光谱仪 [点我](http://evil.example) @all',
  })
  const robot = async (key: string, kind: string, path: string, more: object) => {
    const body = {
      kind,
      name: `${key}群`,
      groups: ['clocks', 'pools'],
      language: 'zh',
      showsTitles: false,
      isOn: true,
    }
    robots[key] = await wanted(
      admin.post<Robot>('/channels/robots', { ...body, webhook: `${groups.origin}${path}`, ...more }),
    )
  }
  await robot('wegroup', 'wecom', '/cgi-bin/webhook/send?key=wegroup', {
    scope: { kind: 'company' },
    showsTitles: true,
  })
  await robot('dinggroup', 'dingtalk', '/robot/send?access_token=dinggroup', {
    scope: { kind: 'department', department: departments.sales },
    secret: SECRETS.dinggroup,
  })
  await robot('feigroup', 'feishu', '/open-apis/bot/v2/hook/feigroup', {
    scope: { kind: 'department', department: departments.east },
    secret: SECRETS.feigroup,
    language: 'en',
  })
  const south = { scope: { kind: 'department', department: departments.south } }
  await robot('southgroup', 'wecom', '/cgi-bin/webhook/send?key=southgroup', south)
  const ofPool = { scope: { kind: 'pool', pool: 'public' } }
  await robot('poolgroup', 'wecom', '/cgi-bin/webhook/send?key=poolgroup', ofPool)
  const handles = { mobile: '13800001111', wecom: 'liqiang', dingtalk: null, feishu: 'ou_1' }
  await wanted((await world.as('shanghai')).put('/notice-settings', { own: {}, handles }))
  await turn()
})
afterAll(async () => {
  await world?.close()
  await mail?.close()
  await groups?.close()
})
beforeEach(() => {
  mail.mails.length = 0
  groups.told.length = 0
  mail.state.answer = undefined
  groups.state.answer = undefined
})

let told = 0
const tell = (who: keyof World['people'] | 'admin', notice: Partial<Notice> = {}, to?: string) => {
  told += 1
  return world.api.application.db.begin((tx) =>
    notify(tx as never, world.api.now(), [
      {
        personId: to ?? (who === 'admin' ? world.admin.personId : world.people[who]),
        kind: 'handover.offered',
        facts: { by: '王芳' },
        opportunityId: id,
        link: `/opportunities/${id}`,
        key: `told ${told}`,
        ...notice,
      },
    ]),
  )
}
const turn = async (application = world.api.application) => {
  const begun = await application.deliverer.turn(world.api.now())
  await application.deliverer.rest()
  return begun
}
const localTime = (local: string) => {
  const minutes = (Date.parse(`${local}:00+08:00`) - Date.parse(world.api.now())) / 60_000
  world.api.pass(minutes)
}
const deliveries = async (query = '') =>
  (await wanted(world.admin.get<{ items: DeliveryItem[] }>(`/deliveries${query}`))).items
const receivedBy = (key: string) => groups.told.filter((one) => one.key === key)

test('one thing reaches whoever was told by mail, and each group that listens once, in its form and with its signature', async () => {
  const breached = {
    kind: 'clocks.breached',
    facts: { clock: 'first-contact', due: '2026-11-23T07:00:00.000Z' },
  } as const
  await tell('shanghai', breached)
  await tell('eastManager', breached)
  for (let i = 0; i < 2; i++) await turn()
  expect(mail.mails.flatMap(({ to }) => to).sort()).toEqual([
    'eastmanager@chenguang.example',
    'shanghai@chenguang.example',
  ])
  const mine = mail.mails.find(({ to }) => to[0]?.startsWith('shanghai'))
  expect(mine?.subject).toMatch(/^「光谱仪 \[点我\]\(http:\/\/evil\.example\) @all」.*11月23日 15:00/)
  expect(mine?.text).toContain(`${PUBLIC}/opportunities/${id}`)
  expect(mine?.html).toContain(`<a href="${PUBLIC}/opportunities/${id}"`)
  expect(mine?.html).not.toContain('href="http://evil')
  expect(mine?.headers).toMatchObject({
    'list-unsubscribe': `<${PUBLIC}/account/notices>`,
    'auto-submitted': 'auto-generated',
    'message-id': expect.stringMatching(/^<[0-9a-f-]{36}@baton\.example\.com>$/),
  })
  expect(mine?.headers['bcc']).toBeUndefined()

  const line = '李强、[^:：]+[:：]「光谱仪 [［]点我[］][（]http://evil.example[）] [＠]all」'
  const [we] = receivedBy('wegroup')
  expect(we?.body).toMatchObject({ msgtype: 'markdown' })
  expect(JSON.stringify(we?.body)).toContain(`](${PUBLIC}/opportunities/${id}) <@liqiang>`)
  expect(JSON.stringify(we?.body)).toMatch(new RegExp(line))
  const [ding] = receivedBy('dinggroup')
  expect(ding?.body).toMatchObject({ at: { atMobiles: ['13800001111'], isAtAll: false } })
  // a group without titles hears the number alone
  expect(JSON.stringify(ding?.body)).toMatch(/#\d+.?的首次联系已超时/)
  expect(JSON.stringify(ding?.body)).not.toContain('光谱仪')
  expect(JSON.stringify(ding?.body)).toContain(`(${PUBLIC}/opportunities/${id}) @13800001111`)
  const [fei] = receivedBy('feigroup')
  expect(JSON.stringify(fei?.body)).toContain('first contact was due 23 Nov, 15:00')
  expect(JSON.stringify(fei?.body)).toContain('{"tag":"at","user_id":"ou_1"}')
  const heard = ['wegroup', 'dinggroup', 'feigroup', 'southgroup', 'poolgroup']
  expect(heard.map((key) => receivedBy(key).length)).toEqual([1, 1, 1, 0, 0])
  const channel = await wanted(world.admin.get<MailChannel>('/channels/mail'))
  expect(channel).toMatchObject({ source: 'environment', waiting: 0, lastError: null })
  expect(
    (
      await world.admin.put('/channels/mail', {
        host: 'x.y',
        port: 25,
        security: 'none',
        user: null,
        sender: 'a@b.c',
      })
    ).code,
  ).toBe('delivery.set-by-environment')
})

test('a test message is sent at once, and answers in the receiver’s own words', async () => {
  expect(await wanted(world.admin.post('/channels/mail/test'))).toMatchObject({ ok: true })
  expect(mail.mails[0]?.text).toContain('测试消息')
  const test = (key: string) =>
    wanted(world.admin.post<{ ok: boolean; answer: string }>(`/channels/robots/${robots[key]?.id}/test`))
  for (const key of ['wegroup', 'dinggroup', 'feigroup']) expect((await test(key)).ok, key).toBe(true)
  const wrong = { secret: 'another' }
  await wanted(world.admin.patch(`/channels/robots/${robots['dinggroup']?.id}`, 1, wrong))
  expect(await test('dinggroup')).toEqual({ ok: false, answer: '310000 sign not match' })
  await wanted(world.admin.patch(`/channels/robots/${robots['feigroup']?.id}`, 1, wrong))
  expect((await test('feigroup')).answer).toMatch(/^19021 sign match fail/)
  groups.state.answer = ({ key }) => ({
    body: { errcode: 93000, errmsg: `invalid webhook url ${key}, hint: key=wegroup` },
  })
  expect((await test('wegroup')).answer).not.toContain('key=wegroup')
  for (const key of ['dinggroup', 'feigroup'])
    await wanted(
      world.admin.patch(`/channels/robots/${robots[key]?.id}`, 2, { secret: SECRETS[key as 'dinggroup'] }),
    )
})

describe('what does not go at first', () => {
  test('is tried again later and later, and nobody else waits for it', async () => {
    mail.state.answer = (to) => (to.startsWith('shanghai') ? { code: 451, words: 'try later' } : undefined)
    await tell('shanghai')
    await tell('zhejiang')
    await turn()
    expect(mail.mails.map(({ to }) => to[0])).toEqual(['zhejiang@chenguang.example'])
    expect(await deliveries('?state=waiting')).toMatchObject([
      { channel: 'mail', receiver: '李强', attempts: 1, lastError: expect.stringContaining('try later') },
    ])
    expect(await turn()).toBe(0)
    world.api.pass(1)
    await tell('shanghai', { kind: 'handover.withdrawn' }) // waits for it, and goes afterwards
    expect(await turn()).toBe(1)
    mail.state.answer = undefined
    world.api.pass(1)
    expect(await turn()).toBe(0)
    world.api.pass(1)
    expect(await turn()).toBe(1)
    expect(await turn()).toBe(1)
    expect(mail.mails.slice(1).map(({ subject }) => subject)).toEqual([
      expect.stringContaining('接手'),
      expect.stringContaining('撤回'),
    ])
    expect(await deliveries('?state=waiting')).toEqual([])
  })

  test('waits as long as the vendor wants, and goes together with what came meanwhile', async () => {
    groups.state.answer = ({ vendor }) =>
      vendor === 'dingtalk' ? { body: { errcode: 130101, errmsg: 'send too fast' } } : undefined
    const claimed = { kind: 'pools.claimed', facts: { by: '王芳', poolKey: 'public' } } as const
    await tell('shanghai', claimed)
    await turn()
    expect([receivedBy('wegroup').length, receivedBy('poolgroup').length]).toEqual([1, 1])
    await tell('zhejiang', claimed) // the group has heard of it
    await turn()
    world.api.pass(5)
    await turn()
    expect(receivedBy('wegroup')).toHaveLength(1)
    await tell('zhejiang', claimed)
    await turn()
    expect(receivedBy('wegroup')).toHaveLength(2)
    groups.state.answer = undefined
    world.api.pass(10)
    await turn()
    world.api.pass(1)
    await turn()
    expect(receivedBy('dinggroup').map(({ body }) => JSON.stringify(body).split('#').length)).toHaveLength(2)
    // many things within one moment are one message: a vendor takes twenty a minute
    for (let i = 0; i < 30; i++) await tell('shanghai', { ...claimed, link: `/opportunities/${id}?${i}` })
    world.api.pass(1)
    await turn()
    expect(receivedBy('wegroup')).toHaveLength(3)
    expect(Buffer.byteLength(JSON.stringify(receivedBy('wegroup')[2]?.body))).toBeLessThan(4200)
    expect(JSON.stringify(receivedBy('wegroup')[2]?.body)).toMatch(/还有 \d+ 条/)
  })

  test('is given up where it never will, administrators are told once, and may try again', async () => {
    await wanted(world.admin.put('/notices/read', {}))
    mail.state.answer = (to) =>
      to.startsWith('guangdong') ? { code: 550, words: 'no such user' } : undefined
    await tell('guangdong')
    await turn()
    await tell('guangdong')
    await turn()
    const [failed] = await deliveries('?state=given-up')
    expect(failed).toMatchObject({
      receiver: '黄伟',
      attempts: 1,
      lastError: expect.stringContaining('no such user'),
    })
    const { items } = await wanted(world.admin.get<{ items: NoticeItem[] }>('/notices?unread=true'))
    expect(items).toMatchObject([{ kind: 'delivery.mail-failing', group: 'system' }])
    mail.state.answer = undefined
    await wanted(world.admin.put(`/deliveries/${failed?.id}/retry`))
    await turn()
    expect(mail.mails.filter(({ to }) => to[0]?.startsWith('guangdong'))).toHaveLength(1)
    expect((await world.admin.put(`/deliveries/${failed?.id}/retry`)).code).toBe('delivery.ended')
  })

  test('a group that says nothing holds up nobody', async () => {
    groups.state.answer = ({ key }) => (key === 'dinggroup' ? 'hang' : undefined)
    world.api.pass(1)
    await tell('shanghai', { kind: 'clocks.warned', facts: { clock: 'dwell', due: world.api.now() } })
    const { deliverer } = world.api.application
    await deliverer.turn(world.api.now())
    await expect
      .poll(() => [mail.mails.length, receivedBy('feigroup').length, receivedBy('wegroup').length])
      .toEqual([1, 1, 1])
    await tell('zhejiang')
    await deliverer.turn(world.api.now())
    await expect.poll(() => mail.mails.length).toBe(2)
    groups.hanging.pop()?.()
    await deliverer.rest()
    expect((await deliveries('?state=waiting')).map(({ receiver }) => receiver)).toEqual(['dinggroup群'])
    groups.state.answer = undefined
    world.api.pass(2)
    await turn()
    expect(receivedBy('dinggroup')).toHaveLength(1)
  })
})

describe('nobody is told twice', () => {
  test('by three servers that send at once', async () => {
    const others = await Promise.all([world.api.secondProcess(), world.api.secondProcess()])
    const all = [world.api.application, ...others.map(({ application }) => application)]
    const people = [
      'shanghai',
      'zhejiang',
      'guangdong',
      'shenzhen',
      'eastManager',
      'southManager',
      'support',
      'success',
      'finance',
      'director',
    ] as const
    for (const who of people) for (let i = 0; i < 4; i++) await tell(who)
    for (let round = 0; round < 6; round++) await Promise.all(all.map((application) => turn(application)))
    const lines = mail.mails.flatMap(({ to, text }) => [...text.matchAll(/^• /gm)].map(() => to[0]))
    expect([lines.length, new Set(lines).size]).toEqual([40, 10])
    expect(await deliveries('?state=waiting')).toEqual([])
  })

  test('what a server took with it when it died goes by another, under the same message id; so does what nobody knows of', async () => {
    await tell('zhejiang')
    const { db } = world.api.application
    mail.state.answer = () => 'drop'
    await turn()
    expect(mail.mails).toHaveLength(1)
    mail.state.answer = undefined
    world.api.pass(1)
    // somebody takes it and is never heard of again
    expect(
      await claim(db, 'mail', 9, '01890000-0000-7000-8000-000000000000', world.api.now(), 60),
    ).toHaveLength(1)
    expect(await turn()).toBe(0)
    world.api.pass(2)
    expect(await turn()).toBe(1)
    expect(mail.mails).toHaveLength(2)
    expect(new Set(mail.mails.map(({ headers }) => headers['message-id'])).size).toBe(1)
    expect(await turn()).toBe(0)
  })
})

test('quiet hours and digests wait for their hour; what was read meanwhile is not sent', async () => {
  localTime('2026-11-24T22:30')
  await turn() // the digest of this morning
  mail.mails.length = 0
  await tell('shanghai')
  await tell('zhejiang')
  await tell('shanghai', { kind: 'plan.published', facts: {} })
  await tell('director', { kind: 'clocks.escalated', facts: { clock: 'dwell', person: '李强' } })
  await wanted((await world.as('director')).put('/notice-settings', { own: { urgentBreaksQuiet: true } }))
  await turn()
  expect(mail.mails.map(({ to }) => to[0])).toEqual(['director@chenguang.example'])
  await wanted((await world.as('zhejiang')).put('/notices/read', {}))
  localTime('2026-11-25T07:59')
  expect(await turn()).toBe(0)
  localTime('2026-11-25T08:00')
  await turn()
  localTime('2026-11-25T09:00')
  await turn()
  expect(mail.mails.slice(1).map(({ to, subject }) => [to[0], /接手|方案/.exec(subject)?.[0]])).toEqual([
    ['shanghai@chenguang.example', '接手'],
    ['shanghai@chenguang.example', '方案'],
  ])
  // who changes their mind is told at once what waits for them
  await tell('shanghai', { kind: 'plan.published', facts: {} })
  await turn()
  expect(mail.mails).toHaveLength(3)
  const own = { groups: { plan: { mail: 'at-once', chat: true } } }
  await wanted((await world.as('shanghai')).put('/notice-settings', { own }))
  await turn()
  expect(mail.mails).toHaveLength(4)
})

test('who stands in is told what the absent is told, on whose behalf, and what is not theirs to see stays so', async () => {
  const away = await world.as('finance')
  const deputy: Client = await world.as('success')
  const body = {
    from: world.api.now(),
    until: '2026-12-04T01:00:00.000Z',
    kind: 'leave',
    deputy: deputy.personId,
  }
  await wanted(away.post('/absences', body))
  await tell('finance', { kind: 'approvals.asked', facts: { by: '李强' } })
  await tell('finance', {
    kind: 'approvals.asked',
    facts: { by: '郑洁' },
    key: 'own deed',
  })
  await turn()
  const { items } = await wanted(deputy.get<{ items: NoticeItem[] }>('/notices?unread=true&group=approvals'))
  expect(items).toMatchObject([{ onBehalfOf: { name: '钱进' }, opportunity: null }])
  expect(mail.mails.map(({ to }) => to[0])).toEqual(['success@chenguang.example']) // the absent’s mail waits until they are back
  expect(mail.mails[0]?.text).toMatch(/代 钱进.李强 .*审批/)
  expect(mail.mails[0]?.text).not.toContain('光谱仪')
  localTime('2026-12-04T09:30')
  await turn()
  expect(mail.mails.at(-1)?.to).toEqual(['finance@chenguang.example'])
})
