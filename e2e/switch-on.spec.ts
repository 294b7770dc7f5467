import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { asked, invitedBy, setUpCompany } from './company.ts'
import { openBrowser, openTimedStage, type TimedStage } from './stage.ts'

const START = Date.UTC(2026, 10, 23, 1) // a Monday, 9:00 in Shanghai
const after = (days: number) => new Date(START + days * 86_400_000).toISOString()

let stage: TimedStage
let browser: Browser
let wang: Page // 王芳, who keeps the plan
let li: Page // 李强, who leads 华东组: 陈静
let chen: Page
let huang: Page // 黄伟 of 华南组
const contexts: BrowserContext[] = []

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openTimedStage({ at: after(0) })
  browser = await openBrowser()
  wang = await newPage()
  await setUpCompany(wang, stage.url)
  const department = async (name: string) =>
    (await ask(wang, 'POST', '/organisation/departments', { name })).id
  const [east, south] = [await department('华东组'), await department('华南组')]
  const boss = await idOf(wang)
  li = await invited(
    wang,
    { name: '李强', email: 'li@example.com', manager: boss, department: east },
    'manager',
  )
  chen = await invited(wang, {
    name: '陈静',
    email: 'chen@example.com',
    manager: await idOf(li),
    department: east,
  })
  huang = await invited(wang, { name: '黄伟', email: 'huang@example.com', manager: boss, department: south })
  const plan = await ask(wang, 'GET', '/plan')
  const bare = { ...plan, keeper: plan.keeper.id, pools: [], basedOn: plan.id }
  const stages = plan.stages.map(({ id: _, position: _p, accountable: _a, ...one }) => one)
  const rules = plan.rules.map(({ id: _, position: _p, ...one }) => one)
  const { keeper, pools, basedOn, processes } = bare
  await ask(wang, 'POST', '/plan/versions', { keeper, pools, basedOn, processes, stages, rules })
  for (const title of ['台式光谱仪', '手持光谱仪'])
    await ask(wang, 'POST', '/opportunities', { title, companyName: '苏州大学', holder: await idOf(chen) })
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

async function newPage(): Promise<Page> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
  })
  await context.clock.install({ time: after(0) })
  await context.clock.resume()
  contexts.push(context)
  return context.newPage()
}

type Part = { id: string; position: number; accountable: string }
type Json = {
  id: string
  path: string
  items: {
    id: string
    key: string
    name: string
    title: string
    kind: string
    why?: { within: { amount: number } }
  }[]
  person: { id: string }
  keeper: { id: string }
  processes: object[]
  stages: Part[]
  rules: Part[]
  belongs: string | null
  pools: {
    key: string
    departments?: string[]
    recycle: { countsFrom: string; after: { amount: number } }[]
  }[]
  holder: { id: string }
}
const ask = asked<Json>
async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByLabel(field).click()
  await page.locator('.ant-select-item-option', { hasText: option }).click()
}
const idOf = async (page: Page) => (await ask(page, 'GET', '/me')).person.id

async function invited(
  by: Page,
  who: { name: string; email: string; manager: string; department: string },
  role = 'sales',
): Promise<Page> {
  const page = await newPage()
  await invitedBy(by, page, who, role)
  return page
}

test('a lead says it for everybody in a few sentences and proposes it; whoever keeps the plan finds it as a draft', async () => {
  await li.goto(`${stage.url}/settings/pools`)
  await expect(li.getByRole('heading', { name: '公海与时限' })).toBeVisible()
  await choose(li, '谁负责的商机', '所有人负责的商机')
  await expect(li.getByText('看到 2 个进行中的商机。')).toBeVisible()
  await expect(
    li.getByText('2 个开始回收倒计时：0 个在 7 天内、2 个在 30 天内回到公海，0 个马上提醒。'),
  ).toBeVisible()
  await li.getByLabel('给管理员的话').fill('我们组先用起来')
  await li.getByRole('button', { name: '提议给管理员' }).click()
  await expect(li.getByText('已经提议，通知了 1 位管理员。')).toBeVisible()
  const drafts = (await ask(wang, 'GET', '/plan/drafts')).items
  expect(drafts.map(({ name }) => name)).toContain('公海与时限：公海')
})

