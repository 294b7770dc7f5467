import { type Browser, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { asked, setUpCompany } from './company.ts'
import { openBrowser, openStage, type Stage } from './stage.ts'

let stage: Stage
let browser: Browser
let page: Page

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openStage()
  browser = await openBrowser()
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
  page = await context.newPage()
  await setUpCompany(page, stage.url)
  type Json = { id: string; version: number; stages: { key: string; kind: string }[] }
  for (const title of ['台式光谱仪', '手持光谱仪']) {
    const { id } = await asked<Json>(page, 'POST', '/opportunities', { title, companyName: '苏州大学' })
    if (title !== '台式光谱仪') continue
    const { version } = await asked<Json>(page, 'GET', `/opportunities/${id}`)
    const { stages } = await asked<Json>(page, 'GET', '/plan')
    const lost = stages.find(({ kind }) => kind === 'lost')?.key
    await asked(page, 'PUT', `/opportunities/${id}/stage`, { stage: lost, reason: '价格' }, version)
  }
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

test('the map shows how opportunities went, and an arrow opens those that went that way', async () => {
  await page.goto(`${stage.url}/process`)
  await page.getByRole('button', { name: /→ 输单: 1/ }).click()
  const panel = page.getByRole('dialog')
  await expect(panel.getByRole('link', { name: '台式光谱仪' })).toBeVisible()
  await expect(panel.getByRole('link', { name: '手持光谱仪' })).toHaveCount(0)
  await panel.getByRole('button').first().click()
  expect(await barriersOf(page)).toEqual([])
})

test('every other place answers, on a phone too', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  for (const [name, shown] of [
    ['瓶颈', /样本太少/],
    ['交接', /没有换过人/],
    ['路径', /共 2 种路径/],
    ['偏离方案', /由 2 个商机得出/],
    ['时间去向', /由 2 个商机得出/],
  ] as const) {
    await page.getByText(name, { exact: true }).click()
    await expect(page.getByText(shown).first()).toBeVisible()
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
  }
})
