import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import {
  type APIRequestContext,
  type Browser,
  type BrowserContext,
  expect,
  type Page,
  test,
} from '@playwright/test'
import { SMTPServer } from 'smtp-server'
import { connect } from '../src/platform/db/pool.ts'
import { dueOf, type Entry, leaveOf, PLAN, recycledAt, replayed } from './month-oracle.ts'
import { openBrowser, openTimedStage, type TimedStage } from './stage.ts'

const PASSWORD = 'correct horse 9'
const ZONE = 'Asia/Shanghai'
/** A time of the clock in Shanghai in 2026. */
const at = (text: string) => new Date(`2026-${text.replace(' ', 'T')}:00+08:00`).toISOString()
const BEGIN = at('09-14 09:00')

type Who = { id: string; context: BrowserContext; page: Page; request: APIRequestContext }
type Row = { id: string; version: number; holder: { id: string } }
type Mail = { to: string; text: string }

let stage: TimedStage
let browser: Browser
let smtp: SMTPServer
let wang: Who // 王芳, who manages and keeps the pool
let li: Who // 李强
let chen: Who // 陈静
const mails: Mail[] = []
const said: string[] = []
const lead: Record<string, string> = {}

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  smtp = await mailServer()
  const port = String(await freePort())
  const env = {
    PORT: port,
    BATON_PUBLIC_URL: `http://127.0.0.1:${port}`,
    BATON_SMTP_HOST: '127.0.0.1',
    BATON_SMTP_PORT: String(portOf(smtp)),
    BATON_SMTP_SECURITY: 'none',
    BATON_MAIL_FROM: 'baton@example.com',
  }
  stage = await openTimedStage({ at: BEGIN, env })
  browser = await openBrowser()
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
  await new Promise<void>((done) => smtp.close(() => done()))
  expect(said).toEqual([])
})

async function mailServer(): Promise<SMTPServer> {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, session, done) => {
      const parts: Buffer[] = []
      stream.on('data', (part) => parts.push(part))
      stream.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8')
        for (const { address } of session.envelope.rcptTo) mails.push({ to: address, text })
        done()
      })
    },
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
  return server
}
const portOf = ({ server }: SMTPServer) => {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function newcomer(): Promise<Omit<Who, 'id'>> {
  const viewport = { width: 1440, height: 1000 }
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: ZONE, viewport })
  await context.clock.install({ time: BEGIN })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  page.on('pageerror', (error) => said.push(error.message))
  return { context, page, request: context.request }
}

async function ask<T>(
  { request }: Pick<Who, 'request'>,
  method: string,
  path: string,
  { body, version, refused }: { body?: object; version?: number; refused?: string } = {},
): Promise<T> {
  const answer = await request.fetch(`${stage.url}/api/v1${path}`, {
    method,
    headers: { 'x-baton-csrf': '1', ...(version ? { 'if-match': `"${version}"` } : {}) },
    ...(body ? { data: body } : {}),
  })
  const text = await answer.text()
  if (refused) expect(`${answer.status()} ${text}`).toContain(refused)
  else expect(answer.ok(), `${method} ${path}: ${text}`).toBe(true)
  return (text ? JSON.parse(text) : {}) as T
}

const turnTo = (time: string) => stage.turnTo(at(time), ...[wang, li, chen].map(({ context }) => context))
const record = (id: string) => ask<Row>(wang, 'GET', `/opportunities/${id}`)
const followUp = (who: Who, title: string, more: object = {}) =>
  ask(who, 'POST', '/follow-ups', {
    body: { opportunity: lead[title], kind: 'call', content: '已联系客户', ...more },
  })
async function arrive(title: string, holder: Who, more: object = {}): Promise<void> {
  const body = {
    title,
    companyName: title,
    source: 'phone',
    requirement: '光谱仪',
    holder: holder.id,
    ...more,
  }
  lead[title] = (await ask<{ id: string }>(wang, 'POST', '/opportunities', { body })).id
}
async function look(who: Who, path: string, name: string): Promise<Page> {
  await who.page.goto(`${stage.url}${path}`)
  await expect(who.page.locator('h1').first()).toBeVisible()
  await who.page.waitForLoadState('networkidle')
  if (process.env['BATON_SHOTS'])
    await who.page.screenshot({ path: join(process.env['BATON_SHOTS'], `${name}.png`), fullPage: true })
  return who.page
}
type Notices = { items: { kind: string; opportunity: { id: string } | null }[] }
/** What somebody was told of the limits of an opportunity, in that order. */
const toldOf = async (who: Who, title: string): Promise<string[]> =>
  (await ask<Notices>(who, 'GET', '/notices?limit=100')).items
    .filter(({ kind, opportunity }) => opportunity?.id === lead[title] && kind.startsWith('clocks.'))
    .map(({ kind }) => kind)
    .reverse()
