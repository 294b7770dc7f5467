import { type Browser, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { openBrowser, openStage, type Stage } from './stage.ts'

let stage: Stage
let browser: Browser
let page: Page
const people: Record<string, string> = {}
const made: Record<string, string> = {}

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
  for (const [key, name] of [
    ['li', '李强'],
    ['chen', '陈静'],
  ] as const) {
    const body = { name, email: `${key}@example.com`, functions: ['sales'] }
    people[key] = await post('/organisation/people', body)
  }
  made['account'] = await post('/accounts', { name: '苏州晶维光电科技有限公司', holder: people['li'] })
  made['twin'] = await post('/accounts', {
    name: '苏州晶维光电科技有限责任公司',
    industry: '光电',
    holder: people['chen'],
  })
  const amount = { amount: '120000.00', currency: 'CNY' }
  const input = { account: made['account'], contactPhone: '13900001111', holder: people['li'] }
  made['first'] = await post('/opportunities', { ...input, title: '光谱仪采购', amount })
  made['second'] = await post('/opportunities', {
    ...input,
    title: '晶维光谱仪',
    requirement: '双通道',
    holder: people['chen'],
  })
  await post('/follow-ups', { opportunity: made['second'], kind: 'call', content: '客户要两台' })
  await post('/tasks', { opportunity: made['first'], title: '寄样品', dueOn: '2030-01-01' })
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

/** Made as a program would make it; answers the id. */
function post(path: string, body: object): Promise<string> {
  return page.evaluate(
    async ([to, given]) => {
      const answer = await fetch(`/api/v1${to}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-baton-csrf': '1' },
        body: JSON.stringify(given),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${to}: ${text}`)
      return String(JSON.parse(text).id)
    },
    [path, body] as const,
  )
}
const open = (id: string | undefined, kind = 'opportunities') => page.goto(`${stage.url}/${kind}/${id}`)
const dialog = () => page.getByRole('dialog')
async function isAccessible() {
  await expect(page.locator('.ant-select-dropdown:visible')).toHaveCount(0)
  await page.waitForTimeout(800) // what opens and closes has come to rest
  expect(await barriersOf(page)).toEqual([])
}

test('a duplicate is told, and two become one: values side by side, the story in one timeline', async () => {
  await open(made['first'])
  const told = page.locator('section.card', { has: page.getByRole('heading', { name: '可能重复' }) })
  await expect(told).toContainText('晶维光谱仪')
  await expect(told).toContainText('电话相同')
  await told.getByRole('button', { name: '合并' }).click()
  await expect(dialog().getByRole('row', { name: /客户需求/ })).toContainText('双通道')
  await expect(dialog()).toContainText('跟进 1')
  await dialog().getByLabel('原因').fill('同一个项目')
  await isAccessible()
  await dialog().getByRole('button', { name: '合并', exact: true }).click()
  await expect(page.getByText('已合并 1 个')).toBeVisible()
  await expect(page.locator('.timeline')).toContainText('合并了商机')
  await expect(page.locator('.timeline')).toContainText('客户要两台')
  await expect(page.getByText('双通道').first()).toBeVisible()
})

test('the address of the one merged away leads to the one that stays', async () => {
  await open(made['second'])
  await expect(page).toHaveURL(new RegExp(made['first'] ?? ''))
  await expect(page.getByRole('heading', { name: '光谱仪采购' })).toBeVisible()
})

test('one is split: the parts are held from their first instant and lead to each other', async () => {
  await page.getByRole('button', { name: '更多操作' }).click()
  await page.getByRole('menuitem', { name: '拆分' }).click()
  await dialog().getByLabel('原商机的金额（CNY）').fill('80000')
  await dialog().getByLabel('商机名称').fill('光谱仪二期')
  await dialog().getByLabel('金额（CNY）', { exact: true }).fill('50000')
  await dialog().getByRole('checkbox', { name: '寄样品' }).check()
  await expect(dialog().getByRole('status')).toContainText('130,000')
  await dialog().getByLabel('原因').fill('分两期')
  await isAccessible()
  await dialog().getByRole('button', { name: '拆出 1 个' }).click()
  await expect(page.getByText('已拆出 1 个商机')).toBeVisible()
  await page.getByRole('link', { name: /光谱仪二期/ }).click()
  await expect(page.getByRole('heading', { name: '光谱仪二期' })).toBeVisible()
  await expect(page.locator('.holdings')).toContainText('拆分')
  await expect(page.locator('.tasks')).toContainText('寄样品')
})

test('an account is reassigned with what its holder holds, and the whole is taken back as one', async () => {
  await open(made['account'], 'accounts')
  await page.getByRole('button', { name: '改派' }).click()
  await dialog().getByRole('combobox', { name: '新的客户负责人' }).click()
  await page.locator('.ant-select-dropdown:visible').getByText('陈静').click()
  await dialog().getByLabel('原因').fill('区域调整')
  await expect(dialog().getByRole('region', { name: '预览' })).toContainText('将转交 2 个')
  await isAccessible()
  await dialog().getByRole('button', { name: '改派，并转交 2 个商机' }).click()
  await expect(page.getByText('客户已改派给陈静，一起转交 2 个商机')).toBeVisible()
  await expect(page.getByText('李强 → 陈静，一起转交 2 个商机')).toBeVisible()
  await page.getByRole('button', { name: '退回' }).click()
  await expect(dialog()).toContainText('将退回 2 个商机，客户由李强负责。')
  await dialog().getByLabel('原因').fill('改错了')
  await dialog().getByRole('button', { name: '退回' }).click()
  await expect(page.getByText('已退回，2 个商机回到原责任人')).toBeVisible()
  await expect(page.getByText('陈静 → 李强，一起转交 2 个商机')).toBeVisible()
})

test('near accounts are proposed and merged; nobody’s opportunities change hands', async () => {
  const told = page.locator('section.card', { has: page.getByRole('heading', { name: '可能重复' }) })
  await expect(told).toContainText('有限责任公司')
  await told.getByRole('button', { name: '合并' }).click()
  await dialog().getByRole('radio', { name: '陈静' }).check()
  await dialog().getByLabel('原因').fill('同一家公司')
  await isAccessible()
  await dialog().getByRole('button', { name: '合并', exact: true }).click()
  await expect(page.getByText('已合并 1 个')).toBeVisible()
  await expect(page.locator('.facts')).toContainText('光电')
  await open(made['first'])
  await expect(page.locator('.holder-line')).toBeVisible()
  await expect(page.locator('.holdings li').first()).toContainText('李强')
})

test('deleted with a reason, undone at once; deleted again it lies in the bin and is restored from there', async () => {
  const remove = async () => {
    await page.getByRole('button', { name: '更多操作' }).click()
    await page.getByRole('menuitem', { name: '删除' }).click()
    await dialog().getByLabel('原因').fill('误录')
    await dialog().getByRole('button', { name: '删除 1 个' }).click()
    await expect(page.getByText('已删除 1 个')).toBeVisible()
  }
  await remove()
  await page.getByRole('button', { name: '撤销' }).click()
  await open(made['first'])
  await expect(page.locator('.holdings')).toContainText('从回收站恢复')
  await expect(page.locator('.holdings')).toContainText('商机已删除')
  await remove()
  await page.getByRole('link', { name: '回收站' }).click()
  const line = page.locator('.bin-line', { hasText: '光谱仪采购 #1' })
  await expect(line).toContainText('误录')
  await isAccessible()
  await line.getByRole('button', { name: '恢复' }).click()
  await expect(page.getByText('已恢复“光谱仪采购”，仍由李强负责')).toBeVisible()
  await expect(line).toHaveCount(0)
  await expect(page.locator('.bin-line', { hasText: '晶维光谱仪' })).toContainText('已合并到 光谱仪采购')
})

test('many are deleted from the list, and what cannot go is told', async () => {
  await page.goto(`${stage.url}/opportunities`)
  await page.getByRole('checkbox').nth(1).check()
  await page.getByRole('checkbox').nth(2).check()
  const bar = page.locator('.bulk-bar')
  await expect(bar.getByRole('button', { name: '合并' })).toBeVisible()
  await bar.getByRole('button', { name: '删除' }).click()
  await dialog().getByLabel('原因').fill('清理')
  await dialog().getByRole('button', { name: '删除 2 个' }).click()
  await expect(page.getByText('已删除 2 个')).toBeVisible()
  await open(made['account'], 'accounts')
  await page.getByRole('button', { name: '更多操作' }).click()
  await page.getByRole('menuitem', { name: '删除' }).click()
  await expect(dialog()).toBeVisible()
})

test('on a phone and in the dark the bin and a merge can be read', async () => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${stage.url}/bin`)
  await expect(page.locator('.bin-line').first()).toBeVisible()
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
  expect(wide).toBeLessThanOrEqual(0)
  await isAccessible()
})
