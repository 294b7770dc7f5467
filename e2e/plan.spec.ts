import { type Browser, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
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
  await page.goto(stage.url)
  await page.getByLabel('公司名称').fill('华东仪器')
  await page.getByLabel(/姓名/).fill('王芳')
  await page.getByLabel(/邮箱/).fill('wang@example.com')
  await page.getByLabel(/密码/).first().fill('correct horse 9')
  await page.getByText('大型公司', { exact: true }).click()
  await page.getByRole('button', { name: /开始|完成|创建/ }).click()
  await expect(page).toHaveURL(/today/)
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

const letter = async (cell: string, chosen: string) => {
  await page.getByRole('combobox', { name: cell }).click()
  await page.locator('.ant-select-dropdown:visible').getByText(chosen).click()
  await expect(page.locator('.ant-select-dropdown:visible')).toHaveCount(0)
}

test('a stage nobody is accountable for is refused in place; mended, the plan is published', async () => {
  await page.goto(`${stage.url}/settings/plan`)
  const matrix = page.getByRole('region', { name: '职责矩阵' })
  await expect(matrix.getByRole('row')).toHaveCount(15)
  await letter('方案 · 技术支持', '不参与')
  await expect(matrix.getByText('这个节点没有负责（A）的职能。')).toBeVisible()
  await expect(page.getByRole('button', { name: '发布新版本' })).toBeDisabled()
  await letter('方案 · 销售', 'A 负责')
  await expect(matrix.getByText('这个节点没有负责（A）的职能。')).toBeHidden()
  await page.getByRole('button', { name: '发布新版本' }).click()
  const panel = page.getByRole('dialog')
  await expect(panel.getByText('节点“方案”：职责有改动')).toBeVisible()
  await panel.getByRole('button', { name: '发布新版本' }).click()
  await expect(page.getByText('第 2 版已发布')).toBeVisible()
})

test('the kinds of opportunity go their own ways', async () => {
  await page.goto(`${stage.url}/opportunities`)
  await page.getByRole('button', { name: '新建商机' }).click()
  await page.getByLabel('商机名称').fill('老客户增购')
  await page.getByRole('combobox', { name: '商机类型' }).click()
  await page.locator('.ant-select-dropdown:visible').getByText('老客户维护').click()
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await expect(page.getByRole('heading', { name: '老客户增购' })).toBeVisible()
  const path = page.locator('.stage-path')
  await expect(path).toContainText('新需求')
  await expect(path).toContainText('报价')
  await expect(path).not.toContainText('技术验证')
})

test('another template is loaded, tells where opportunities go, and is published', async () => {
  await page.goto(`${stage.url}/settings/plan`)
  await page.getByRole('button', { name: '载入或导出' }).click()
  await page.getByRole('menuitem', { name: '模板：成长型公司' }).click()
  await expect(page.getByRole('dialog').getByText('去掉流程“老客户维护”')).toBeVisible()
  await page.getByRole('button', { name: '载入草稿' }).click()
  await page.getByRole('button', { name: '发布新版本' }).click()
  const panel = page.getByRole('dialog')
  await expect(panel.getByText('去掉流程“老客户维护”')).toBeVisible()
  await expect(panel.getByText(/原在“新需求”的商机（进行中 1，已结束 0）去/)).toBeVisible()
  await panel.getByRole('button', { name: '发布新版本' }).click()
  await expect(page.getByText('第 3 版已发布')).toBeVisible()
  await page.goto(`${stage.url}/opportunities`)
  await page.getByText('老客户增购').first().click()
  await expect(page.locator('.stage-path')).toContainText('方案')
})

test('the plan page has no barrier that axe can find, narrow as well', async () => {
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 })
    await page.goto(`${stage.url}/settings/plan`)
    await expect(page.getByRole('region', { name: '职责矩阵' })).toBeVisible()
    await page.waitForTimeout(500)
    expect(await barriersOf(page)).toEqual([])
  }
})
