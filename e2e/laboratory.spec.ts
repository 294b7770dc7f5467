import { type Browser, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { asked, invitedBy, newPageAt, setUpCompany } from './company.ts'
import { openBrowser, openTimedStage, type TimedStage } from './stage.ts'

const AT = '2026-11-09T01:00:00.000Z'
const DAY_MS = 86_400_000

let stage: TimedStage
let browser: Browser
let wang: Page // 王芳, who administrates and is the keeper

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openTimedStage({ at: AT })
  browser = await openBrowser()
  wang = await newPageAt(browser, AT)
  await setUpCompany(wang, stage.url)
  for (const [name, email] of [
    ['李强', 'li@example.com'],
    ['陈静', 'chen@example.com'],
  ] as const)
    await invitedBy(wang, await newPageAt(browser, AT), { name, email })
  for (let day = 0; day < 4; day++) {
    await stage.turnTo(new Date(Date.parse(AT) + day * DAY_MS).toISOString(), ...browser.contexts())
    for (const title of ['台式光谱仪', '手持光谱仪'])
      await asked(wang, 'POST', '/opportunities', { title: `${title} ${day}`, companyName: `大学 ${day}` })
  }
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

test('a draft is tried on what came without somebody: who would have had what, one by one, and why', async () => {
  const draft = await asked<{ id: string }>(wang, 'POST', '/plan/drafts', { name: '少一个人' })
  await wang.goto(`${stage.url}/settings/plan?draft=${draft.id}`)
  await wang.getByRole('link', { name: '在最近 90 天上推演' }).click()
  await expect(wang).toHaveURL(/lab\?draft=/)
  const form = wang.getByRole('region', { name: '新建推演' })
  await expect(form.getByText('草稿：少一个人')).toBeVisible()
  await form.getByRole('combobox', { name: '添加一项不同' }).click()
  await wang.getByTitle('少一个人', { exact: true }).click()
  await form.getByLabel('谁').fill('李强')
  await wang.getByTitle('李强').click()
  await form.getByRole('button', { name: '加上' }).click()
  await expect(form.getByText('没有李强')).toBeVisible()
  await form.getByLabel('叫什么').fill('没有李强会怎样')
  await form.getByRole('button', { name: '开始推演' }).click()
  const whole = wang.getByRole('region', { name: '整体对比' })
  await expect(whole).toBeVisible({ timeout: 20_000 })
  await expect(whole.getByRole('row', { name: /^来的商机/ })).toContainText('8')
  const people = wang.getByRole('region', { name: '每个人' })
  await expect(people.getByRole('row', { name: /李强/ })).toContainText('→ 0')
  const rows = wang.getByRole('region', { name: '逐条查看' })
  const first = rows.locator('li').first()
  await expect(first).toContainText('光谱仪')
  await first.locator('summary').click()
  await expect(first).toContainText('李强为什么没有得到')
  expect(await barriersOf(wang)).toEqual([])
})
