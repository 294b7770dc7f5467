import { type Browser, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { asked, setUpCompany } from './company.ts'
import { openBrowser, openTimedStage, type TimedStage } from './stage.ts'

const START = '2026-11-09T01:00:00.000Z'

let stage: TimedStage
let browser: Browser
let wang: Page // 王芳, who administrates

type Plan = { id: string; rules: object[] }
type Made = { id: string }

test.describe.configure({ mode: 'serial' })

/** A plan that has a rule for Shanghai alone: what comes from Sichuan ends with whoever keeps the plan. */
test.beforeAll(async () => {
  stage = await openTimedStage({ at: START })
  browser = await openBrowser()
  const context = await browser.newContext({
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
  })
  await context.clock.setSystemTime(START)
  wang = await context.newPage()
  await setUpCompany(wang, stage.url)
  const me = await asked<{ person: Made }>(wang, 'GET', '/me')
  await asked(wang, 'POST', '/organisation/people', {
    name: '李强',
    email: 'li@example.com',
    functions: ['sales'],
    manager: me.person.id,
  })
  const plan = await asked<Plan & Record<string, unknown>>(wang, 'GET', '/plan')
  const { stages, processes, pools } = plan
  const rule = {
    label: { zh: '上海轮流', en: 'Shanghai by turns' },
    condition: 'region.startsWith("31")',
    candidates: { functions: ['sales'] },
    strategy: 'weighted-round-robin',
    openCap: null,
    dayCap: null,
  }
  const plain = (stages as Record<string, unknown>[]).map(
    ({ id: _id, position: _position, accountable: _accountable, ...rest }) => rest,
  )
  const document = { keeper: me.person.id, stages: plain, processes, pools, rules: [rule] }
  await asked(wang, 'POST', '/plan/versions', { ...document, basedOn: plan.id })
  await arrive(16)
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

/** So many from Sichuan and as many from Shanghai. */
async function arrive(count: number): Promise<void> {
  for (let i = 0; i < count; i++)
    for (const region of ['51', '31'])
      await asked(wang, 'POST', '/opportunities', {
        title: `光谱仪 ${region} ${i}`,
        companyName: `公司 ${i}`,
        region,
      })
}

const card = () => wang.locator('article.proposal').filter({ hasText: '四川省' })

test('why opportunities wait is told in a sentence with its evidence, and leads to what should change', async () => {
  await stage.turnTo('2026-11-10T02:00:00.000Z', wang.context())
  await wang.goto(`${stage.url}/causes`)
  const cause = wang.locator('article.cause')
  await expect(cause).toContainText('四川省的商机有 100% 找不到合适的责任人')
  await cause.getByRole('button', { name: '依据' }).click()
  await expect(cause.getByRole('row', { name: /同类/ }).first()).toContainText('16')
  expect(await barriersOf(wang)).toEqual([])
  await cause.getByRole('link', { name: '该怎么改' }).click()
  await expect(card()).toContainText('加一条规则「四川省：有人负责」')
  await expect(card()).toContainText('王芳')
})

test('it opens as a draft, is published for half of what comes, and the report sets both halves side by side', async () => {
  await card().getByRole('button', { name: '作为草稿编辑' }).click()
  await expect(wang).toHaveURL(/settings\/plan\?draft=/)
  await wang.goto(`${stage.url}/improvement`)
  await expect(card()).toContainText('编辑中')
  await card()
    .getByRole('button', { name: /发\s?布/ })
    .click()
  const dialog = wang.getByRole('dialog')
  await expect(dialog).toContainText('对 50 % 的新商机试行')
  await dialog.getByRole('button', { name: /发\s?布/ }).click()
  await expect(wang.getByText('没有待决定的建议')).toBeVisible()
  await stage.turnTo('2026-11-12T02:00:00.000Z', wang.context())
  await arrive(50)
  await stage.turnTo('2026-11-13T02:00:00.000Z', wang.context())
  await wang.goto(`${stage.url}/improvement?box=running`)
  await expect(card()).toContainText('试行 50 %')
  await expect(card()).toContainText(/试行 2\d 个，对照 2\d 个/)
  const promised = card().getByRole('row', { name: /无合适责任人/ })
  await expect(promised).toContainText('100%')
  expect(await barriersOf(wang)).toEqual([])
})

test('it holds for all once it has kept its promise, and the plan has the rule', async () => {
  await card().getByRole('button', { name: '全面实施' }).click()
  await wang.getByRole('tooltip').getByRole('button').last().click()
  await wang.goto(`${stage.url}/improvement?box=past`)
  await expect(card()).toContainText('已全面实施')
  await expect(card()).toContainText('兑现')
  const { rules } = await asked<{ rules: { label: { zh: string }; trial: unknown }[] }>(wang, 'GET', '/plan')
  expect(rules.map(({ label, trial }) => [label.zh, trial])).toEqual([
    ['四川省：有人负责', null],
    ['上海轮流', null],
  ])
})
