import { type Browser, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { openBrowser, openStage, type Stage } from './stage.ts'

const PASSWORD = 'correct horse 9'

let stage: Stage
let browser: Browser
let wang: Page // 王芳, the manager
let li: Page // 李强, who asks
let opportunity = ''

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openStage()
  browser = await openBrowser()
  wang = await newPage()
  await wang.goto(stage.url)
  await wang.getByLabel('公司名称').fill('华东仪器')
  await wang.getByLabel(/姓名/).fill('王芳')
  await wang.getByLabel(/邮箱/).fill('wang@example.com')
  await wang.getByLabel(/密码/).first().fill(PASSWORD)
  await wang.getByRole('button', { name: /开始|完成|创建/ }).click()
  await expect(wang).toHaveURL(/today/)
  li = await invited(wang, '李强', 'li@example.com')
  await gate()
  const amount = { amount: '260000', currency: 'CNY' }
  const made = { title: '台式光谱仪', companyName: '苏州大学', holder: await idOf(li), amount }
  opportunity = (await ask(li, 'POST', '/opportunities', made)).id
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

async function newPage(): Promise<Page> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
  return context.newPage()
}

type Json = {
  id: string
  path: string
  items: { id: string; key: string }[]
  stages: { key: string }[]
  person: { id: string }
}
async function ask(page: Page, method: string, path: string, body?: object): Promise<Json> {
  const answer = await page.request.fetch(`${stage.url}/api/v1${path}`, {
    method,
    headers: { 'x-baton-csrf': '1' },
    ...(body ? { data: body } : {}),
  })
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true)
  return (await answer.json()) as Json
}
const idOf = async (page: Page) => (await ask(page, 'GET', '/me')).person.id

async function invited(by: Page, name: string, email: string): Promise<Page> {
  const roles = (await ask(by, 'GET', '/roles')).items
    .filter(({ key }) => key === 'sales')
    .map(({ id }) => id)
  const person = { name, email, functions: ['sales'], manager: await idOf(by), roles }
  const { id } = await ask(by, 'POST', '/organisation/people', person)
  const page = await newPage()
  await page.goto(`${stage.url}${(await ask(by, 'POST', `/organisation/people/${id}/invite`, {})).path}`)
  await page.getByLabel(/密码/).first().fill(PASSWORD)
  await page.getByRole('button').last().click()
  await expect(page).toHaveURL(/today/)
  return page
}

/** Leaving the first stage with 100,000 or more wants the manager's word. */
async function gate() {
  const { id, template, number, publishedAt, elsewhere, keeper, ...plan } = (await ask(
    wang,
    'GET',
    '/plan',
  )) as never as Record<string, never> & {
    keeper: { id: string }
    stages: Record<string, unknown>[]
    rules: Record<string, unknown>[]
  }
  const approval = {
    key: 'price',
    label: { zh: '大单报价', en: 'Large quote' },
    side: 'exit',
    when: 'amount >= 100000.0',
    by: { kind: 'manager' },
  }
  const stages = plan.stages.map(({ id: _id, position: _position, accountable: _accountable, ...one }, i) =>
    i === 0 ? { ...one, requiredFields: [], approvals: [approval] } : one,
  )
  const rules = plan.rules.map(({ id: _id, position: _position, ...one }) => one)
  await ask(wang, 'POST', '/plan/versions', { ...plan, stages, rules, keeper: keeper.id, basedOn: id })
}

async function openDialog() {
  await li.goto(`${stage.url}/opportunities/${opportunity}`)
  await li.getByRole('button', { name: /筛选/ }).first().click()
  return li.getByRole('dialog')
}

test('the gate says who can approve, and the salesperson asks with a note', async () => {
  const dialog = await openDialog()
  await expect(dialog.getByText('大单报价')).toBeVisible()
  await expect(dialog.getByText('可由王芳审批')).toBeVisible()
  await expect(
    dialog.getByRole('button', { name: '推 进' }).or(dialog.getByRole('button', { name: '推进' })),
  ).toBeDisabled()
  await dialog.getByLabel('申请说明').fill('老客户，按九折报')
  expect(await barriersOf(li, { within: '.ant-modal', rules: 'all' })).toEqual([])
  await dialog.getByRole('button', { name: '申请审批' }).click()
  await expect(dialog).toBeHidden()
})

test('the manager approves in Today, on a phone in the dark too', async () => {
  await wang.setViewportSize({ width: 390, height: 844 })
  await wang.emulateMedia({ colorScheme: 'dark' })
  await wang.goto(`${stage.url}/today`)
  const card = wang.getByRole('article', { name: /大单报价/ })
  await expect(card.getByText('老客户，按九折报')).toBeVisible()
  await expect(card.getByText(/26/)).toBeVisible()
  expect(await barriersOf(wang, { rules: 'all' })).toEqual([])
  await card
    .getByRole('button', { name: /批\s?准/ })
    .first()
    .click()
  await expect(card).toBeHidden()
})

test('then the gate is open, and the timeline tells who asked and who approved', async () => {
  const dialog = await openDialog()
  if (await dialog.isVisible()) {
    await expect(dialog.getByText('王芳批准')).toBeVisible()
    await dialog.getByRole('button', { name: /推\s?进/ }).click()
    await expect(dialog).toBeHidden()
  }
  await expect(li.getByText('申请了审批')).toBeVisible()
  await expect(li.getByText('批准了申请')).toBeVisible()
})