test('from nothing: the keeper of the plan switches on a pool and deadlines, counted from today', async () => {
  await wang.goto(`${stage.url}/settings/pools`)
  const recycle = wang.locator('section', { has: wang.getByRole('heading', { name: '什么时候回收' }) })
  await recycle.getByLabel('多久', { exact: true }).fill('20')
  await recycle.getByLabel('多久', { exact: true }).press('Tab')
  await expect(recycle.getByText('20 天没有进展（跟进或推进节点）就回收，提前 3 天提醒责任人')).toBeVisible()
  await wang.getByRole('button', { name: '开启', exact: true }).click()
  await expect(wang.getByText('已经开启。')).toBeVisible()
  const { pools } = await ask(wang, 'GET', '/plan')
  expect(pools).toMatchObject([
    { key: 'public', recycle: [{ after: { amount: 20 }, countsFrom: '2026-11-23' }] },
  ])
  await expect(wang.getByLabel('哪个公海')).toBeVisible()
})

test('what goes back soon is seen before, one follow-up keeps it, and the other goes to the keeper', async () => {
  for (const { id } of (await ask(chen, 'GET', '/opportunities')).items)
    await ask(chen, 'POST', '/follow-ups', {
      opportunity: id,
      kind: 'call',
      content: '首次联系',
      nextStep: '再打',
      nextStepOn: '2027-01-20',
    })
  await stage.turnTo(after(18), ...contexts)
  await chen.goto(`${stage.url}/recycling`)
  const rows = chen.getByRole('listitem').filter({ hasText: '光谱仪' })
  await expect(rows).toHaveCount(2)
  const kept = rows.filter({ hasText: '台式光谱仪' })
  await expect(kept.getByText('20 天没有进展 · 回到公海')).toBeVisible()
  await kept.getByRole('button', { name: '跟进一次' }).click()
  await kept.getByLabel(/跟进了什么/).fill('约了周五演示')
  await chen.getByRole('button', { name: '记下' }).click()
  await expect(rows).toHaveCount(1)
  await li.goto(`${stage.url}/recycling?whose=team`)
  await expect(li.getByText('手持光谱仪')).toBeVisible()
  await stage.turnTo(after(21), ...contexts)
  const { items } = await ask(wang, 'GET', '/opportunities')
  const holderOf = async (title: string) => {
    const id = items.find((one) => one.title === title)?.id
    return (await ask(wang, 'GET', `/opportunities/${id}`)).holder.id
  }
  expect(await holderOf('手持光谱仪')).toBe(await idOf(wang))
  expect(await holderOf('台式光谱仪')).toBe(await idOf(chen))
})

test('a lead switches on a pool and deadlines for the department they lead by themselves; another department’s work is not touched', async () => {
  const [own] = (await ask(chen, 'GET', '/opportunities')).items
  const held = async (holder: Page) =>
    (
      await ask(wang, 'POST', '/opportunities', {
        title: '红外光谱仪',
        companyName: '中山大学',
        holder: await idOf(holder),
      })
    ).id
  const other = await held(huang)
  await li.goto(`${stage.url}/settings/pools`)
  await expect(li.getByText('华东组负责的商机')).toBeVisible()
  const follow = li.locator('section', { has: li.getByRole('heading', { name: '多久要跟进' }) })
  await follow.getByLabel('首次联系不超过', { exact: true }).fill('12')
  await follow.getByLabel('首次联系不超过', { exact: true }).press('Tab')
  await li.getByRole('button', { name: '开启', exact: true }).click()
  await expect(li.getByText('已经开启。')).toBeVisible()
  const { pools } = await ask(wang, 'GET', '/plan')
  const made = pools.find(({ departments }) => departments)?.key ?? ''
  const belongs = async (id: string) => (await ask(wang, 'GET', `/opportunities/${id}/pool`)).belongs
  expect(await belongs(own?.id ?? '')).toBe(made)
  expect(await belongs(other)).toBe('public')
  const within = async (page: Page) => {
    const { items } = await ask(page, 'GET', `/opportunities/${await held(page)}/clocks`)
    return items.find(({ kind }) => kind === 'first-contact')?.why?.within.amount
  }
  expect(await within(chen)).toBe(12)
  expect(await within(huang)).toBe(48)
  await wang.goto(`${stage.url}/notices`)
  await expect(wang.getByText('李强 为华东组调整了公海与时限')).toBeVisible()
})

test('both pages have no barrier that axe can find, narrow and dark as well', async () => {
  for (const [width, theme] of [
    [1440, 'light'],
    [390, 'dark'],
  ] as const) {
    for (const [page, path] of [
      [wang, '/settings/pools'],
      [li, '/settings/pools'],
      [chen, '/recycling'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 })
      await page.evaluate((chosen) => localStorage.setItem('baton.theme', JSON.stringify(chosen)), theme)
      await page.goto(`${stage.url}${path}`)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await page.waitForLoadState('networkidle')
      expect(await barriersOf(page, { rules: 'all' })).toEqual([])
    }
  }
})
