import { readFileSync } from 'node:fs'
import { type Browser, expect, type Locator, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { openBrowser, openStage, type Stage } from './stage.ts'

let stage: Stage
let browser: Browser
let page: Page
const said: string[] = []

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openStage()
  browser = await openBrowser()
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 1000 } })
  page = await context.newPage()
  page.on('pageerror', (error) => said.push(error.message))
  await page.goto(stage.url)
  await page.getByLabel('公司名称').fill('华东仪器')
  await page.getByLabel(/姓名/).fill('王芳')
  await page.getByLabel(/邮箱/).fill('wang@example.com')
  await page.getByLabel(/密码/).first().fill('correct horse 9')
  await page.getByText('成长型公司', { exact: true }).click()
  await page.getByRole('button', { name: /开始|完成|创建/ }).click()
  await expect(page).toHaveURL(/today/)
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
  expect(said).toEqual([])
})

const saved = () => expect(page.locator('.designer-saving')).toContainText('已保存')
const map = () => page.getByRole('region', { name: '节点与流转' })
const matrix = () => page.getByRole('region', { name: '职责矩阵' })
const panel = () => page.getByRole('dialog')

async function choose(box: Locator, option: string) {
  await box.click()
  await page.locator('.ant-select-dropdown:visible').getByText(option, { exact: true }).click()
  await expect(page.locator('.ant-select-dropdown:visible')).toHaveCount(0)
}

/** Adds a stage: its name, its phase, and one function's letter. */
async function addStage(
  zh: string,
  en: string,
  phase: string,
  [of, letter]: [string, string],
  after: string,
) {
  await map().getByRole('button', { name: '添加节点' }).click()
  await panel().getByLabel('节点名称（中文）').fill(zh)
  await panel().getByLabel('节点名称（英文）').fill(en)
  await panel().locator('.ant-radio-group').getByText(phase, { exact: true }).click()
  await choose(panel().getByRole('combobox', { name: `${of}的职责` }), letter)
  await choose(panel().getByRole('combobox', { name: '排在哪个节点之后' }), after)
  await panel().getByRole('button', { name: '添加这个节点' }).click()
  await expect(panel()).toHaveCount(0)
}

test('a manager begins a draft with the template for start-ups', async () => {
  await page.goto(`${stage.url}/settings/plan`)
  await page.getByRole('button', { name: '草稿列表' }).click()
  await panel().getByLabel('草稿名称').fill('四个职能接力')
  await choose(panel().getByRole('combobox', { name: '从哪里开始' }), '模板：初创团队')
  await panel().getByRole('button', { name: '开始', exact: true }).click()
  await expect(page).toHaveURL(/draft=/)
  await expect(page.getByRole('button', { name: '四个职能接力' })).toBeVisible()
  await expect(matrix().getByRole('row')).toHaveCount(6)
})

test('stages are added for marketing, technical support and customer success', async () => {
  await addStage('市场培育', 'Nurture', '线索', ['市场', 'A 负责'], '获客')
  await addStage('技术方案', 'Technical solution', '商机', ['技术支持', 'R 执行'], '筛选')
  await addStage('客户成功交付', 'Onboarding', '交付', ['客户成功', 'A 负责'], '输单')
  await expect(matrix().getByRole('row')).toHaveCount(9)
  await expect(map().locator('.plan-graph').getByText('技术方案')).toBeVisible()
  await saved()
})

test('the compiler refuses the stage nobody is accountable for, in place, and its fix mends it', async () => {
  const row = matrix().getByRole('row', { name: /技术方案/ })
  await expect(row.getByText('这个节点没有负责（A）的职能。')).toBeVisible()
  await expect(page.getByRole('button', { name: '发布新版本' })).toBeDisabled()
  await row.getByRole('button', { name: '让“技术支持”负责（A）。' }).click()
  await expect(row.getByText('这个节点没有负责（A）的职能。')).toBeHidden()
  await expect(page.getByRole('combobox', { name: '技术方案 · 技术支持' }).locator('..')).toContainText('A')
})

