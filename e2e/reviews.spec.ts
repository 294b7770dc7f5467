import { type Browser, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { asked, invitedBy, newPageAt, setUpCompany } from './company.ts'
import { openBrowser, openTimedStage, type TimedStage } from './stage.ts'

const FRIDAY = '2026-11-27T01:00:00.000Z'

let stage: TimedStage
let browser: Browser
let wang: Page // 王芳, who leads both
let li: Page // 李强, who gave it
let chen: Page // 陈静, who took it over and lost it
let lost = ''

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openTimedStage({ at: FRIDAY })
  browser = await openBrowser()
  wang = await newPageAt(browser, FRIDAY)
  await setUpCompany(wang, stage.url)
  li = await newPageAt(browser, FRIDAY)
  chen = await newPageAt(browser, FRIDAY)
  const manager = (await ask(wang, 'GET', '/me')).person.id
  await invitedBy(wang, li, { name: '李强', email: 'li@example.com', manager })
  await invitedBy(wang, chen, { name: '陈静', email: 'chen@example.com', manager })
  const holder = (await ask(li, 'GET', '/me')).person.id
  const to = (await ask(chen, 'GET', '/me')).person.id
  lost = (await ask(wang, 'POST', '/opportunities', { title: '台式光谱仪', companyName: '苏州大学', holder }))
    .id
  const packet = { needs: '两台', budget: '80 万', nextStep: '拜访', nextStepOn: '2026-12-01' }
  const offer = await ask(li, 'POST', `/opportunities/${lost}/hand-overs`, { to, packet })
  await ask(chen, 'PUT', `/hand-overs/${offer.id}/answer`, { answer: 'accept' }, offer.version)
  const { version } = await ask(chen, 'GET', `/opportunities/${lost}`)
  await ask(chen, 'PUT', `/opportunities/${lost}/stage`, { stage: 'lost', reason: '价格太高' }, version)
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

type Json = { id: string; version: number; person: { id: string } }
const ask = asked<Json>

test('a lost opportunity is reviewed by both sides, and what follows is somebody’s task', async () => {
  await wang.goto(`${stage.url}/opportunities/${lost}`)
  await wang.getByRole('button', { name: '开始复盘' }).click()
  await expect(wang.getByRole('heading', { name: '台式光谱仪' })).toBeVisible()
  await expect(wang.getByText('关闭时填写：价格太高')).toBeVisible()
  await expect(wang.getByText('80 万')).toBeVisible()

  await chen.goto(`${stage.url}/reviews`)
  await expect(chen.getByText('等您提原因')).toBeVisible()
  await chen.getByRole('link', { name: '台式光谱仪' }).click()
  await chen.getByRole('radio', { name: /李强 → 陈静/ }).check()
  await chen.getByLabel('输单原因').click()
  await chen.getByText('交接中丢失', { exact: true }).last().click()
  await chen.getByLabel('说明').fill('预算没有交代决策人')
  await chen.getByRole('button', { name: '提出原因' }).click()
  await expect(chen.getByText('等双方表态')).toBeVisible()
  expect(await barriersOf(chen)).toEqual([])

  await li.goto(`${stage.url}/reviews`)
  await li.getByRole('link', { name: '台式光谱仪' }).click()
  await li.getByRole('button', { name: '同意', exact: true }).click()
  await expect(li.getByText('双方同意').first()).toBeVisible()

  await wang.reload()
  await wang.getByRole('textbox', { name: '改进措施' }).fill('交接前核对决策人')
  await wang.getByRole('combobox', { name: '责任人' }).fill('李强')
  await wang.getByTitle('李强').last().click()
  await wang.getByLabel('截止').fill('2026-11-30')
  await wang.keyboard.press('Enter')
  await wang.getByRole('button', { name: /添\s?加/ }).click()
  await expect(wang.getByText('交接前核对决策人')).toBeVisible()
  await li.goto(`${stage.url}/today`)
  await expect(li.getByText('交接前核对决策人')).toBeVisible()
})

test('the month’s pack comes by itself and shows what was agreed', async () => {
  await stage.turnTo('2026-12-01T02:00:00.000Z', wang.context())
  await wang.goto(`${stage.url}/reviews`)
  await wang.getByRole('link', { name: '2026年11月' }).click()
  await expect(wang.getByRole('heading', { name: '2026年11月复盘' })).toBeVisible()
  await expect(wang.getByRole('row', { name: /交接中丢失/ })).toBeVisible()
  await expect(wang.getByRole('row', { name: /交接前核对决策人 李强/ }).first()).toContainText('逾期')
  expect(await barriersOf(wang)).toEqual([])
})
