import { type Browser, expect, type Page, test } from '@playwright/test'
import { mailReceiver } from '../src/platform/mail.fixture.ts'
import { rowsOf } from '../src/platform/sheets/sheet.fixture.ts'
import { openSheet } from '../src/platform/sheets/sheet.ts'
import { barriersOf } from './barriers.ts'
import { asked, invitedBy, setUpCompany } from './company.ts'
import { openBrowser, openTimedStage, type TimedStage } from './stage.ts'

const START = '2026-11-23T01:00:00.000Z' // a Monday, 9:00 in Shanghai

let stage: TimedStage
let browser: Browser
let mail: Awaited<ReturnType<typeof mailReceiver>>
let wang: Page // 王芳, who set the company up
let lin: Page // 林岚, the director
let chen: Page // 陈静, who sells in 华东组
const said: string[] = []

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  mail = await mailReceiver()
  stage = await openTimedStage({
    at: START,
    env: {
      BATON_SMTP_HOST: '127.0.0.1',
      BATON_SMTP_PORT: String(mail.port),
      BATON_SMTP_SECURITY: 'none',
      BATON_MAIL_FROM: 'baton@example.com',
    },
  })
  browser = await openBrowser()
  wang = await newPage()
  await setUpCompany(wang, stage.url)
  const department = async (name: string) =>
    (await ask(wang, 'POST', '/organisation/departments', { name })).id
  const [east, south] = [await department('华东组'), await department('华南组')]
  lin = await invited({ name: '林岚', email: 'lin@example.com', department: south }, 'director')
  chen = await invited({
    name: '陈静',
    email: 'chen@example.com',
    department: east,
    manager: await idOf(lin),
  })
  const account = (await ask(wang, 'POST', '/accounts', { name: '苏州大学' })).id
  const close = async (holder: string, stage: 'won' | 'lost') => {
    const needed = { source: 'website', requirement: '光谱', account, expectedCloseOn: '2026-12-01' }
    const amount = { amount: '100.00', currency: 'CNY' }
    const { id } = await ask(wang, 'POST', '/opportunities', { title: '光谱仪', holder, amount, ...needed })
    const { version } = await ask(wang, 'GET', `/opportunities/${id}`)
    await ask(wang, 'PUT', `/opportunities/${id}/stage`, { stage, reason: '价格' }, version)
  }
  for (const kind of ['won', 'lost'] as const) await close(await idOf(chen), kind)
  for (const kind of ['won', 'won', 'lost'] as const) await close(await idOf(lin), kind)
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
  await mail?.close()
  expect(said).toEqual([])
})

type Json = {
  id: string
  path: string
  version: number
  person: { id: string }
}
const ask = asked<Json>
const idOf = async (page: Page) => (await ask(page, 'GET', '/me')).person.id

async function newPage(): Promise<Page> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => said.push(error.message))
  return page
}

async function invited(person: object, role = 'sales'): Promise<Page> {
  const page = await newPage()
  await invitedBy(wang, page, person, role)
  return page
}

async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: field, exact: true }).click()
  await page.locator('.ant-select-dropdown:visible').getByTitle(option, { exact: true }).click()
}

test('a director asks for the win rate by department, this year and last, and every figure opens its rows', async () => {
  await lin.goto(`${stage.url}/reports/builder`)
  const measures = lin.getByRole('combobox', { name: '指标' })
  await measures.click()
  await measures.fill('赢单 ÷（赢单 + 输单）') // by its definition
  await measures.press('Enter')
  await measures.press('Escape')
  await lin
    .getByLabel('商机数')
    .getByLabel(/关闭|close/)
    .or(lin.locator('[title="商机数"] .ant-select-selection-item-remove'))
    .first()
    .click()
  await choose(lin, '按……看', '部门')
  await choose(lin, '时间', '今年')
  await choose(lin, '对比', '去年同期')
  const answer = lin.getByRole('region', { name: '结果' })
  await expect(answer.getByRole('row', { name: /华南组/ })).toContainText('66.7%')
  await expect(answer.getByRole('row', { name: /华南组/ })).toContainText('样本少（3）')
  await expect(answer.getByRole('row', { name: /合计/ })).toContainText('60%')
  await expect(answer).toContainText('对比 2025年1月1日 – 2025年12月31日')
  await choose(lin, '怎么画', '条形图')
  await expect(answer.getByRole('img', { name: /（图/ })).toBeVisible()
  await expect.poll(() => barriersOf(lin)).toEqual([])
  await answer.getByRole('button', { name: '看表格' }).click()
  await answer
    .getByRole('row', { name: /华南组/ })
    .getByRole('link', { name: '66.7%' })
    .click()
  await expect(lin).toHaveURL(/\/opportunities\?filter=/)
  await expect(lin.getByRole('row', { name: /光谱仪/ })).toHaveCount(3)
  await lin.goBack() // the question stands in the address
  await expect(answer.getByRole('img', { name: /（图/ })).toBeVisible()
})