test('what was done is undone and made again, by key and by button, in words', async () => {
  const row = matrix().getByRole('row', { name: /技术方案/ })
  await page.keyboard.press('Control+z')
  await expect(row.getByText('这个节点没有负责（A）的职能。')).toBeVisible()
  await page.getByRole('button', { name: '重做：节点“技术方案”：职责有改动' }).click()
  await expect(row.getByText('这个节点没有负责（A）的职能。')).toBeHidden()
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+Shift+z')
  await expect(row.getByText('这个节点没有负责（A）的职能。')).toBeHidden()
})

test('delivery gets its end; the findings lead to their place', async () => {
  await page.getByRole('button', { name: /^错误 / }).click()
  await expect(panel().getByText('“客户成功交付”没有出路，到不了任何结束节点。')).toBeVisible()
  await panel().getByRole('button', { name: '全部商机' }).click()
  await expect(panel().getByText('更改流程“全部商机”')).toBeVisible()
  await page.keyboard.press('Escape')
  await addStage('交付完成', 'Delivered', '交付', ['客户成功', 'A 负责'], '客户成功交付')
  await matrix().getByRole('button', { name: '交付完成', exact: true }).click()
  await choose(panel().getByRole('combobox', { name: '类别' }), '完成')
  await panel().getByRole('button', { name: '记下更改' }).click()
  await expect(page.getByRole('button', { name: '发布新版本' })).toBeEnabled()
})

test('existing customers get a way of their own', async () => {
  await map().getByRole('button', { name: '添加流程' }).click()
  await choose(panel().getByRole('combobox', { name: '哪一类商机走这个流程' }), '老客户维护')
  await expect(panel().getByLabel('流程名称（中文）')).toHaveValue('老客户维护')
  for (const name of ['获客', '市场培育'])
    await panel()
      .getByRole('button', { name: `去掉“${name}”` })
      .click()
  await panel().getByRole('button', { name: '记下更改' }).click()
  await map().getByText('老客户维护', { exact: true }).click()
  const graph = map().locator('.plan-graph')
  await expect(graph.getByText('筛选')).toBeVisible()
  await expect(graph.getByText('获客')).toHaveCount(0)
  await saved()
})

test('a move is forbidden on the graph and allowed to managers in the stage, without a mouse', async () => {
  await map().getByText('跳过节点').click()
  const skip = map().getByRole('group', { name: '从“筛选”到“成交”：责任人' })
  await skip.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: '选中的移动' })).toContainText('从“筛选”到“成交”')
  await page.keyboard.press('Delete')
  await expect(skip).toHaveCount(0)
  await map().locator('.plan-node', { hasText: '筛选' }).focus()
  await page.keyboard.press('Enter')
  await panel().getByRole('button', { name: '可以去哪里' }).click()
  const way = panel().getByRole('region', { name: '老客户维护' })
  await choose(way.getByRole('combobox', { name: '到“成交”' }), '上级')
  await panel().getByRole('button', { name: '记下更改' }).click()
  await expect(map().locator('.plan-move-by').getByText('上级')).toBeVisible()
})

test('a line drawn from one stage to another allows a move; an impossible one says why', async () => {
  const skip = map().getByRole('group', { name: '从“筛选”到“成交”：上级' })
  await skip.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '不允许', exact: true }).click()
  await expect(skip).toHaveCount(0)
  const end = (stage: string, side: string) =>
    map()
      .locator('.react-flow__node', { has: page.locator('.plan-node', { hasText: stage }) })
      .locator(`[data-handleid="${side}"]`)
  await end('筛选', 'right').dragTo(end('成交', 'right'))
  await expect(page.getByRole('region', { name: '选中的移动' })).toContainText('从“筛选”到“成交”')
  await end('筛选', 'left').dragTo(end('客户成功交付', 'left'))
  await expect(map().getByText(/从“筛选”不能到“客户成功交付”/)).toBeVisible()
})