const mailed = (address: string) => mails.filter(({ to }) => to === address).length

/** Everything the journal has, in its order. */
async function journal(): Promise<Entry[]> {
  const { databaseUrl } = JSON.parse(readFileSync(join(stage.home, 'server.json'), 'utf8'))
  const db = connect(databaseUrl, { as: 'owner', max: 1, name: 'story' })
  try {
    return await db<Entry[]>`
      select at, kind, record_id as record, opportunity_id as opportunity, after, cause from event order by seq`
  } finally {
    await db.end()
  }
}

type PlanStage = { id: string; kind: string }
let closed: ReadonlySet<string>

test('a manager sets the company up, its limits and its pool; two people sell', async () => {
  const newPeople = [await newcomer(), await newcomer(), await newcomer()] as const
  const setUp = { company: '华东仪器', companyType: 'growing', name: '王芳', email: 'wang@example.com' }
  await ask(newPeople[0], 'POST', '/setup', { body: { ...setUp, password: PASSWORD } })
  const me = await ask<{ person: { id: string } }>(newPeople[0], 'GET', '/me')
  wang = { ...newPeople[0], id: me.person.id }
  const { items: roles } = await ask<{ items: { id: string; key: string }[] }>(wang, 'GET', '/roles')
  const { id: department } = await ask<{ id: string }>(wang, 'POST', '/organisation/departments', {
    body: { name: '销售部' },
  })
  const hire = async (name: string, email: string, newcomer: Omit<Who, 'id'>): Promise<Who> => {
    const functions = ['sales', 'marketing']
    const given = roles.filter(({ key }) => key === 'sales').map(({ id }) => id)
    const person = { name, email, department, manager: wang.id, functions, roles: given }
    const { id } = await ask<{ id: string }>(wang, 'POST', '/organisation/people', { body: person })
    const { path } = await ask<{ path: string }>(wang, 'POST', `/organisation/people/${id}/invite`, {
      body: {},
    })
    const invite = `/invites/${path.split('/').pop()}`
    await ask(newcomer, 'POST', invite, { body: { password: PASSWORD } })
    return { ...newcomer, id }
  }
  li = await hire('李强', 'li@example.com', newPeople[1])
  chen = await hire('陈静', 'chen@example.com', newPeople[2])
  await publishLimits()
})

/** First contact, follow-up and recycling in working time, as the oracle has them; what is late goes to the manager. */
async function publishLimits(): Promise<void> {
  const span = (amount: number, unit: string) => ({ amount, unit })
  const rung = (amount: number, unit: string) => [{ after: span(amount, unit), to: 'manager', pass: false }]
  const limits = [
    {
      kind: 'first-contact',
      within: span(PLAN.contactMinutes / 60, 'working-hours'),
      warnBefore: span(2, 'working-hours'),
      ladder: rung(2, 'working-hours'),
    },
    {
      kind: 'follow-up',
      within: span(PLAN.followUpDays, 'working-days'),
      warnBefore: span(1, 'working-days'),
      ladder: rung(1, 'working-days'),
    },
  ]
  type Document = { keeper: string; stages: (PlanStage & Record<string, unknown>)[]; pools: object[] }
  const { documentOf } = await import('../src/features/plan/rules/document.ts')
  const plan = await ask<Parameters<typeof documentOf>[0]>(wang, 'GET', '/plan')
  const document = documentOf(plan) as unknown as Document
  const after = { what: 'progress', field: null, amount: PLAN.recycleDays, unit: 'working-days' }
  const body = {
    ...document,
    basedOn: plan.id,
    stages: document.stages.map((one) => (one.kind === 'open' ? { ...one, clocks: limits } : one)),
    pools: document.pools.map((pool) => ({
      ...pool,
      recycle: [{ when: '', after, warnDays: 2, to: null }],
    })),
  }
  await ask(wang, 'POST', '/plan/versions', { body })
  const { stages } = await ask<{ stages: PlanStage[] }>(wang, 'GET', '/plan')
  closed = new Set(stages.filter(({ kind }) => kind !== 'open').map(({ id }) => id))
}

