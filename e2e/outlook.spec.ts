import { type Browser, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { asked, invitedBy, newPageAt, setUpCompany } from './company.ts'
import { openBrowser, openTimedStage, type TimedStage } from './stage.ts'

const AT = '2026-11-09T01:00:00.000Z'
let stage: TimedStage
let browser: Browser
let wang: Page // 王芳, who leads the team and administrates
let li: Page // 李强, who sells
let chen: Page // 陈静, who sells too
let account: string

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openTimedStage({ at: AT })
  browser = await openBrowser()
  wang = await newPageAt(browser, AT)
  await setUpCompany(wang, stage.url)
  const manager = await idOf(wang)
  li = await newPageAt(browser, AT)
  chen = await newPageAt(browser, AT)
  await invitedBy(wang, li, { name: '李强', email: 'li@example.com', manager })
  await invitedBy(wang, chen, { name: '陈静', email: 'chen@example.com', manager })
  account = (await ask(wang, 'POST', '/accounts', { name: '苏州大学', holder: manager })).id
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

type Json = { id: string; version: number; person: { id: string } }
const ask = asked<Json>
const idOf = async (page: Page) => (await ask(page, 'GET', '/me')).person.id
const opened = async (holder: Page, title: string, amount: string) => {
  const facts = { source: 'referral', requirement: '一台', expectedCloseOn: '2026-12-20', account }
  const money = { amount, currency: 'CNY' }
  return (
    await ask(wang, 'POST', '/opportunities', { title, holder: await idOf(holder), amount: money, ...facts })
  ).id
}
const changed = async (id: string, what: 'holding' | 'stage', body: object) => {
  const { version } = await ask(wang, 'GET', `/opportunities/${id}`)
  await ask(wang, 'PUT', `/opportunities/${id}/${what}`, body, version)
}
const confirm = (page: Page, name: RegExp) => page.getByRole('dialog').getByRole('button', { name }).click()
const noBarriers = async (page: Page) => {
  expect(await barriersOf(page, { rules: 'all' })).toEqual([])
}

test('a manager types targets into a sheet, and each of those below sees their own beside what came', async () => {
  await wang.goto(`${stage.url}/targets?view=grid`)
  await wang.getByLabel('李强 2026年11月').fill('100000')
  await wang.getByLabel('陈静 2026年11月').fill('x')
  await expect(wang.getByText('有一格不是数字')).toBeVisible()
  await wang.getByLabel('陈静 2026年11月').fill('80000')
  await wang.getByRole('button', { name: '保存目标' }).click()
  await expect(wang.getByText('已保存 2 个目标')).toBeVisible()
  await noBarriers(wang)
  await li.goto(`${stage.url}/targets`)
  await expect(li.getByRole('row', { name: /李强/ })).toContainText('¥100,000')
  await expect(li.getByRole('row', { name: /陈静/ })).toHaveCount(0)
})

test('who sells commits to an opportunity on its page, and their manager sees it rolled up', async () => {
  const id = await opened(li, '台式光谱仪', '80000')
  await li.goto(`${stage.url}/opportunities/${id}`)
  await li.getByRole('combobox', { name: /成交判断/ }).click()
  await li.getByTitle('承诺').click()
  await wang.goto(`${stage.url}/targets?view=forecast`)
  const line = wang.getByRole('row', { name: /^李强/ })
  await expect(line).toContainText('¥8万')
  await expect(wang.getByText('还没有历史', { exact: false })).toBeVisible()
  await expect(wang.getByRole('row', { name: /台式光谱仪/ })).toContainText('责任人 李强：承诺')
  await noBarriers(wang)
})

test('what two won is split, disputed with a reason and settled above them; the targets count it so', async () => {
  const id = await opened(li, '手持光谱仪', '100000')
  const contexts = [wang, li, chen].map((page) => page.context())
  await stage.turnTo('2026-11-12T01:00:00.000Z', ...contexts)
  await changed(id, 'holding', { person: await idOf(chen), reason: '李强去上海' })
  await stage.turnTo('2026-11-13T01:00:00.000Z', ...contexts)
  await changed(id, 'stage', { stage: 'won' })
  await chen.goto(`${stage.url}/opportunities/${id}`)
  await chen.getByRole('button', { name: '提议分成' }).click()
  const dialog = chen.getByRole('dialog')
  await expect(dialog.getByRole('spinbutton').first()).toHaveValue('75.00') // 李强 held it three days of four
  await dialog.getByRole('spinbutton').first().fill('10')
  await dialog.getByRole('spinbutton').last().fill('90')
  await expect(dialog.getByText('合计 100%')).toBeVisible()
  await confirm(chen, /^提\s?议$/)
  await expect(chen.getByText('已提议，等待各方确认')).toBeVisible()

  await li.goto(`${stage.url}/splits`)
  const card = (page: Page) => page.locator('article.split-card').filter({ hasText: '手持光谱仪' })
  await card(li).getByRole('button', { name: '有异议' }).click()
  await li.getByRole('dialog').getByRole('textbox').fill('方案是我写的')
  await confirm(li, /有异议/)
  await expect(card(li)).toContainText('由 王芳 裁定')

  await wang.goto(`${stage.url}/splits?box=to-settle`)
  await card(wang)
    .getByRole('button', { name: /裁\s?定/ })
    .click()
  const ruling = wang.getByRole('dialog')
  await expect(ruling).toContainText('方案是我写的')
  await ruling.getByRole('spinbutton').first().fill('40')
  await ruling.getByRole('spinbutton').last().fill('60')
  await ruling.getByRole('textbox', { name: /原因/ }).fill('方案出自李强')
  await confirm(wang, /按此裁定/)
  await expect(card(wang)).toHaveCount(0)
  await noBarriers(wang)

  await li.goto(`${stage.url}/targets?period=month`)
  const line = li.getByRole('row', { name: /李强/ })
  await expect(line).toContainText('¥60,000')
  await expect(line).toContainText('60%')
})
