import { type Browser, expect, type Page, test } from '@playwright/test'
import { openBrowser, openStage, type Stage } from './stage.ts'

const PASSWORD = 'correct horse 9'
let stage: Stage
let browser: Browser
let wang: Page
let li: Page

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openStage()
  browser = await openBrowser()
  const viewport = { width: 1440, height: 1000 }
  wang = await (await browser.newContext({ locale: 'zh-CN', viewport })).newPage()
  li = await (await browser.newContext({ locale: 'zh-CN', viewport })).newPage()
  await wang.goto(stage.url)
  await wang.getByLabel('公司名称').fill('华东仪器')
  await wang.getByLabel(/姓名/).fill('王芳')
  await wang.getByLabel(/邮箱/).fill('wang@example.com')
  await wang.getByLabel(/密码/).first().fill(PASSWORD)
  await wang.getByText('成长型公司', { exact: true }).click()
  await wang.getByRole('button', { name: /开始|完成|创建/ }).click()
  await expect(wang).toHaveURL(/today/)
  const invite = await wang.evaluate(async () => {
    const api = async (method: string, path: string, body: unknown) => {
      const answer = await fetch(`/api/v1${path}`, {
        method,
        headers: { 'content-type': 'application/json', 'x-baton-csrf': '1' },
        body: JSON.stringify(body),
      })
      return (await answer.json()) as Record<string, string>
    }
    const made = await api('POST', '/organisation/people', { name: '李强', email: 'li@example.com' })
    await api('PUT', `/people/${made['id']}/roles`, { roles: [], admin: true })
    return (await api('POST', `/organisation/people/${made['id']}/invite`, {}))['path'] ?? ''
  })
  await li.goto(`${stage.url}${invite}`)
  await li.getByLabel(/密码/).first().fill(PASSWORD)
  await li.getByRole('button').last().click()
  await expect(li).toHaveURL(/today/)
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

const cell = (page: Page, name: string) => page.getByRole('combobox', { name }).locator('xpath=ancestor::td')
const saved = (page: Page) => expect(page.locator('.designer-saving')).toContainText('已保存')

async function letter(page: Page, name: string, chosen: string) {
  await page.getByRole('combobox', { name }).click()
  await page.locator('.ant-select-dropdown:visible').getByText(chosen).click()
  await expect(page.locator('.ant-select-dropdown:visible')).toHaveCount(0)
}

test('two people change one draft, neither overwrites the other, and each sees who else is there', async () => {
  await wang.goto(`${stage.url}/settings/plan`)
  await letter(wang, '方案 · 财务', 'C 咨询')
  await saved(wang)
  await expect(wang).toHaveURL(/draft=/)
  await li.goto(wang.url())
  await expect(cell(li, '方案 · 财务')).toHaveAttribute('data-letter', 'C')
  await letter(li, '谈判 · 市场', 'I 知会')
  await letter(wang, '线索 · 财务', 'I 知会')
  await saved(li)
  await expect(cell(wang, '谈判 · 市场')).toHaveAttribute('data-letter', 'I', { timeout: 15_000 })
  await expect(cell(li, '线索 · 财务')).toHaveAttribute('data-letter', 'I', { timeout: 15_000 })
  await expect(wang.getByText('李强也在改这份草稿')).toBeVisible()
  await expect(li.getByText('王芳也在改这份草稿')).toBeVisible()
})

test('undoing takes back one’s own change and leaves the other’s', async () => {
  await wang.getByRole('button', { name: /^撤销：节点“线索”/ }).click()
  await expect(cell(wang, '线索 · 财务')).not.toHaveAttribute('data-letter', 'I')
  await expect(cell(wang, '谈判 · 市场')).toHaveAttribute('data-letter', 'I')
  await saved(wang)
})

test('where both changed the same, both states stand side by side to choose from', async () => {
  await expect(cell(li, '线索 · 财务')).not.toHaveAttribute('data-letter', 'I', { timeout: 15_000 })
  await li.route('**/api/v1/plan/drafts**', (route) => route.abort())
  await letter(li, '方案 · 财务', 'R 执行')
  await letter(wang, '方案 · 财务', 'I 知会')
  await saved(wang)
  await li.unroute('**/api/v1/plan/drafts**')
  await li.getByRole('button', { name: '看一看' }).click({ timeout: 20_000 })
  const panel = li.getByRole('dialog')
  await expect(panel.getByText('节点“方案” · 职责')).toBeVisible()
  await expect(panel).toContainText('财务 R')
  await expect(panel).toContainText('财务 I')
  await panel.getByRole('button', { name: /^用我的/ }).click()
  await li.keyboard.press('Escape')
  await expect(cell(li, '方案 · 财务')).toHaveAttribute('data-letter', 'R')
  await expect(cell(wang, '方案 · 财务')).toHaveAttribute('data-letter', 'R', { timeout: 15_000 })
})