test('Monday: leads arrive; some are contacted, some are not', async () => {
  await turnTo('09-14 10:00')
  const { id: account } = await ask<{ id: string }>(wang, 'POST', '/accounts', { body: { name: '苏州光学' } })
  const worth = { account, amount: { amount: '480000', currency: 'CNY' }, expectedCloseOn: '2026-10-31' }
  await arrive('苏州光学', li, worth)
  for (const title of ['无锡仪表', '南京药研']) await arrive(title, li)
  for (const title of ['常州钢研', '扬州化工', '宁波检测']) await arrive(title, chen)
  await turnTo('09-14 10:30')
  await followUp(li, '苏州光学', { nextStep: '报价', nextStepOn: '2026-09-16' })
  await followUp(chen, '常州钢研')
  await turnTo('09-14 17:31')
  expect(await toldOf(li, '无锡仪表')).toEqual(['clocks.warned'])
  expect(await toldOf(li, '苏州光学')).not.toContain('clocks.warned')
  await followUp(li, '南京药研', { nextStep: '寄样机', nextStepOn: '2026-09-21' })
  await followUp(chen, '宁波检测')
})

test('Tuesday: what nobody contacted is late, on every page, and comes up to the manager', async () => {
  await turnTo('09-15 10:31')
  expect(await toldOf(li, '无锡仪表')).toEqual(['clocks.warned', 'clocks.breached'])
  expect(await toldOf(wang, '无锡仪表')).toEqual([])
  const today = await look(li, '/today', 'tuesday-today')
  for (const text of ['已超时（1）', '明天到期（1）', '一周内将被收回（3）'])
    await expect(today.getByText(text)).toBeVisible()
  await turnTo('09-15 14:01')
  expect(await toldOf(wang, '无锡仪表')).toEqual(['clocks.escalated'])
  expect(await toldOf(wang, '扬州化工')).toEqual(['clocks.escalated'])
  await expect.poll(() => mailed('wang@example.com'), { timeout: 15_000 }).toBeGreaterThan(0)
  const told = await look(wang, '/notices', 'tuesday-notices')
  await expect(told.getByText('无锡仪表').first()).toBeVisible()
  await agrees()
})

test('leave moves what is due, and says so; an agreed step that was kept is not late', async () => {
  const before = await journal()
  const leave = { person: chen.id, from: '2026-09-16', until: '2026-09-18', deputy: li.id, kind: 'leave' }
  await ask(wang, 'POST', '/absences', { body: leave })
  await turnTo('09-16 17:00')
  const moved = (await journal()).slice(before.length).filter(({ kind }) => kind === 'clock.recomputed')
  expect(moved.map(({ opportunity }) => opportunity)).toContain(lead['常州钢研'])
  await followUp(li, '苏州光学', { nextStep: '谈价格', nextStepOn: '2026-09-24' })
  await turnTo('09-18 10:01')
  expect(await toldOf(li, '无锡仪表')).toContain('clocks.warned')
  await agrees()
})

test('after six working days without progress it lies in the pool, the make-up Sunday counted', async () => {
  await turnTo('09-21 09:59')
  expect((await record(lead['无锡仪表'] ?? '')).holder.id).toBe(li.id)
  await turnTo('09-21 10:02')
  expect((await record(lead['无锡仪表'] ?? '')).holder.id).toBe(wang.id)
  expect((await record(lead['扬州化工'] ?? '')).holder.id).toBe(chen.id) // three days of leave do not count
  await agrees()
})

test('one who gave it back may not claim it; a colleague claims it and is the one', async () => {
  const path = `/opportunities/${lead['无锡仪表']}/claims`
  await ask(li, 'POST', path, { body: {}, refused: 'pools.cooling-down' })
  const pool = await look(chen, '/pools', 'pool')
  await pool.getByRole('row').filter({ hasText: '无锡仪表' }).getByRole('button', { name: '领取' }).click()
  await expect(pool.getByText('已领取：无锡仪表')).toBeVisible()
  await ask(li, 'POST', path, { body: {}, refused: 'pools.claimed-already' })
  expect((await record(lead['无锡仪表'] ?? '')).holder.id).toBe(chen.id)
  await followUp(li, '南京药研', { nextStep: '回访', nextStepOn: '2026-09-30' })
  await turnTo('09-22 09:30')
  await followUp(chen, '无锡仪表', { nextStep: '上门', nextStepOn: '2026-10-09' })
  await followUp(li, '苏州光学', { nextStep: '谈付款', nextStepOn: '2026-09-24' })
  await agrees()
})

