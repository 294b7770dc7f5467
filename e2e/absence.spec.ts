import { type Browser, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { openBrowser, openStage, type Stage } from './stage.ts'

const PASSWORD = 'correct horse 9'
const ZONE = 'Asia/Shanghai'
/** The company's day, so many days from now. */
const day = (days: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(Date.now() + days * 86_400_000)

let stage: Stage
let browser: Browser
let li: Page // 李强, who goes away
let chen: Page // 陈静, who stands in

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openStage()
  browser = await openBrowser()
  const wang = await newPage()
  await wang.goto(stage.url)
  await wang.getByLabel('公司名称').fill('华东仪器')
  await wang.getByLabel(/姓名/).fill('王芳')
  await wang.getByLabel(/邮箱/).fill('wang@example.com')
  await wang.getByLabel(/密码/).first().fill(PASSWORD)
  await wang.getByRole('button', { name: /开始|完成|创建/ }).click()
  await expect(wang).toHaveURL(/today/)
  li = await invited(wang, '李强', 'li@example.com')
  chen = await invited(wang, '陈静', 'chen@example.com')
  for (const title of ['台式光谱仪', '手持光谱仪'])
    await ask(li, 'POST', '/opportunities', { title, companyName: '苏州大学', holder: await idOf(li) })
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

async function newPage(): Promise<Page> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    timezoneId: ZONE,
    viewport: { width: 1440, height: 900 },
  })
  return context.newPage()
}

type Json = { id: string; path: string; items: { id: string; key: string }[]; person: { id: string } }
async function ask(page: Page, method: string, path: string, body?: object): Promise<Json> {
  const answer = await page.request.fetch(`${stage.url}/api/v1${path}`, {
    method,
    headers: { 'x-baton-csrf': '1' },
    ...(body ? { data: body } : {}),
  })
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true)
  return (await answer.json()) as Json
}
const idOf = async (page: Page) => (await ask(page, 'GET', '/me')).person.id

async function invited(by: Page, name: string, email: string): Promise<Page> {
  const roles = (await ask(by, 'GET', '/roles')).items
    .filter(({ key }) => key === 'sales')
    .map(({ id }) => id)
  const person = { name, email, functions: ['sales'], manager: await idOf(by), roles }
  const { id } = await ask(by, 'POST', '/organisation/people', person)
  const page = await newPage()
  await page.goto(`${stage.url}${(await ask(by, 'POST', `/organisation/people/${id}/invite`, {})).path}`)
  await page.getByLabel(/密码/).first().fill(PASSWORD)
  await page.getByRole('button').last().click()
  await expect(page).toHaveURL(/today/)
  return page
}

test('whoever goes away says until when and who stands in, and reads what that means', async () => {
  await li.goto(`${stage.url}/account`)
  const mine = li.getByRole('region', { name: '我的休假' })
  await mine.getByRole('button', { name: '登记休假' }).click()
  const panel = li.getByRole('dialog')
  await panel.getByLabel('开始').fill(day(0))
  await panel.getByLabel('开始').press('Enter')
  await panel.getByLabel('最后一天').fill(day(4))
  await panel.getByLabel('最后一天').press('Enter')
  await expect(panel.getByText('王芳（建议）')).toBeVisible()
  await panel.getByLabel('代理人').click()
  await panel.getByLabel('代理人').fill('陈静')
  await li.locator('.ant-select-dropdown:visible').getByText('陈静').click()
  await panel.getByLabel('备注').fill('家里有事')
  await expect(panel.getByText(/手上有 2 个商机.*由陈静查看和处理/)).toBeVisible()
  await panel.getByRole('button', { name: '保存' }).click()
  await expect(li.getByText('已保存，由陈静代理')).toBeVisible()
  await expect(mine.getByText('代理人：陈静')).toBeVisible()
  await li.goto(`${stage.url}/today`)
  await expect(li.getByText(/您不在，至.*期间由陈静代理/)).toBeVisible()
})

test('the deputy finds the work in Today, does it, and both names stand in the timeline', async () => {
  await chen.goto(`${stage.url}/opportunities`)
  await expect(chen.getByText('台式光谱仪').first()).toBeVisible()
  await expect(chen.getByText(/陈静代至/).first()).toBeVisible()
  await chen.goto(`${stage.url}/today`)
  const part = chen.getByRole('region', { name: '代李强' })
  await expect(part.getByText(/不在至.*手上有 2 个商机/)).toBeVisible()
  await part.getByRole('link', { name: /2 个商机/ }).click()
  await chen.getByText('台式光谱仪').first().click()
  await chen.getByPlaceholder(/记录一次跟进/).fill('代为回电，约周五演示')
  await chen.getByRole('button', { name: '记录', exact: true }).click()
  const timeline = chen.getByRole('region', { name: '时间线' })
  await expect(timeline.getByText('代为回电，约周五演示')).toBeVisible()
  await expect(timeline.getByText('(代 李强)').first()).toBeVisible()
})

test('back again: the deputy sees it no more, without anybody reloading', async () => {
  await chen.goto(`${stage.url}/opportunities`)
  await expect(chen.getByText('台式光谱仪').first()).toBeVisible()
  await li.goto(`${stage.url}/account`)
  await li.getByRole('button', { name: '我回来了' }).click()
  await li.getByRole('button', { name: '确定' }).click()
  await expect(li.getByText('没有登记休假。')).toBeVisible()
  await expect(chen.getByText('台式光谱仪')).toHaveCount(0)
})

test('the account page with absences has no barrier that axe can find, narrow as well', async () => {
  for (const width of [1440, 390]) {
    await li.setViewportSize({ width, height: 900 })
    await li.goto(`${stage.url}/account`)
    await expect(li.getByRole('region', { name: '我的休假' })).toBeVisible()
    expect(await barriersOf(li, { rules: 'all' })).toEqual([])
  }
})
