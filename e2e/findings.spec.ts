import { type Browser, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { asked, invitedBy, setUpCompany } from './company.ts'
import { openBrowser, openTimedStage, type TimedStage } from './stage.ts'

const ZONE = 'Asia/Shanghai'

let stage: TimedStage
let browser: Browser
let wang: Page // 王芳, who leads the team and administrates
let li: Page // 李强, who sells
let chen: Page // 陈静, who sells too

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openTimedStage({ at: '2026-11-09T01:00:00.000Z' })
  browser = await openBrowser()
  wang = await newPage()
  await setUpCompany(wang, stage.url)
  li = await invited('李强', 'li@example.com')
  chen = await invited('陈静', 'chen@example.com')
  const open = async (page: Page, title: string, companyName: string, more = {}) =>
    ask(page, 'POST', '/opportunities', { title, companyName, holder: await idOf(page), ...more })
  await open(li, '台式光谱仪', '苏州大学', { nextStep: '送样机', nextStepOn: '2026-11-11' })
  for (const [page, title] of [
    [li, '手持光谱仪'],
    [chen, '船用光谱仪'],
  ] as const) {
    const { id } = await open(page, title, '东海船厂')
    await ask(page, 'POST', '/follow-ups', { opportunity: id, kind: 'call', content: '已联系' })
  }
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
  await context.clock.setSystemTime('2026-11-09T01:00:00.000Z')
  return context.newPage()
}

type Json = { id: string; path: string; items: { id: string; key: string }[]; person: { id: string } }
const ask = asked<Json>
const idOf = async (page: Page) => (await ask(page, 'GET', '/me')).person.id

async function invited(name: string, email: string): Promise<Page> {
  const page = await newPage()
  await invitedBy(wang, page, { name, email, manager: await idOf(wang) })
  return page
}
const contexts = () => [wang, li, chen].map((page) => page.context())
const card = (page: Page, text: string | RegExp) => page.locator('article.finding').filter({ hasText: text })

test('a next step that is past finds its holder, who agrees it anew in one click', async () => {
  await stage.turnTo('2026-11-16T02:00:00.000Z', ...contexts())
  await li.goto(`${stage.url}/findings`)
  await expect(li.getByRole('heading', { name: '下一步已过期' })).toBeVisible()
  const found = card(li, '台式光谱仪')
  await expect(found).toContainText('约定的下一步是')
  await expect(found).toContainText('李强')
  await found.getByRole('button', { name: '重新约定' }).click()
  await li.getByRole('button', { name: /保\s?存/ }).click()
  await expect(found).toHaveCount(0)
})

test('it stands on the page of its opportunity, and a follow-up logged there mends it', async () => {
  await stage.turnTo('2026-11-18T02:00:00.000Z', ...contexts())
  await li.goto(`${stage.url}/findings?kind=untouched`)
  await card(li, '手持光谱仪').getByRole('link', { name: '手持光谱仪' }).click()
  const here = li.locator('.findings-here')
  await expect(here).toContainText('无人跟进')
  await here.getByRole('button', { name: '记录跟进' }).first().click()
  const dialog = li.getByRole('dialog')
  await dialog.getByRole('textbox').first().fill('样机已寄出')
  await dialog.getByRole('button', { name: /添\s?加|记\s?录|保\s?存/ }).click()
  await expect(here.getByText('天。')).toHaveCount(0)
})

test('two who pursue one customer are told apart by whoever leads them, who dismisses it with a reason', async () => {
  await wang.goto(`${stage.url}/findings`)
  const found = card(wang, '东海船厂').or(card(wang, '各自在跟进'))
  await expect(found.first()).toContainText('李强、陈静')
  await expect(found.first().getByRole('button', { name: /合\s?并/ })).toBeVisible()
  expect(await barriersOf(wang, { rules: 'all' })).toEqual([])
  await found
    .first()
    .getByRole('button', { name: /搁\s?置/ })
    .click()
  await wang.getByRole('dialog').getByRole('textbox', { name: /原因/ }).fill('两个部门，各买各的')
  await wang
    .getByRole('dialog')
    .getByRole('button', { name: /确\s?定|确\s?认/ })
    .click()
  await expect(found).toHaveCount(0)
  await wang.getByText('已结束').click()
  await expect(card(wang, '两个部门，各买各的')).toBeVisible()
})

test('what is not mended in time goes up the line, and an administrator sets the checks in sentences', async () => {
  await stage.turnTo('2026-11-20T03:00:00.000Z', ...contexts())
  await wang.goto(`${stage.url}/findings?kind=untouched`)
  await expect(card(wang, '船用光谱仪').getByText('已上报')).toBeVisible()
  await wang.goto(`${stage.url}/settings/findings`)
  const number = wang.getByLabel('“无人跟进”的天数')
  await number.fill('30')
  await number.press('Enter')
  await wang.getByText('已保存').first().waitFor()
  await wang.goto(`${stage.url}/findings?kind=untouched`)
  await wang.getByRole('button', { name: '立即检查' }).click()
  await expect(card(wang, '船用光谱仪')).toHaveCount(0)
})