test('it is kept, shared, pinned to a dashboard, downloaded as a workbook', async () => {
  await lin.getByRole('button', { name: '保存为报表' }).click()
  const dialog = lin.getByRole('dialog')
  await dialog.getByLabel('名称').fill('各部门赢率')
  await dialog.getByText('所有人').click()
  await dialog.getByRole('button', { name: /保\s?存/ }).click()
  await expect(lin.getByRole('heading', { name: '各部门赢率', level: 1 })).toBeVisible()
  await expect(lin.getByText('共享给所有人')).toBeVisible()
  await lin.getByRole('button', { name: '放到仪表盘' }).click()
  await lin.getByRole('menuitem', { name: '新仪表盘' }).click()
  await dialog.getByLabel('名称').fill('周会')
  await dialog.getByRole('button', { name: /保\s?存/ }).click()
  await expect(lin.getByText('已放到「周会」')).toBeVisible()
  await lin.getByRole('button', { name: '下载' }).click()
  const [file] = await Promise.all([
    lin.waitForEvent('download'),
    lin.getByRole('menuitem', { name: 'Excel（XLSX）' }).click(),
  ])
  expect(file.suggestedFilename()).toBe('各部门赢率-2026-11-23.xlsx')
  const sheet = await openSheet(await file.path())
  expect(sheet.headings.slice(0, 2)).toEqual(['部门', '赢率'])
  const rows = (await rowsOf(sheet)).map(({ cells }) => [cells[0], Number.parseFloat(String(cells[1]))])
  expect(rows).toEqual([
    ['华南组', expect.closeTo(200 / 3, 5)],
    ['华东组', 50],
    ['合计', 60],
  ])
})

test('it is mailed on Mondays, to each with their own figures', async () => {
  await lin.getByRole('button', { name: '定时邮件' }).click()
  const panel = lin.getByRole('dialog')
  await panel.getByRole('combobox', { name: '收件人' }).fill('陈静')
  await lin.locator('.ant-select-dropdown:visible').getByTitle('陈静').click()
  await panel.getByRole('button', { name: '开始发送' }).click()
  await expect(panel.getByText('每周一 09:00')).toBeVisible()
  await expect.poll(() => barriersOf(lin, { within: '[role=dialog]' })).toEqual([])
  await panel
    .getByRole('button', { name: /关\s?闭|Close/ })
    .first()
    .click()
  await stage.turnTo('2026-11-30T01:00:05.000Z')
  const mailed = () => mail.mails.filter(({ subject }) => subject === '各部门赢率') // among other notices
  await expect.poll(() => mailed().length).toBe(2)
  const to = (who: string) => mailed().find((one) => one.to[0] === who)
  expect(to('lin@example.com')?.text).toContain('华南组 | 66.7%')
  expect(to('lin@example.com')?.files).toHaveLength(1)
  expect(to('chen@example.com')?.text).toContain('华东组 | 50%')
  expect(to('chen@example.com')?.text).not.toContain('华南组')
})

test('a salesperson opens what is shared and sees only their own rows; a dashboard is arranged by keys', async () => {
  await chen.goto(`${stage.url}/reports/saved`)
  await chen.getByRole('link', { name: '各部门赢率', exact: true }).click()
  await expect(chen.getByText('数字只算您有权看的商机')).toBeVisible()
  const answer = chen.getByRole('region', { name: '结果' })
  await answer.getByRole('button', { name: '看表格' }).click()
  await expect(answer.getByRole('row', { name: /华东组/ })).toContainText('50%')
  await expect(answer.getByRole('row', { name: /华南组/ })).toHaveCount(0)
  await expect(chen.getByRole('button', { name: '下载' })).toHaveCount(0)
  await lin.goto(`${stage.url}/reports/dashboards`)
  await lin.getByRole('combobox', { name: '选择仪表盘' }).click()
  await lin.locator('.ant-select-dropdown:visible').getByTitle('周会').click()
  await expect(lin.getByRole('heading', { name: '周会', level: 1 })).toBeVisible()
  await lin.getByRole('combobox', { name: '添加报表' }).click()
  await lin.locator('.ant-select-dropdown:visible').getByTitle('谁手上太多').click()
  const tiles = lin.locator('.tile h2')
  await expect(tiles).toHaveText(['各部门赢率', '谁手上太多'])
  await lin.getByRole('button', { name: '排列' }).click()
  await lin.getByRole('button', { name: '「谁手上太多」往前移' }).press('Enter')
  await expect(tiles).toHaveText(['谁手上太多', '各部门赢率'])
  await lin.reload()
  await expect(tiles).toHaveText(['谁手上太多', '各部门赢率'])
  await expect(lin.locator('.tile').getByRole('img', { name: /（图/ })).toHaveCount(1)
  await expect.poll(() => barriersOf(lin)).toEqual([])
  await lin.setViewportSize({ width: 390, height: 844 })
  const isWider = 'document.documentElement.scrollWidth > document.documentElement.clientWidth + 1'
  expect(await lin.evaluate(isWider)).toBe(false)
})
