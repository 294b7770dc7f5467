import { fileURLToPath } from 'node:url'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { openBrowser, openStage, type Stage } from './stage.ts'

const PASSWORD = 'correct horse 9'
const DATA = fileURLToPath(new URL('../data/maven_crm/', import.meta.url))

let stage: Stage
let browser: Browser
let page: Page
const said: string[] = []

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openStage()
  browser = await openBrowser()
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
  page = await context.newPage()
  page.on('pageerror', (error) => said.push(error.message))
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
  expect(said).toEqual([])
})

/** A call of the page's own origin, as the browser makes it. */
async function api<T>(
  method: string,
  path: string,
  body?: unknown,
  ifMatch?: number,
): Promise<{ status: number; body: T }> {
  return page.evaluate(
    async ([verb, where, sent, version]) => {
      const headers: Record<string, string> = { 'content-type': 'application/json', 'x-baton-csrf': '1' }
      if (version !== undefined) headers['if-match'] = `"${version}"`
      const answer = await fetch(`/api/v1${where}`, {
        method: verb as string,
        headers,
        ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      })
      return { status: answer.status, body: await answer.json().catch(() => undefined) }
    },
    [method, path, body, ifMatch] as const,
  ) as Promise<{ status: number; body: T }>
}

test('a stranger sets the company up and lands on Today', async () => {
  await page.goto(stage.url)
  await expect(page).toHaveURL(/set-up/)
  await page.getByLabel('公司名称').fill('华东仪器')
  await page.getByLabel(/姓名/).fill('王芳')
  await page.getByLabel(/邮箱/).fill('wang@example.com')
  await page.getByLabel(/密码/).first().fill(PASSWORD)
  await page.getByRole('button', { name: /开始|完成|创建/ }).click()
  await expect(page).toHaveURL(/today/)
  await expect(page.getByRole('heading', { name: '今日' })).toBeVisible()
})

test('a new opportunity is held at once, and the plan says why', async () => {
  await page.goto(`${stage.url}/opportunities`)
  await page.getByRole('button', { name: '新建商机' }).click()
  await page.getByLabel('商机名称').fill('上海光学 质检设备')
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await expect(page.getByRole('heading', { name: '上海光学 质检设备' })).toBeVisible()
  await page.getByRole('button', { name: /为什么是我/ }).click()
  await expect(page.getByText('按规则分派给')).toBeVisible()
  await page.keyboard.press('Escape')
})

test('a shut gate says what it needs; given, the stage moves', async () => {
  await page
    .getByRole('button', { name: /筛选|已筛选/ })
    .first()
    .click()
  await page.getByRole('dialog').getByRole('button', { name: '推进' }).click()
  await expect(page.getByText('节点已更新')).toBeVisible()
  const { body } = await api<{ items: { id: string; version: number }[] }>('GET', '/opportunities')
  const [one] = body.items
  const refused = await api<{ code: string }>(
    'PUT',
    `/opportunities/${one?.id}/stage`,
    { stage: 'won' },
    one?.version,
  )
  expect(refused.status).toBe(422)
  expect(refused.body.code).toBe('pipeline.gate-shut')
})

test('a follow-up with its next step stands in the timeline', async () => {
  await page.getByPlaceholder(/记录一次跟进/).fill('已通话，客户想下周看样机')
  await page.getByPlaceholder('下一步', { exact: true }).fill('寄样机')
  await page.getByRole('button', { name: '记录' }).click()
  await expect(page.getByText('已通话，客户想下周看样机')).toBeVisible()
})

