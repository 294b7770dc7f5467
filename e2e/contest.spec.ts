import { type Browser, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { openBrowser, openStage, type Stage } from './stage.ts'

const PASSWORD = 'correct horse 9'

let stage: Stage
let browser: Browser
let admin: Page
let chen: Page
let opportunity: string
const said: string[] = []

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openStage()
  browser = await openBrowser()
  admin = await newPage()
  await admin.goto(stage.url)
  await admin.getByLabel('公司名称').fill('华东仪器')
  await admin.getByLabel(/姓名/).fill('王芳')
  await admin.getByLabel(/邮箱/).fill('wang@example.com')
  await admin.getByLabel(/密码/).first().fill(PASSWORD)
  await admin.getByRole('button', { name: /开始|完成|创建/ }).click()
  await expect(admin).toHaveURL(/today/)
  const li = await person('李强')
  const invited = await person('陈静')
  opportunity = await heldBy(li.id)
  await api('PUT', `/opportunities/${opportunity}/participants/${invited.id}`, { letter: 'C' })
  chen = await newPage()
  await chen.goto(`${stage.url}${invited.path}`)
  await chen.getByLabel(/密码/).first().fill(PASSWORD)
  await chen.getByRole('button').last().click()
  await expect(chen.getByRole('heading', { name: '今日' })).toBeVisible()
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
  expect(said).toEqual([])
})

async function newPage(): Promise<Page> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  page.on('pageerror', (error) => said.push(error.message))
  return page
}

async function api<T>(method: string, path: string, data?: unknown): Promise<T> {
  const answer = await admin.context().request.fetch(`${stage.url}/api/v1${path}`, {
    method,
    headers: { 'x-baton-csrf': '1' },
    ...(data === undefined ? {} : { data }),
  })
  expect(answer.status(), `${method} ${path} ${await answer.text()}`).toBeLessThan(300)
  return (await answer.json()) as T
}

/** Somebody who sells and answers to the administrator; answers the link of their invitation. */
async function person(name: string): Promise<{ id: string; path: string }> {
  const me = await api<{ person: { id: string } }>('GET', '/me')
  const roles = await api<{ items: { id: string; key: string }[] }>('GET', '/roles')
  const { id } = await api<{ id: string }>('POST', '/organisation/people', {
    name,
    email: `${name === '李强' ? 'li' : 'chen'}@example.com`,
    functions: ['sales'],
    manager: me.person.id,
    roles: roles.items.filter(({ key }) => key === 'sales').map((role) => role.id),
  })
  const { path } = await api<{ path: string }>('POST', `/organisation/people/${id}/invite`, {})
  return { id, path }
}

/** An opportunity that the plan gave to this person. */
async function heldBy(personId: string): Promise<string> {
  for (let i = 1; i <= 10; i++) {
    const made = await api<{ id: string; holder: { id: string } }>('POST', '/opportunities', {
      title: `上海光学 ${i}`,
      companyName: '上海光学',
    })
    if (made.holder.id === personId) return made.id
  }
  throw new Error('the plan gave them nothing')
}

const confirm = async (page: Page, reason: string, name: string | RegExp) => {
  const dialog = page.locator('.ant-modal').filter({ visible: true })
  await dialog.getByLabel('原因').fill(reason)
  await dialog.getByRole('button', { name }).click()
}
const barriers = async (page: Page) => {
  return barriersOf(page)
}
const isWiderThanWindow = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth + 1')

test('a candidate contests the decision from “why me?”; the holder stays', async () => {
  await chen.goto(`${stage.url}/opportunities/${opportunity}`)
  await chen.getByRole('button', { name: /为什么是我/ }).click()
  await chen.getByRole('button', { name: '提出异议' }).click()
  await confirm(chen, '客户一直由我跟进', '提出异议')
  await expect(chen.getByText('已提交，由王芳裁决')).toBeVisible()
  await expect(chen.getByText(/陈静提出异议，认为应由陈静负责：客户一直由我跟进/)).toBeVisible()
  await expect(chen.getByRole('button', { name: '提出异议' })).toBeHidden()
  await expect(chen.locator('.holder-line').getByText('李强')).toBeVisible()
})

test('it stands on the manager’s Today; granted, the baton passes and it is told beside the decision', async () => {
  await admin.goto(`${stage.url}/today`)
  await expect(admin.getByRole('heading', { name: '待裁决的异议（1）' })).toBeVisible()
  expect(await barriers(admin)).toEqual([])
  await admin.setViewportSize({ width: 390, height: 844 })
  expect(await isWiderThanWindow(admin)).toBe(false)
  await admin.setViewportSize({ width: 1440, height: 900 })
  await admin.getByRole('button', { name: '同意，由陈静负责' }).click()
  await confirm(admin, '客户关系在陈静', /确/)
  await expect(admin.getByText('已裁决')).toBeVisible()
  await expect(admin.getByRole('heading', { name: /待裁决的异议/ })).toBeHidden()
  await expect(chen.locator('.holder-line').getByText('陈静')).toBeVisible({ timeout: 5000 })
  await expect(chen.getByText('王芳同意异议：客户关系在陈静')).toBeVisible()
  await chen.keyboard.press('Escape')
  const timeline = chen.locator('.timeline')
  await expect(timeline.getByText('对分派提出异议')).toBeVisible()
  await expect(timeline.getByText('同意了异议')).toBeVisible()
  await expect(chen.getByText('异议成立 · 客户关系在陈静 · 王芳')).toBeVisible()
})