test('a time limit is a sentence, and follows what is chosen', async () => {
  await map().locator('.plan-node', { hasText: '技术方案' }).click()
  await panel().getByRole('button', { name: '时限' }).click()
  await panel().getByRole('button', { name: '添加时限' }).click()
  const sentence = panel().locator('.rule-sentence')
  await expect(sentence).toHaveText(
    '首次联系：48 个工作小时内；提前 8 个工作小时提醒责任人；超时 1 个工作日通知上级。',
  )
  await panel().getByRole('spinbutton', { name: '期限' }).fill('24')
  await panel().getByRole('button', { name: '再加一级' }).click()
  await panel().getByRole('checkbox', { name: '同时把商机转给他' }).last().check()
  await expect(sentence).toHaveText(
    '首次联系：24 个工作小时内；提前 8 个工作小时提醒责任人；超时 1 个工作日通知上级；超时 2 个工作日转给总监。',
  )
  await panel().getByRole('button', { name: '记下更改' }).click()
  await saved()
})

test('the draft is there again after the page was left, and is published', async () => {
  await page.goto(`${stage.url}/today`)
  await page.goto(`${stage.url}/settings/plan`)
  await page.getByRole('button', { name: '接着改' }).click()
  await expect(page.getByRole('button', { name: '四个职能接力' })).toBeVisible()
  await page.getByRole('button', { name: '发布新版本' }).click()
  await expect(panel().getByText('新增流程“老客户维护”')).toBeVisible()
  await panel().getByRole('button', { name: '发布新版本' }).click()
  await expect(page.getByText('第 2 版已发布')).toBeVisible()
  await expect(page).not.toHaveURL(/draft=/)
  await expect(page.locator('.designer-saving')).toHaveText('和现行的一致')
  await expect(matrix().getByRole('row')).toHaveCount(10)
})

test('the two kinds of opportunity go their own ways', async () => {
  for (const [name, kind, first] of [
    ['新客户来电', '新客户开发', '获客'],
    ['老客户增购', '老客户维护', '筛选'],
  ] as const) {
    await page.goto(`${stage.url}/opportunities`)
    await page.getByRole('button', { name: '新建商机' }).click()
    await page.getByRole('textbox', { name: '商机名称' }).fill(name)
    await choose(page.getByRole('combobox', { name: '商机类型' }), kind)
    await panel().getByRole('button', { name: '保存' }).click()
    await expect(page.getByRole('heading', { name })).toBeVisible()
    await expect(page.locator('.stage-path li[data-state="current"]')).toContainText(first)
  }
})

test('the plan goes out as a file and comes back; a broken file says where it is broken', async () => {
  await page.goto(`${stage.url}/settings/plan`)
  await page.getByRole('button', { name: '载入或导出' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: '导出为 YAML' }).click(),
  ])
  const written = readFileSync(await download.path(), 'utf8')
  expect(written).toContain('获客')
  const file = page.locator('input[type=file]')
  const asFile = (text: string) => ({
    name: '方案.yaml',
    mimeType: 'application/yaml',
    buffer: Buffer.from(text),
  })
  await file.setInputFiles(asFile('stages:\n  - key: [\n'))
  await expect(page.getByRole('alert').getByText('文件“方案.yaml”不是可用的方案：')).toBeVisible()
  await expect(
    page
      .getByRole('alert')
      .getByText(/第 \d+ 行第 \d+ 列/)
      .first(),
  ).toBeVisible()
  await file.setInputFiles(asFile(written.replaceAll('获客', '拓客')))
  await expect(panel().getByText('获客 → 拓客')).toBeVisible()
  await panel().getByRole('button', { name: '载入草稿' }).click()
  await expect(matrix().getByRole('button', { name: '拓客' })).toBeVisible()
  await saved()
})

test('the preview tells what becomes of every single opportunity', async () => {
  await page.getByRole('button', { name: '发布新版本' }).click()
  await panel().getByRole('button', { name: '逐条看“获客”的 1 条商机' }).click()
  await expect(panel().locator('.plan-effects').getByText('新客户来电')).toBeVisible()
  await expect(panel().locator('.plan-effects')).toContainText('王芳 · 获客 → 拓客')
})

test('it is published from a date, shown to everybody, and cancelled', async () => {
  await panel().getByText('从某个时间起').click()
  await panel().getByLabel('生效时间').fill('2099-01-05 09:00')
  await page.keyboard.press('Enter')
  await panel().getByRole('button', { name: '定时发布' }).click()
  await expect(page.getByText(/王芳安排的新版本将于 .*2099.* 生效/)).toBeVisible()
  await page.getByRole('button', { name: '载入或导出' }).click()
  await page.getByRole('menuitem', { name: '版本与回退' }).click()
  await panel().getByRole('button', { name: '取消', exact: true }).click()
  await expect(panel().getByText(/王芳安排的新版本/)).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(page.getByText(/王芳安排的新版本/)).toHaveCount(0)
})