test('a colleague accepts a hand-over and holds it from then on', async () => {
  const made = await api<{ id: string }>('POST', '/organisation/people', {
    name: '李强',
    email: 'li@example.com',
    functions: ['sales'],
  })
  expect(made.status).toBe(201)
  const roles = await api<{ items: { id: string; key: string }[] }>('GET', '/roles')
  const sales = roles.body.items.find((role) => role.key === 'sales')
  await api('PUT', `/people/${made.body.id}/roles`, { roles: [sales?.id] })
  const invite = await api<{ path: string }>('POST', `/organisation/people/${made.body.id}/invite`, {})
  await page.reload()
  await page.getByRole('button', { name: '交接', exact: true }).click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('交给谁').click()
  await page.keyboard.type('李强')
  await page.getByTitle('李强').first().click()
  await panel.getByLabel('客户需要什么').fill('质检样机与报价')
  await panel.getByLabel('下一步', { exact: true }).fill('寄样机')
  await panel.getByLabel('下一步日期').fill('2027-01-05')
  await page.keyboard.press('Enter')
  await panel.getByRole('button', { name: '发出交接单' }).click()
  await expect(page.getByText(/等待答复/)).toBeVisible()

  const other = await (await browser.newContext({ locale: 'zh-CN' })).newPage()
  await other.goto(`${stage.url}${invite.body.path}`)
  await other.getByLabel(/密码/).first().fill(PASSWORD)
  await other.getByRole('button').last().click()
  await expect(other.getByRole('heading', { name: '今日' })).toBeVisible()
  await other.getByLabel('交接单里哪里不清楚？').fill('样机几台？')
  await other.getByRole('button', { name: '提问' }).click()
  await expect(page.locator('.thread').getByText('样机几台？')).toBeVisible({ timeout: 5000 })
  await page.getByLabel('您的回复').fill('两台')
  await page.getByRole('button', { name: '回复', exact: true }).click()
  await expect(page.locator('.thread').getByText('两台')).toBeVisible()
  await other.reload()
  await other.getByRole('checkbox', { name: '确认：客户需要什么' }).check()
  await other.getByRole('button', { name: '接受，由我负责' }).click()
  await expect(other.getByText('已接受，您现在是责任人')).toBeVisible()
  await expect(page.locator('.holder-line').getByText('李强')).toBeVisible({ timeout: 5000 }) // the giver's open page learns of it live
  await other.context().close()
})

test('the import wizard asks about GTXPro and takes the whole pipeline in', async () => {
  for (const file of ['products.csv', 'accounts.csv']) {
    await page.goto(`${stage.url}/import`)
    await page
      .locator('.ant-segmented-item-label', { hasText: file === 'products.csv' ? /^产品$/ : /^客户$/ })
      .click()
    await page.locator('input[type=file]').setInputFiles(`${DATA}${file}`)
    await page.getByRole('button', { name: '试运行' }).click()
    await page.getByRole('button', { name: '开始导入' }).click()
    await expect(page.getByText(/导入完成/)).toBeVisible({ timeout: 20_000 })
  }
  await page.goto(`${stage.url}/import`)
  await page.locator('input[type=file]').setInputFiles(`${DATA}sales_pipeline.csv`)
  await page.getByText('新名字自动建人员').click()
  await page.getByRole('button', { name: '试运行' }).click()
  await expect(page.getByText('“GTXPro”', { exact: true })).toBeVisible({ timeout: 20_000 })
  const answer = async (value: string, meant: string) => {
    await page.getByLabel(`“${value}”是什么`).click()
    await page.keyboard.type(meant)
    await page.keyboard.press('Enter')
    await expect(page.locator('.questions li', { hasText: `“${value}”` })).toContainText(meant)
  }
  await answer('GTXPro', 'GTX Pro')
  const plan = await api<{ stages: { label: { zh: string } }[] }>('GET', '/plan')
  await answer('Prospecting', plan.body.stages[0]?.label.zh ?? '')
  await answer('Engaging', plan.body.stages[1]?.label.zh ?? '')
  await page.getByRole('button', { name: '重新试运行' }).click()
  await page.getByRole('button', { name: '开始导入' }).click({ timeout: 20_000 })
  await expect(page.getByText(/新建 8,800 条/)).toBeVisible({ timeout: 60_000 })
})

test('the report says what the pipeline is worth and opens its rows', async () => {
  await page.goto(`${stage.url}/reports`)
  await expect(page.getByText('4,238').first()).toBeVisible()
  await expect(page.getByText('63.2%').first()).toBeVisible()
  await page.getByRole('link', { name: /Darcel Schlecht/ }).click()
  await expect(page).toHaveURL(/filter=/)
  await expect(page.getByText(/共 747 条/)).toBeVisible()
})

test('the pages have no barrier that axe can find', async () => {
  for (const path of [
    '/today',
    '/opportunities',
    '/opportunities?view=board',
    '/reports',
    '/import',
    '/hand-overs',
    '/settings',
  ]) {
    await page.goto(`${stage.url}${path}`)
    await page.waitForTimeout(800)
    expect(await barriersOf(page), path).toEqual([])
  }
})
