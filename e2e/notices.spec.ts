import { type Browser, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { asked, invitedBy, PASSWORD, setUpCompany } from './company.ts'
import { openBrowser, openStage, type Stage } from './stage.ts'

const PACKET = { needs: '台式光谱仪', nextStep: '回访', nextStepOn: '2099-12-01' }

let stage: Stage
let browser: Browser
let wang: Page // 王芳, the administrator
let li: Page // 李强, who gives
let chen: Page // 陈静, who is told
let opportunity: string
const said: string[] = []

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openStage()
  browser = await openBrowser()
  wang = await newPage()
  await setUpCompany(wang, stage.url)
  li = await invited('李强', 'li@example.com')
  chen = await invited('陈静', 'chen@example.com')
  const made = { title: '上海光学', companyName: '上海光学', holder: await idOf(li) }
  opportunity = (await ask(li, 'POST', '/opportunities', made)).id
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

type Json = {
  id: string
  path: string
  version: number
  items: { id: string; key: string }[]
  person: { id: string }
}
const ask = asked<Json>
const idOf = async (page: Page) => (await ask(page, 'GET', '/me')).person.id

async function invited(name: string, email: string): Promise<Page> {
  const page = await newPage()
  await invitedBy(wang, page, { name, email })
  await expect(page.getByRole('heading', { name: '今日' })).toBeVisible()
  return page
}

const bell = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const barriers = async (page: Page) => {
  return barriersOf(page)
}
const isWiderThanWindow = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth + 1')

test('an offer rings the receiver’s bell at once; a click leads there, and accepting is told to the giver', async () => {
  await expect(bell(chen, '通知，没有未读')).toBeVisible()
  await ask(li, 'POST', `/opportunities/${opportunity}/hand-overs`, { to: await idOf(chen), packet: PACKET })
  await expect(bell(chen, '通知，1 条未读')).toBeVisible({ timeout: 5000 })
  await expect(chen).toHaveTitle(/^\(1\) /)
  await bell(chen, '通知，1 条未读').press('Enter')
  const panel = chen.getByRole('dialog')
  const offered = panel.getByRole('link', { name: /李强 请您接手「上海光学」：台式光谱仪/ })
  await expect(offered).toBeVisible()
  await expect(panel.getByRole('heading', { name: '今天' })).toBeVisible()
  await expect.poll(() => barriers(chen)).toEqual([])
  await offered.click()
  await expect(chen).toHaveURL(/hand-overs/)
  await expect(bell(chen, '通知，没有未读')).toBeVisible()
  await chen.getByRole('button', { name: '接受，由我负责' }).click()
  await expect(bell(li, '通知，1 条未读')).toBeVisible({ timeout: 5000 })
  await bell(li, '通知，1 条未读').click()
  await expect(li.getByText(/陈静 接受了/)).toBeVisible()
  await li.keyboard.press('Escape')
})

test('a link opened signed out leads through signing in to its place, and one out of sight says so kindly', async () => {
  const stranger = await newPage()
  await stranger.goto(`${stage.url}/opportunities/${opportunity}`)
  await expect(stranger).toHaveURL(/sign-in/)
  await stranger.getByLabel(/邮箱/).fill('chen@example.com')
  await stranger.getByLabel(/密码/).fill(PASSWORD)
  await stranger.getByRole('button', { name: /登录/ }).click()
  await expect(stranger.getByRole('heading', { name: '上海光学' })).toBeVisible()
  await stranger.context().close()
  await li.goto(`${stage.url}/opportunities/${opportunity}`)
  await expect(li.getByText('没有这条记录，或者您看不到它')).toBeVisible()
  await expect(li.getByText('上海光学')).toBeHidden()
})

test('the page of notices is read on a phone: by kind, unread only, all marked at once', async () => {
  const more = { companyName: '苏州大学', holder: await idOf(chen) }
  for (const title of ['台式机', '手持机']) await ask(wang, 'POST', '/opportunities', { title, ...more })
  await chen.setViewportSize({ width: 390, height: 844 })
  const tab = chen.getByRole('link', { name: '通知，2 条未读' })
  await expect(tab).toBeVisible({ timeout: 5000 })
  await tab.click()
  await expect(chen.getByRole('link', { name: /您现在负责「手持机」，由 王芳 交来/ })).toBeVisible()
  expect(await isWiderThanWindow(chen)).toBe(false)
  await expect.poll(() => barriers(chen)).toEqual([])
  await chen.getByText('只看未读', { exact: true }).click()
  await expect(chen.getByRole('listitem').filter({ hasText: '请您接手' })).toBeHidden()
  await chen.getByRole('button', { name: '全部标为已读' }).click()
  await expect(chen.getByText('没有未读的通知')).toBeVisible()
  await expect(chen.getByRole('link', { name: '通知，没有未读' })).toBeVisible()
  await chen.getByText('全部', { exact: true }).click()
  await chen.getByRole('combobox', { name: '类别' }).click()
  await chen.getByTitle('审批与异议').click()
  await expect(chen.getByText('这一类还没有通知')).toBeVisible()
  await chen.setViewportSize({ width: 1440, height: 900 })
})

test('one says by which way one is told; an administrator names mail server and robots, and hears what a test answers', async () => {
  await chen.goto(`${stage.url}/account/notices`)
  await chen.getByRole('combobox', { name: '任务：邮件' }).click()
  await chen.getByTitle('邮件 · 不发').click()
  await expect(chen.getByText('已保存')).toBeVisible()
  await chen.getByRole('combobox', { name: '安静时段从' }).click()
  await chen.keyboard.press('ArrowDown')
  await chen.keyboard.press('Enter')
  await chen.reload()
  await expect(chen.getByText('邮件 · 不发')).toBeVisible()
  await expect(chen.getByText('21:30')).toBeVisible()
  await expect.poll(() => barriers(chen)).toEqual([])
  await chen.getByRole('button', { name: '恢复公司设置' }).click()
  await expect(chen.getByText('邮件 · 不发')).toBeHidden()

  await wang.goto(`${stage.url}/settings/notices`)
  await wang.getByLabel('服务器地址').fill('127.0.0.1')
  await wang.getByLabel('发件人').fill('Baton <baton@example.com>')
  await wang.getByRole('button', { name: '保存' }).click()
  await expect(wang.getByText('已保存')).toBeVisible()
  await wang.getByRole('button', { name: '发测试消息' }).click()
  await expect(wang.getByText(/没有发出去，对方的回答：.*ECONNREFUSED/)).toBeVisible({ timeout: 15_000 })
  await wang.getByRole('button', { name: '添加机器人' }).click()
  const panel = wang.getByRole('dialog')
  await panel.getByRole('textbox', { name: '名称' }).fill('华东组群')
  await panel.getByLabel('Webhook 地址').fill('https://example.com/robot')
  await panel.getByRole('button', { name: '保存' }).click()
  await expect(panel.getByText(/「example.com」不是这种机器人的地址/)).toBeVisible()
  await wang.keyboard.press('Escape')
  await wang.setViewportSize({ width: 390, height: 844 })
  expect(await isWiderThanWindow(wang)).toBe(false)
  await expect.poll(() => barriers(wang)).toEqual([])
})
