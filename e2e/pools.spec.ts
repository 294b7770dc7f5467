import { type Browser, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { asked, invitedBy, setUpCompany } from './company.ts'
import { openBrowser, openStage, type Stage } from './stage.ts'

const ZONE = 'Asia/Shanghai'
/** The company's day, so many days from now. */
const day = (days: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(Date.now() + days * 86_400_000)

let stage: Stage
let browser: Browser
let wang: Page // 王芳, who keeps the pool
let li: Page // 李强, who gives back
let chen: Page // 陈静, who claims

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openStage()
  browser = await openBrowser()
  wang = await newPage()
  await setUpCompany(wang, stage.url)
  const plan = await ask(wang, 'GET', '/plan')
  await ask(wang, 'POST', '/plan/versions', withPool(plan))
  li = await invited('李强', 'li@example.com')
  chen = await invited('陈静', 'chen@example.com')
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

async function newPage(): Promise<Page> {
  const viewport = { width: 1440, height: 900 }
  return (await browser.newContext({ locale: 'zh-CN', timezoneId: ZONE, viewport })).newPage()
}

type Json = Record<string, unknown> & {
  id: string
  path: string
  items: { id: string; key: string }[]
  person: { id: string }
}
const ask = asked<Json>

/** The plan as it is, with one pool that 王芳 keeps. */
function withPool(plan: Json) {
  const {
    id: basedOn,
    keeper,
    stages,
    rules,
    processes,
  } = plan as unknown as {
    id: string
    keeper: { id: string }
    stages: Record<string, unknown>[]
    rules: Record<string, unknown>[]
    processes: unknown[]
  }
  return {
    basedOn,
    keeper: keeper.id,
    stages: stages.map(({ id: _, position: __, accountable: ___, ...rest }) => rest),
    rules: rules.map(({ id: _, position: __, ...rest }) => rest),
    processes,
    pools: [
      {
        key: 'public',
        label: { zh: '公海', en: 'Public pool' },
        keeper: keeper.id,
        when: '',
        members: { functions: ['sales'], departments: [] },
        claimsPerDay: 10,
        holdMost: 100,
        coolDownDays: 7,
        recycle: [],
      },
    ],
  }
}

async function invited(name: string, email: string): Promise<Page> {
  const page = await newPage()
  await invitedBy(wang, page, { name, email })
  return page
}

async function axeClean(page: Page) {
  expect(await barriersOf(page, { rules: 'all' })).toEqual([])
}

const row = (page: Page, title: string) => page.getByRole('row').filter({ hasText: title })

test('who cannot go on gives back with a reason, and learns from when they may claim it again', async () => {
  const me = (await ask(li, 'GET', '/me')).person.id
  for (const title of ['台式光谱仪', '手持光谱仪', '在线光谱仪']) {
    const { id } = await ask(li, 'POST', '/opportunities', {
      title,
      companyName: '苏州大学',
      contactPhone: '13800138000',
      holder: me,
    })
    await li.goto(`${stage.url}/opportunities/${id}`)
    await li.getByRole('button', { name: '更多' }).last().click()
    await li.getByRole('menuitem', { name: '退回公海' }).click()
    const dialog = li.getByRole('dialog', { name: '退回公海' })
    await expect(dialog.getByText('退回后由王芳负责')).toBeVisible()
    await dialog.getByLabel('原因').last().fill('客户暂无预算')
    await dialog.getByRole('button', { name: '退回公海' }).click()
    await expect(li.getByText(/起您可以再次领取/)).toBeVisible()
    await expect(dialog).toBeHidden()
  }
})

test('two people want the same: one wins, the other is told by whom; who gave it back is told until when to wait', async () => {
  const zhao = await invited('赵磊', 'zhao@example.com')
  await zhao.goto(`${stage.url}/pools`)
  await chen.goto(`${stage.url}/pools`)
  await expect(chen.getByText('今天还可领取 10 条')).toBeVisible()
  await expect(row(chen, '台式光谱仪')).toContainText('李强退回 · 客户暂无预算')
  await expect(chen.getByText('13800138000')).toBeHidden()
  await expect(row(zhao, '台式光谱仪')).toBeVisible()
  await row(chen, '台式光谱仪').getByRole('button', { name: /领取/ }).click()
  await expect(chen.getByText('已领取：台式光谱仪')).toBeVisible()
  await expect(chen.getByText('今天还可领取 9 条')).toBeVisible()
  await row(zhao, '台式光谱仪').getByRole('button', { name: /领取/ }).click()
  await expect(zhao.getByText(/已经被陈静领走了/)).toBeVisible()
  await expect(row(zhao, '台式光谱仪')).toBeHidden()
  await axeClean(zhao)
  await li.goto(`${stage.url}/pools`)
  const waits = row(li, '手持光谱仪').getByRole('button', { name: /领取/ })
  await expect(waits).toBeDisabled()
  await expect(row(li, '手持光谱仪')).toContainText(`${day(7)} 起才能再次领取`)
  await chen.goto(`${stage.url}/opportunities`)
  await chen.getByText('台式光谱仪').first().click()
  await expect(chen).toHaveURL(/\/opportunities\//)
  await expect(chen.getByText('13800138000')).toBeVisible()
  await expect(chen.getByText('从公海领取').first()).toBeVisible()
})

test('several are claimed at once; the keeper gives another to a member', async () => {
  await wang.goto(`${stage.url}/pools`)
  await row(wang, '在线光谱仪').getByRole('checkbox').check()
  await wang.getByRole('button', { name: '分配给…' }).click()
  const dialog = wang.getByRole('dialog', { name: '分配 1 条' })
  await dialog.getByRole('combobox').first().fill('陈静')
  await wang.getByTitle('陈静').last().click()
  await dialog.getByRole('button', { name: /分\s?配/ }).click()
  await expect(wang.getByText('已把 1 条分配给陈静')).toBeVisible()
  await expect(row(wang, '在线光谱仪')).toBeHidden()
  await chen.goto(`${stage.url}/pools`)
  await row(chen, '手持光谱仪').getByRole('checkbox').check()
  await chen.getByRole('button', { name: '领取 1 条' }).click()
  await expect(chen.getByText('已领取 1 条')).toBeVisible()
  await expect(chen.getByText('公海里现在没有商机')).toBeVisible()
  await axeClean(chen)
})