test('Mid-Autumn and Golden Week: nobody is late while nobody works', async () => {
  await turnTo('09-24 17:30')
  expect((await record(lead['扬州化工'] ?? '')).holder.id).toBe(wang.id)
  await followUp(li, '苏州光学', { nextStep: '签合同', nextStepOn: '2026-09-30' })
  await turnTo('09-30 16:00')
  await followUp(li, '苏州光学', { nextStep: '盖章', nextStepOn: '2026-10-09' })
  for (const title of ['温州电气', '台州机床']) await arrive(title, li)
  await turnTo('10-07 20:00')
  for (const title of ['温州电气', '台州机床'])
    expect(await toldOf(li, title)).not.toContain('clocks.breached')
  await agrees()
  await turnTo('10-08 10:00')
  await followUp(li, '台州机床')
  await turnTo('10-08 16:31')
  expect(await toldOf(li, '温州电气')).toContain('clocks.breached')
  expect(await toldOf(li, '台州机床')).not.toContain('clocks.breached')
  await agrees()
})

test('one is won, and then nothing of it is due any more', async () => {
  await turnTo('10-09 15:00')
  const { version } = await record(lead['苏州光学'] ?? '')
  const body = { stage: 'won', reason: '签约' }
  await ask(wang, 'PUT', `/opportunities/${lead['苏州光学']}/stage`, { body, version })
  await agrees()
})

test('a month on, Today, the board and the findings agree with the journal to the minute', async () => {
  await turnTo('10-14 17:00')
  await agrees()
  const entries = await journal()
  const hoursOf = leaveOf(entries)
  const breaches = entries.flatMap((entry, i) => (entry.kind === 'clock.breached' ? [{ entry, i }] : []))
  expect(breaches.length).toBeGreaterThan(6)
  for (const { entry, i } of breaches) {
    const one = replayed(entries.slice(0, i), closed).get(entry.opportunity ?? '')
    if (!one) continue // a finding, which is about no opportunity
    const hours = hoursOf(one.holder)
    const wanted = entry.after?.['clock'] === 'recycle' ? recycledAt(one, hours) : dueOf(one, hours)?.at
    expect(minuteOf(entry.after?.['due']), JSON.stringify(entry)).toBe(minuteOf(wanted))
  }
  expect(await stage.baton('check')).toContain(', 0 problems')
  await look(wang, '/board', 'end-board')
  await look(wang, '/today', 'end-today')
  await look(wang, '/findings', 'end-findings')
  await look(wang, `/opportunities/${lead['常州钢研']}`, 'end-opportunity')
})

const minuteOf = (time: string | number | null | undefined) =>
  time ? new Date(time).toISOString().slice(0, 16) : null

type Counts = { counts: { overdue: number }; held: number }
type Board = { rows: { person: { id: string }; total: { held: number; overdue: number | null } }[] }
type Findings = { items: { id: string }[] }

/** What everybody sees at this moment is what the journal says, replayed without the program. */
async function agrees(): Promise<void> {
  const now = Date.parse(await stage.turnTo(undefined))
  const entries = await journal()
  const hoursOf = leaveOf(entries)
  const told = [...replayed(entries, closed).values()].filter(({ isOpen }) => isOpen)
  const board = await ask<Board>(wang, 'GET', '/responsibility-board?people=all')
  for (const who of [wang, li, chen]) {
    const theirs = told.filter(({ holder }) => holder === who.id)
    const late = theirs.filter((one) => (dueOf(one, hoursOf(who.id))?.at ?? Number.POSITIVE_INFINITY) <= now)
    const row = board.rows.find(({ person }) => person.id === who.id)?.total ?? { held: 0, overdue: 0 }
    const seen = await ask<Counts>(who, 'GET', '/today')
    expect([row.held, row.overdue, seen.held, seen.counts.overdue]).toEqual([
      theirs.length,
      late.length,
      theirs.length,
      late.length,
    ])
  }
  const open = new Set<string>()
  for (const { kind, record } of entries) {
    if (kind === 'finding.opened') open.add(record)
    if (kind === 'finding.ended' || kind === 'finding.dismissed') open.delete(record)
  }
  const found = await ask<Findings>(wang, 'GET', '/findings?box=all&limit=200')
  expect(found.items.map(({ id }) => id).sort()).toEqual([...open].sort())
}
