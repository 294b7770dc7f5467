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
  await page.getByText('成长型公司', { exact: true }).click()
  await page.getByRole('button', { name: /开始|完成|创建/ }).click()
  await expect(page).toHaveURL(/today/)
  await fill()
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

/** Asks the server as the page would. */
async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await page.request.fetch(`${stage.url}/api/v1${path}`, {
    method,
    headers: { 'x-baton-csrf': '1' },
    ...(body ? { data: body } : {}),
  })
  if (answer.status() >= 400) throw new Error(`${path}: ${await answer.text()}`)
  return (await answer.json()) as T
}

/** 李强 sells in 上海 and 浙江 and leaves; 陈静 covers 浙江, 吴霞 上海. */
async function fill(): Promise<void> {
  const { items: roles } = await ask<{ items: { id: string; key: string }[] }>('GET', '/roles')
  const sales = roles.find(({ key }) => key === 'sales')?.id
  const somebody = (name: string, territories: string[]) =>
    ask<{ id: string }>('POST', '/organisation/people', {
      name,
      functions: ['sales', 'marketing'],
      territories,
      roles: [sales],
    })
  const leaver = await somebody('李强', ['31', '33'])
  await somebody('陈静', ['33'])
  await somebody('吴霞', ['31'])
  const account = await ask<{ id: string }>('POST', '/accounts', { name: '华东大学', holder: leaver.id })
  for (const [title, region, rest] of [
    ['质谱仪三台', '330100', { account: account.id }],
    ['光谱仪两台', '330100', { account: account.id }],
    ['色谱仪', '310101', { companyName: '上海药研' }],
  ] as const)
    await ask('POST', '/opportunities', { title, region, holder: leaver.id, ...rest })
}

test('who holds work is not simply deactivated: the way on is the planned one', async () => {
  await page.goto(`${stage.url}/settings/people`)
  await page.getByText('李强', { exact: true }).first().click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('button', { name: '停用' }).click()
  await page.locator('.ant-popconfirm').getByRole('button', { name: '停用' }).click()
  await expect(panel.getByRole('alert')).toContainText('还持有 3 个')
  await panel.getByRole('alert').getByRole('link', { name: '离职交接…' }).click()
  await expect(page).toHaveURL(/settings\/transitions/)
  await expect(page.getByRole('dialog').getByLabel('名称')).toHaveValue('李强离职')
  await page.getByRole('dialog').getByRole('button', { name: '收集并提出接手人' }).click()
  await expect(page.getByRole('heading', { name: '李强离职' })).toBeVisible()
})

test('each opportunity has its receiver, an account stays together, and it says why', async () => {
  const row = (title: string) => page.getByRole('row').filter({ hasText: title })
  await expect(row('质谱仪三台')).toContainText('陈静')
  await expect(row('光谱仪两台')).toContainText('陈静')
  await expect(row('色谱仪')).toContainText('吴霞')
  await row('质谱仪三台').click()
  await expect(page.getByRole('dialog').getByText('负责区域').first()).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('somebody is chosen by hand', async () => {
  const row = page.getByRole('row').filter({ hasText: '色谱仪' })
  await row.getByRole('checkbox').click()
  await expect(page.getByText('选中 1 项')).toBeVisible()
  await page.locator('.transition-to').getByRole('combobox').click()
  await page.locator('.ant-select-dropdown:visible').getByText('陈静').click()
  await page.getByRole('button', { name: '交给', exact: true }).click()
  await expect(row).toContainText('王芳指定')
})

test('the preview tells the loads, and it is carried out at once', async () => {
  await page.getByText('预览并执行').click()
  await expect(page.getByRole('row').filter({ hasText: '陈静' })).toContainText('商机 3')
  await page.getByRole('button', { name: '现在执行' }).click()
  await page.locator('.ant-popconfirm').getByRole('button', { name: '现在执行' }).click()
  await expect(page.getByText('已完成', { exact: true })).toBeVisible()
  await page.goto(`${stage.url}/opportunities`)
  await page.getByText('质谱仪三台').first().click()
  await expect(page.getByText('首次联系华东大学').first()).toBeVisible()
  await expect(page.getByText('留下了按记录生成的交接单')).toBeVisible()
})

test('the pages have no barrier that axe can find, narrow as well', async () => {
  const { items } = await ask<{ items: { id: string }[] }>('GET', '/transitions')
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 })
    for (const path of ['/settings/transitions', `/settings/transitions/${items[0]?.id}`]) {
      await page.goto(stage.url + path)
      await expect(page.getByText('李强离职').first()).toBeVisible()
      await page.waitForTimeout(500)
      expect(await barriersOf(page), path).toEqual([])
    }
  }
})

test('who stands in for somebody is not simply deactivated either: the way on is the planned one', async () => {
  const { items: people } = await ask<{ items: { id: string; name: string }[] }>(
    'GET',
    '/organisation/people',
  )
  const idOf = (name: string) => people.find((one) => one.name === name)?.id ?? ''
  const { id: deputy } = await ask<{ id: string }>('POST', '/organisation/people', { name: '钱进' })
  const until = new Date(Date.now() + 3 * 86_400_000).toISOString()
  const from = new Date().toISOString()
  await ask('POST', '/absences', { person: idOf('吴霞'), deputy, kind: 'leave', from, until })
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(`${stage.url}/settings/people`)
  await page.getByText('钱进', { exact: true }).first().click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('button', { name: '停用' }).click()
  await page.locator('.ant-popconfirm').getByRole('button', { name: '停用' }).click()
  await expect(panel.getByRole('alert')).toContainText('代理')
  await panel.getByRole('alert').getByRole('link', { name: '离职交接…' }).click()
  await expect(page.getByRole('dialog').getByLabel('名称')).toHaveValue('钱进离职')
})

test('a receiver who is away is said to be, until when and who acts', async () => {
  const { items: people } = await ask<{ items: { id: string; name: string }[] }>(
    'GET',
    '/organisation/people',
  )
  const idOf = (name: string) => people.find((one) => one.name === name)?.id ?? ''
  const body = { name: '陈静离职', kind: 'leaver', leavers: [idOf('陈静')], receivers: [idOf('吴霞')] }
  const { id } = await ask<{ id: string }>('POST', '/transitions', body)
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 })
    await page.goto(`${stage.url}/settings/transitions/${id}`)
    const said = page.getByRole('alert').filter({ hasText: '吴霞届时不在' })
    await expect(said).toContainText('钱进代理')
  }
})