test('a pass that overrides the decision says why beside it', async () => {
  const { version } = await api<{ version: number }>('GET', `/opportunities/${opportunity}`)
  await admin.context().request.fetch(`${stage.url}/api/v1/opportunities/${opportunity}/routing`, {
    method: 'POST',
    headers: { 'x-baton-csrf': '1' },
    data: { reason: '重新分派' },
  })
  expect(version).toBeGreaterThan(0)
  const { holder } = await api<{ holder: { title: string } }>('GET', `/opportunities/${opportunity}`)
  const other = holder.title === '李强' ? '陈静' : '李强'
  await admin.goto(`${stage.url}/opportunities/${opportunity}`)
  await admin.getByRole('button', { name: '转交', exact: true }).click()
  const dialog = admin.locator('.ant-modal').filter({ visible: true })
  await dialog.getByRole('combobox').click()
  await admin.keyboard.type(other)
  await admin.getByTitle(other).last().click()
  await dialog.getByLabel(/原因/).fill('客户点名')
  for (let i = 0; i < 2; i++) await dialog.locator('.ant-btn-primary').click()
  await expect(admin.locator('.holder-line').getByText(other)).toBeVisible()
  await admin.getByRole('button', { name: /为什么是我/ }).click()
  if (holder.title !== '王芳')
    await expect(admin.getByText(`王芳改由${other}负责：客户点名`).first()).toBeVisible()
  await admin.keyboard.press('Escape')
})

test('one opportunity is tried on the published rules and on rules being edited; nothing is made', async () => {
  const before = await api<{ count: number }>('GET', '/opportunities/count')
  await admin.goto(`${stage.url}/settings/plan`)
  await admin.getByRole('button', { name: '试分派' }).click()
  const panel = admin.getByRole('dialog')
  await panel.getByRole('button', { name: '试一试' }).click()
  await expect(panel.getByText(/按规则分派给|没有合适人选/)).toBeVisible()
  await expect(panel.getByRole('row').first()).toBeVisible()
  await admin.keyboard.press('Escape')
  await admin
    .getByRole('button', { name: /删除规则/ })
    .first()
    .click()
  await admin.getByRole('button', { name: '试分派' }).click()
  await expect(panel.getByText('正在编辑的规则')).toBeVisible()
  await panel.getByRole('button', { name: '试一试' }).click()
  await expect(panel.getByText(/按规则分派给|没有合适人选/)).toBeVisible()
  expect(await api('GET', '/opportunities/count')).toEqual(before)
})

test('a small table is tried: shares, rules, failed rows, candidates of a row, and a file of it', async () => {
  const before = await api<{ count: number }>('GET', '/opportunities/count')
  await admin.goto(`${stage.url}/settings/plan`)
  await admin.getByRole('button', { name: '试分派' }).click()
  const panel = admin.getByRole('dialog').first()
  await panel.getByText('一份表格', { exact: true }).click()
  const lines = Array.from({ length: 30 }, (_, i) => `商机 ${i + 1},某公司 ${i + 1},${1000 * (i + 1)}`)
  const table = `商机名称,公司名称,金额\n${lines.join('\n')}\n坏行,某公司,不知道\n`
  await panel
    .locator('input[type=file]')
    .setInputFiles({ name: '线索.csv', mimeType: 'text/csv', buffer: Buffer.from(table) })
  await expect(panel.getByText('线索.csv：试了 30 行')).toBeVisible()
  await expect(panel.getByText('有 1 行不能试')).toBeVisible()
  await expect(panel.getByText('第 32 行')).toBeVisible()
  await expect(panel.getByRole('heading', { name: '每个人' })).toBeVisible()
  expect(await barriers(admin)).toEqual([])
  const download = admin.waitForEvent('download')
  await panel.getByRole('button', { name: '下载结果 CSV' }).click()
  expect((await download).suggestedFilename()).toBe('线索-试分派.csv')
  await panel.getByRole('button', { name: '商机 1', exact: true }).click()
  await expect(admin.getByText('第 2 行的候选人')).toBeVisible()
  await expect(admin.locator('.ant-modal').getByText(/按规则分派给|没有合适人选/)).toBeVisible()
  await admin.keyboard.press('Escape')
  await admin.setViewportSize({ width: 390, height: 844 })
  expect(await isWiderThanWindow(admin)).toBe(false)
  expect(await api('GET', '/opportunities/count')).toEqual(before)
})
