import { type Browser, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { openBrowser, openTimedStage, type TimedStage } from './stage.ts'

const MONDAY = '2026-11-23T01:00:00.000Z' // 09:00 in Shanghai

let stage: TimedStage
let browser: Browser
let page: Page

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openTimedStage({ at: MONDAY })
  browser = await openBrowser()
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  await context.clock.install({ time: MONDAY })
  page = await context.newPage()
  await page.goto(stage.url)
  await page.getByLabel('公司名称').fill('华东仪器')
  await page.getByLabel(/姓名/).fill('王芳')
  await page.getByLabel(/邮箱/).fill('wang@example.com')
  await page.getByLabel(/密码/).first().fill('correct horse 9')
  await page.getByRole('button', { name: /开始|完成|创建/ }).click()
  await expect(page).toHaveURL(/today/)
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

const contact = () => page.getByRole('article', { name: '首次联系' })

test('a limit says how much time is left, whose it is, what happens next and why; it is paused, goes on, and runs out', async () => {
  const id = await page.evaluate(async () => {
    const answer = await fetch('/api/v1/opportunities', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-baton-csrf': '1' },
      body: JSON.stringify({ title: '台式光谱仪', companyName: '苏州大学' }),
    })
    return ((await answer.json()) as { id: string }).id
  })
  await page.goto(`${stage.url}/opportunities/${id}`)
  await expect(contact()).toContainText('还剩2天')
  await expect(contact()).toContainText('2026/11/25 01:00 提醒 王芳')
  await contact().getByText('为什么').click()
  await expect(contact()).toContainText('48 小时内')
  await expect(contact()).toContainText('2026/11/28 09:00 升级')
  expect(await barriersOf(page, { rules: 'all' })).toEqual([])

  await contact()
    .getByRole('button', { name: /暂\s*停/ })
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: /原因/ }).fill('客户出国')
  await dialog.getByRole('button', { name: /暂\s*停/ }).click()
  await expect(contact()).toContainText('暂停到 2026/11/25 00:00')
  await expect(page.getByRole('list').filter({ hasText: '暂停了时限' })).toContainText('客户出国')
  await contact()
    .getByRole('button', { name: /继\s*续/ })
    .click()
  await expect(contact()).toContainText('还剩2天')

  // nobody touches it: it is over, on time and without anybody saving anything
  await stage.turnTo('2026-11-25T01:05:00.000Z', page.context())
  await page.reload()
  await expect(contact()).toContainText('已超时')
  await expect(page.getByText('已超时', { exact: true }).first()).toBeVisible()
  await expect(page.getByText('时限将至，已提醒')).toBeVisible()

  await page.getByPlaceholder(/记录一次跟进/).fill('通了电话，下周寄样品')
  await page.getByRole('button', { name: /记\s*录/ }).click()
  await expect(contact()).toHaveCount(0)
  await expect(page.getByRole('article', { name: '跟进' })).toContainText('还剩')
  await page.getByText(/已结束的时限/).click()
  await expect(page.locator('.clocks-ended')).toContainText('曾超时')
})
