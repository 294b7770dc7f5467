import { type Browser, expect, type Page, test } from '@playwright/test'
import { asked, PASSWORD, setUpCompany } from './company.ts'
import { openBrowser, openStage, type Stage } from './stage.ts'

const SIZE = 1500

let stage: Stage
let browser: Browser
let director: Page
/** What the simulator says it planted: the two of the pair, and whom the rule of the West finds alone. */
let pair: string[]
let swamped: string

type Person = { id: string; name: string; email: string }
type Asked = { items: Person[]; path: string }

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  test.setTimeout(120_000)
  stage = await openStage()
  browser = await openBrowser()
  const admin = await newPage()
  await setUpCompany(admin, stage.url)
  await admin.goto(`${stage.url}/healthz`) // no page is open that would follow a year as it comes in
  const told = await stage.baton('demo', 'year', '--size', String(SIZE), '--tell')
  const named = (about: RegExp) => about.exec(told)?.[1] ?? ''
  pair = named(/推来推去 \((.+?)\)/).split(' ⇄ ')
  swamped = named(/池管理员手里等待 \((.+?)\)/)
  const { items } = await asked<Asked>(admin, 'GET', '/organisation/people')
  const id = items.find(({ email }) => email === 'p01@yunfan.example')?.id
  const { path } = await asked<Asked>(admin, 'POST', `/organisation/people/${id}/invite`, {})
  await asked(admin, 'POST', '/proposals/runs', {}) // as once a week by itself
  director = await newPage()
  await director.goto(new URL(path, stage.url).href)
  await director.getByLabel(/密码/).first().fill(PASSWORD)
  await director.getByRole('button').last().click()
  await expect(director).toHaveURL(/today/)
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

async function newPage(): Promise<Page> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
  return context.newPage()
}

test('where do we lose: the overview tells what is won of each source, and opens the rows', async () => {
  await director.goto(`${stage.url}/reports`)
  const main = director.locator('main')
  await expect(main).toContainText('输在哪里', { timeout: 45_000 })
  await main.getByRole('combobox', { name: '按……看' }).click()
  await director.getByTitle('来源', { exact: true }).click()
  const line = main.getByRole('row').filter({ hasText: '展会' })
  await expect(line).toContainText(/\d+%/, { timeout: 45_000 })
  await line.getByRole('link').first().click()
  await expect(director).toHaveURL(/opportunities/)
  await expect(director.locator('main').getByRole('row').nth(1)).toBeVisible()
})

test('who is overloaded: the board shows what everybody holds and what is late', async () => {
  await director.goto(`${stage.url}/board`)
  await expect(director.locator('main')).toContainText(swamped)
  await expect(director.locator('main')).toContainText(/超时 \d+/)
})

test('which hand-over hurts: two people hand to and fro, and technical support answers late', async () => {
  await director.goto(`${stage.url}/process`)
  const main = director.locator('main')
  await main.getByText('瓶颈', { exact: true }).click()
  await expect(main).toContainText('回应慢')
  await main.getByText('交接', { exact: true }).click()
  await main.getByText('人员', { exact: true }).click()
  await expect(main).toContainText('来回转手')
  for (const name of pair) await expect(main).toContainText(name)
})

test('why: what was planted is said in sentences, each with what it cost', async () => {
  await director.goto(`${stage.url}/causes`)
  const main = director.locator('main')
  const about = (kind: string) => main.getByRole('article').filter({ hasText: kind })
  await expect(about('首次联系太晚')).toContainText('官网', { timeout: 45_000 })
  await expect(about('职能偏慢')).toContainText('华南技术支持组')
  await expect(about('无人负责')).toContainText(/四川省|陕西省/)
  await expect(about('来回转手').first()).toContainText(pair[0] ?? '')
})

test('what should change: each cause has its proposal, with what it would bring', async () => {
  await director.goto(`${stage.url}/improvement`)
  const proposal = director.locator('article.proposal').filter({ hasText: /四川省|陕西省/ })
  await expect(proposal.first()).toContainText(/规则/)
  await expect(proposal.first()).toContainText(/预计.*从 .* 到 /)
  await director.goto(`${stage.url}/improvement?box=past`)
  await expect(director.getByText('还没有结束的改动')).toBeVisible() // nothing was changed yet: no promise to judge
})

test('what would it have brought: the division that was in force is replayed as it was, then one with more people', async () => {
  await director.goto(`${stage.url}/lab`)
  const form = director.getByRole('region', { name: '新建推演' })
  await form.getByRole('button', { name: '开始推演' }).click()
  const whole = director.getByRole('region', { name: '整体对比' })
  await expect(whole).toBeVisible({ timeout: 45_000 })
  await expect(whole.getByRole('row', { name: /^来的商机/ })).toContainText(/\d/)
  const waiting = director.getByRole('region', { name: '等多久' })
  await waiting.getByRole('combobox', { name: '职能' }).click()
  await director.getByTitle('技术支持', { exact: true }).click()
  await waiting.getByRole('button', { name: '算一算' }).click()
  await expect(waiting).toContainText(/90 ?%/, { timeout: 45_000 })
})
