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
  const people = [
    { name: '李强', skills: ['GTX'], territories: ['31'] },
    { name: '陈静', skills: ['MS'], territories: ['33'] },
    { name: '黄伟', skills: [], territories: ['44'] },
  ]
  for (const [i, person] of people.entries())
    await post('/organisation/people', {
      ...person,
      email: `p${i}@example.com`,
      functions: ['sales'],
      roles: [],
    })
  const series = []
  for (const name of ['GTX', 'MS']) series.push((await post('/products', { name, series: name })).id)
  for (let i = 0; i < 6; i++)
    await post('/opportunities', {
      title: `光谱仪 ${i + 1}`,
      product: series[i % 2],
      region: i % 2 ? '330100' : '310100',
      companyName: `第${i + 1}大学`,
    })
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

const post = (path: string, body: object) =>
  page.evaluate(
    async ([at, given]) => {
      const answer = await fetch(`/api/v1${at}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-baton-csrf': '1' },
        body: JSON.stringify(given),
      })
      const made = await answer.json()
      if (!answer.ok) throw new Error(JSON.stringify(made))
      return made as { id: string }
    },
    [path, body] as const,
  )
const choose = async (label: string, option: string) => {
  await page.getByRole('dialog').getByRole('combobox', { name: label, exact: true }).click()
  await page.locator('.ant-select-dropdown:visible').getByText(option, { exact: true }).click()
}
const barriers = async () => {
  return barriersOf(page)
}

test('a rule is told to divide a batch as a whole and to keep customers together; it reads as a sentence', async () => {
  await page.goto(`${stage.url}/settings/plan`)
  await page.getByRole('button', { name: /更改规则“其余轮流给销售”/ }).click()
  const panel = page.getByRole('dialog')
  await choose('怎么选', '整批最优')
  await choose('同一客户', '同一客户、公司、电话或邮箱的给同一人')
  await choose('手上工作按', '节点的工作量')
  await panel.getByLabel('每人每周上限').fill('20')
  await panel.getByRole('button', { name: '添加一项' }).click()
  await expect(panel.locator('.rule-sentence')).toContainText('整批一起，分给最合适的人')
  await expect(panel.locator('.rule-sentence')).toContainText('每人每周不超过 20 个')
  await panel.getByRole('button', { name: '去掉这一项' }).click()
  expect(await barriers()).toEqual([])
  await panel.getByRole('button', { name: '记下更改' }).click()
  await page.getByRole('button', { name: /删除规则“本区域的销售优先”/ }).click()
  await page
    .getByRole('region', { name: '职责矩阵' })
    .getByRole('button', { name: '线索', exact: true })
    .click()
  await panel.getByRole('button', { name: '概率、预测与工作量' }).click()
  await panel.getByRole('spinbutton', { name: '工作量' }).fill('2.5')
  await page.getByRole('dialog').getByRole('button', { name: '记下更改' }).click()
  await page.getByRole('button', { name: '发布新版本' }).click()
  const publishing = page.getByRole('dialog')
  await expect(publishing.getByText('节点“线索”：工作量有改动')).toBeVisible()
  await expect(publishing).toContainText('每周上限')
  await publishing.getByRole('button', { name: '发布新版本' }).click()
  await expect(page.getByText('第 2 版已发布')).toBeVisible()
})

test('many are routed again by the plan: the preview says who would get what, then it is so', async () => {
  await page.goto(`${stage.url}/opportunities`)
  await page.getByRole('checkbox').first().check()
  await page.getByRole('button', { name: '按方案重新分派' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('原因').fill('新的分工')
  await dialog.getByRole('button', { name: '预览' }).click()
  await expect(dialog.getByRole('row', { name: /光谱仪 1 .*李强|光谱仪 1.*不变/ })).toBeVisible()
  await expect(dialog.locator('.receivers')).toContainText('李强')
  expect(await barriers()).toEqual([])
  await dialog.getByRole('button', { name: '分派 6 个' }).click()
  await expect(page.getByText(/已按方案分派 6 个商机/)).toBeVisible()
})

test('“why me?” says what each score is made of', async () => {
  await page.goto(`${stage.url}/opportunities`)
  await page.getByText('光谱仪 1').first().click()
  await page.getByRole('button', { name: '为什么是我？' }).click()
  const panel = page.getByRole('dialog')
  await expect(
    panel
      .getByText('综合最合适')
      .or(panel.getByText(/单独看/))
      .first(),
  ).toBeVisible()
  await expect(panel.getByText(/技能 2/).first()).toBeVisible()
  await expect(panel.getByText(/工作量/).first()).toBeVisible()
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 })
    expect(await barriers()).toEqual([])
  }
})