test('an earlier version is compared and gone back to', async () => {
  await page.getByRole('button', { name: '载入或导出' }).click()
  await page.getByRole('menuitem', { name: '版本与回退' }).click()
  await panel().getByRole('button', { name: '比较或回退到第 1 版' }).click()
  const source = panel().last()
  await expect(source.getByText('去掉流程“老客户维护”')).toBeVisible()
  await source.getByRole('button', { name: '载入草稿' }).click()
  await expect(panel()).toHaveCount(0)
  await expect(matrix().getByRole('button', { name: '谈判' })).toBeVisible()
  await page.getByRole('button', { name: '发布新版本' }).click()
  await expect(panel().getByText(/原在“获客”的商机（进行中 1，已结束 0）去/)).toBeVisible()
  await expect(panel().getByRole('button', { name: '发布新版本' })).toBeEnabled()
  await page.keyboard.press('Escape')
  await expect(panel()).toHaveCount(0)
  await page.getByRole('button', { name: /^撤销：/ }).click()
  await expect(matrix().getByRole('button', { name: '谈判' })).toHaveCount(0)
})

test('on a phone the map is a list with the same abilities', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${stage.url}/settings/plan`)
  await expect(map().locator('.plan-graph')).toHaveCount(0)
  const first = map().locator('.plan-stages .plan-node').first()
  await expect(first).toContainText('获客')
  await map().getByText('全部商机', { exact: true }).click()
  await map().getByRole('button', { name: '把“市场培育”上移' }).click()
  await expect(first).toContainText('市场培育')
  await map().getByRole('button', { name: '去掉“市场培育”' }).click()
  await expect(first).toContainText('获客')
  for (let i = 0; i < 2; i += 1) await page.getByRole('button', { name: /^撤销：/ }).click()
  await expect(page.getByRole('button', { name: '撤销', exact: true })).toBeDisabled()
  await expect(first).toContainText('获客')
  await expect(map().locator('.plan-stages .plan-node').nth(1)).toContainText('市场培育')
  await page.setViewportSize({ width: 1440, height: 1000 })
})

test('without a server the change stays, and is there when the page comes back', async () => {
  await page.goto(`${stage.url}/settings/plan`)
  await expect(matrix()).toBeVisible()
  await page.route('**/api/v1/plan/drafts', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.fallback(),
  )
  await choose(page.getByRole('combobox', { name: '技术方案 · 财务' }), 'I 知会')
  await expect(page.locator('.designer-saving')).toContainText('没有连上服务器')
  await page.goto(`${stage.url}/today`)
  await page.unroute('**/api/v1/plan/drafts')
  await page.goto(`${stage.url}/settings/plan`)
  const cell = page.getByRole('combobox', { name: '技术方案 · 财务' }).locator('xpath=ancestor::td')
  await expect(cell).toHaveAttribute('data-letter', 'I')
  await saved()
  await page.getByRole('button', { name: '放弃更改' }).click()
  await expect(page.locator('.designer-saving')).toHaveText('和现行的一致')
  await expect(cell).not.toHaveAttribute('data-letter', 'I')
})

test('the designer has no barrier that axe can find: wide, narrow, dark, with a panel open', async () => {
  const barriers = async (within = 'body') => {
    await page.waitForTimeout(600)
    return barriersOf(page, { within })
  }
  for (const theme of ['light', 'dark']) {
    await page.evaluate((chosen) => localStorage.setItem('baton.theme', JSON.stringify(chosen)), theme)
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 })
      await page.goto(`${stage.url}/settings/plan`)
      await expect(map().getByText('技术方案').first()).toBeVisible()
      expect(await barriers()).toEqual([])
    }
  }
  await map().locator('.plan-node', { hasText: '技术方案' }).click()
  for (const section of ['时限', '待办清单', '可以去哪里', '审批'])
    await panel().getByRole('button', { name: section }).first().click()
  // What the panel covers is not there to be pressed.
  expect(await barriers('.ant-drawer')).toEqual([])
})
