import { type Browser, expect, type Locator, type Page, test } from '@playwright/test'
import { openBrowser, openStage, type Stage } from './stage.ts'

const PASSWORD = 'correct horse 9'
const ZONE = 'Asia/Shanghai'
const TITLE = '苏州光学 在线质检'
/** The company's day, so many days from now. */
const day = (days: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(Date.now() + days * 86_400_000)

/** Who works in which function, and the role they are given. */
const TEAM = {
  市场: ['周敏'],
  销售: ['李强', '陈静'],
  技术支持: ['吴霞', '郑凯'],
  客户成功: ['孙悦'],
} as const
const ADDRESSES: Record<string, string> = {
  周敏: 'zhou',
  李强: 'li',
  陈静: 'chen',
  吴霞: 'wu',
  郑凯: 'zheng',
  孙悦: 'sun',
}

/** Two leads have a holder, three are left to the plan; one is of a customer the company has. */
const LEADS = `商机名称,公司名称,金额,来源,商机类型,客户需求,责任人
${TITLE},苏州光学,480000,展会,新客户开发,产线质检,
无锡仪表 光谱仪,无锡仪表,120000,官网,新客户开发,来料检验,
常州钢研 色谱仪,常州钢研,260000,官网,老客户维护,再买两台,
南京药研 质谱仪,南京药研,900000,展会,新客户开发,研发用,李强
扬州化工 水质仪,扬州化工,75000,官网,老客户维护,换代,李强
`

let stage: Stage
let browser: Browser
let wang: Page // 王芳, who manages
let zhou: Page // 周敏, marketing
let li: Page // 李强, sales, who leaves
let chen: Page // 陈静, sales
let wu: Page // 吴霞, technical support, who is away
let zheng: Page // 郑凯, technical support, who stands in
let sun: Page // 孙悦, customer success
let opportunity: string // where its page is
const said: string[] = []

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openStage()
  browser = await openBrowser()
  wang = await newPage()
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
  expect(said).toEqual([])
})

async function newPage(): Promise<Page> {
  const viewport = { width: 1440, height: 1000 }
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: ZONE, viewport })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  page.on('pageerror', (error) => said.push(error.message))
  return page
}
async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await wang.request.fetch(`${stage.url}/api/v1${path}`, {
    method,
    headers: { 'x-baton-csrf': '1' },
    ...(body ? { data: body } : {}),
  })
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true)
  return (await answer.json()) as T
}

const dialog = (page: Page) => page.getByRole('dialog').filter({ visible: true })
async function choose(page: Page, box: Locator, option: string) {
  await box.click()
  await page.locator('.ant-select-dropdown:visible').getByText(option, { exact: true }).click()
  await expect(page.locator('.ant-select-dropdown:visible')).toHaveCount(0)
}
async function pick(page: Page, box: Locator, person: string) {
  await box.click()
  await page.keyboard.type(person)
  await page.getByTitle(person, { exact: true }).first().click()
}
const holder = (page: Page, name: string) =>
  expect(page.locator('.holder-line').getByText(name)).toBeVisible({ timeout: 10_000 })

test('a manager sets up the company and its people, function by function', async () => {
  await wang.goto(stage.url)
  await wang.getByLabel('公司名称').fill('华东仪器')
  await wang.getByLabel(/姓名/).fill('王芳')
  await wang.getByLabel(/邮箱/).fill('wang@example.com')
  await wang.getByLabel(/密码/).first().fill(PASSWORD)
  await wang.getByText('成长型公司', { exact: true }).click()
  await wang.getByRole('button', { name: /开始|完成|创建/ }).click()
  await expect(wang).toHaveURL(/today/)
  await wang.goto(`${stage.url}/settings/people`)
  for (const [work, names] of Object.entries(TEAM)) {
    await wang.getByRole('button', { name: '批量添加' }).click()
    const lines = names.map((name) => `${name}, ${ADDRESSES[name]}@example.com, ${work}部, 王芳, ${work}`)
    await dialog(wang).getByLabel('人员名单').fill(lines.join('\n'))
    if (work !== '销售')
      await choose(wang, dialog(wang).getByRole('combobox', { name: '给他们的角色' }), work)
    await dialog(wang)
      .getByRole('button', { name: `添加 ${names.length} 人` })
      .click()
    await expect(wang.getByText(`新增 ${names.length} 人，0 人原本就有`)).toBeVisible()
    await expect(dialog(wang)).toHaveCount(0)
  }
  await expect(wang.getByText('7 人')).toBeVisible()
})

test('everybody takes up the invitation', async () => {
  const { items } = await ask<{ items: { id: string; name: string }[] }>('GET', '/organisation/people')
  const invited = async (name: string) => {
    const id = items.find((one) => one.name === name)?.id
    const { path } = await ask<{ path: string }>('POST', `/organisation/people/${id}/invite`, {})
    const page = await newPage()
    await page.goto(`${stage.url}${path}`)
    await page.getByLabel(/密码/).first().fill(PASSWORD)
    await page.getByRole('button').last().click()
    await expect(page.getByRole('heading', { name: '今日' })).toBeVisible()
    return page
  }
  const pages: Page[] = []
  for (const name of ['周敏', '李强', '陈静', '吴霞', '郑凯', '孙悦']) pages.push(await invited(name))
  ;[zhou, li, chen, wu, zheng, sun] = pages as [Page, Page, Page, Page, Page, Page]
})

test('the manager leaves the functions to those who have them', async () => {
  await wang.getByRole('row', { name: /wang@example.com/ }).click()
  await dialog(wang).getByRole('combobox', { name: '职能' }).focus()
  for (let i = 0; i < 5; i += 1) await wang.keyboard.press('Backspace')
  await dialog(wang).getByRole('button', { name: '保存' }).click()
  await expect(wang.getByText('王芳已保存')).toBeVisible()
})

const map = () => wang.getByRole('region', { name: '节点与流转' })
const matrix = () => wang.getByRole('region', { name: '职责矩阵' })
const rules = () => wang.getByRole('region', { name: '分派规则' })

test('in the designer two kinds of opportunity get a way of their own', async () => {
  await wang.goto(`${stage.url}/settings/plan`)
  await expect(matrix()).toBeVisible()
  const passing = async (away: readonly string[]) => {
    for (const name of away)
      await dialog(wang)
        .getByRole('button', { name: `去掉“${name}”` })
        .click()
    await dialog(wang).getByRole('button', { name: '记下更改' }).click()
    await expect(dialog(wang)).toHaveCount(0)
  }
  await map().getByRole('button', { name: '添加流程' }).click()
  await choose(wang, dialog(wang).getByRole('combobox', { name: '哪一类商机走这个流程' }), '老客户维护')
  await passing(['线索', '已筛选'])
  await map().getByText('全部商机', { exact: true }).click()
  await map().getByRole('button', { name: '更改流程“全部商机”' }).click()
  await dialog(wang).getByLabel('流程名称（中文）').fill('新客户开发')
  await dialog(wang).getByLabel('流程名称（英文）').fill('New customers')
  await passing(['需求确认', '方案', '谈判'])
})

test('the compiler refuses the stage nobody is accountable for; its fix mends it', async () => {
  await map().getByRole('button', { name: '添加节点' }).click()
  await dialog(wang).getByLabel('节点名称（中文）').fill('样机验证')
  await dialog(wang).getByLabel('节点名称（英文）').fill('Sample test')
  await choose(wang, dialog(wang).getByRole('combobox', { name: '技术支持的职责' }), 'R 执行')
  await choose(wang, dialog(wang).getByRole('combobox', { name: '销售的职责' }), 'C 咨询')
  await choose(wang, dialog(wang).getByRole('combobox', { name: '排在哪个节点之后' }), '已筛选')
  await dialog(wang).getByRole('button', { name: '添加这个节点' }).click()
  const row = matrix().getByRole('row', { name: /样机验证/ })
  await expect(row.getByText('这个节点没有负责（A）的职能。')).toBeVisible()
  await expect(wang.getByRole('button', { name: '发布新版本' })).toBeDisabled()
  await row.getByRole('button', { name: '让“技术支持”负责（A）。' }).click()
  await expect(row.getByText('这个节点没有负责（A）的职能。')).toHaveCount(0)
})

test('new leads go to marketing, those of existing customers to sales; it is published', async () => {
  await rules().getByRole('button', { name: '删除规则“本区域的销售优先”' }).click()
  await rules().getByRole('button', { name: '更改规则“其余轮流给销售”' }).click()
  await dialog(wang).getByLabel('规则名称（中文）').fill('新线索给市场')
  await dialog(wang).getByLabel('规则名称（英文）').fill('New leads go to marketing')
  await dialog(wang).getByRole('combobox', { name: '职能' }).focus()
  await wang.keyboard.press('Backspace')
  await wang.keyboard.type('市场')
  await wang.keyboard.press('Enter')
  await dialog(wang).getByLabel('规则名称（英文）').click()
  await dialog(wang).getByRole('button', { name: '记下更改' }).click()
  await rules().getByRole('button', { name: '添加规则' }).click()
  await dialog(wang).getByLabel('规则名称（中文）').fill('老客户轮流给销售')
  await dialog(wang).getByLabel('规则名称（英文）').fill('Existing customers go round sales')
  await dialog(wang).getByRole('button', { name: '加条件' }).click()
  const condition = wang.getByRole('form', { name: '加条件' })
  await choose(wang, condition.getByRole('combobox', { name: '字段' }), '商机类型')
  await choose(wang, condition.getByRole('combobox').last(), '老客户维护')
  await condition.getByRole('button').last().click()
  await dialog(wang).getByRole('button', { name: '记下更改' }).click()
  await rules().getByRole('button', { name: '上移规则“老客户轮流给销售”' }).click()
  await wang.getByRole('button', { name: '发布新版本' }).click()
  await expect(dialog(wang).getByText('新增流程“老客户维护”')).toBeVisible()
  await dialog(wang).getByRole('button', { name: '发布新版本' }).click()
  await expect(wang.getByText('第 2 版已发布')).toBeVisible()
})

test('leads come from a table; those without a holder are divided by the plan', async () => {
  await wang.goto(`${stage.url}/import`)
  const csv = { name: '线索.csv', mimeType: 'text/csv', buffer: Buffer.from(LEADS) }
  await wang.locator('input[type=file]').setInputFiles(csv)
  await expect(wang.getByRole('button', { name: '试运行' })).toBeVisible()
  await wang.getByRole('button', { name: '试运行' }).click()
  await expect(wang.getByRole('button', { name: '重新试运行' })).toBeVisible()
  await wang.getByRole('button', { name: '开始导入' }).click()
  await expect(wang.getByText(/导入完成：新建 5 条/)).toBeVisible({ timeout: 20_000 })
  await wang.goto(`${stage.url}/opportunities`)
  const row = (title: string) => wang.getByRole('row').filter({ hasText: title })
  await expect(row(TITLE)).toContainText('周敏')
  await expect(row('无锡仪表 光谱仪')).toContainText('周敏')
  await expect(row('常州钢研 色谱仪')).toContainText(/需求确认.*(李强|陈静)/)
  await expect(row('南京药研 质谱仪')).toContainText('李强')
  await row(TITLE).getByText(TITLE).click()
  await holder(wang, '周敏')
  opportunity = wang.url()
  await wang.getByRole('button', { name: /为什么是我/ }).click()
  await expect(dialog(wang).getByText('新线索给市场').first()).toBeVisible()
  await expect(dialog(wang).getByText('规则“老客户轮流给销售”的条件不成立')).toBeVisible()
})

/** Offers it with a packet; the panel is open, or is opened. */
async function offer(page: Page, to: string, packet: Record<string, string>) {
  await pick(page, dialog(page).getByLabel('交给谁'), to)
  for (const [line, said] of Object.entries(packet))
    await dialog(page).getByLabel(line, { exact: true }).fill(said)
  await dialog(page).getByLabel('下一步日期').fill(day(3))
  await page.keyboard.press('Enter')
  await dialog(page).getByRole('button', { name: '发出交接单' }).click()
  await expect(page.getByText(`已发给${to}，等待答复`)).toBeVisible()
}
async function moveTo(page: Page, name: string | RegExp) {
  await page.locator('.stage-path').getByRole('button', { name }).click()
  await dialog(page).getByRole('button', { name: '推进' }).click()
  await expect(page.getByText('节点已更新')).toBeVisible()
}

test('marketing hands over to sales: declined with a reason', async () => {
  await zhou.goto(opportunity)
  await moveTo(zhou, /已筛选/)
  await offer(zhou, '李强', { 客户需要什么: '产线质检', 已作的承诺: '两周内给样机', 下一步: '约技术交流' })
  await li.goto(`${stage.url}/today`)
  await expect(li.getByText(TITLE).first()).toBeVisible()
  await li.goto(`${stage.url}/hand-overs`)
  const card = li.getByRole('article', { name: TITLE })
  await card.getByRole('button', { name: '拒绝' }).click()
  await dialog(li).getByLabel('原因').fill('本季已排满')
  await dialog(li).getByRole('button', { name: '拒绝' }).click()
  await expect(card).toHaveCount(0)
  await holder(zhou, '周敏')
  await expect(zhou.getByText('本季已排满').first()).toBeVisible()
})

test('offered anew to somebody with room, asked, answered and accepted', async () => {
  await zhou.getByRole('button', { name: '交接', exact: true }).click()
  await offer(zhou, '陈静', {
    客户需要什么: '产线质检，两条线',
    已作的承诺: '两周内给样机',
    下一步: '约技术交流',
  })
  await chen.goto(`${stage.url}/hand-overs`)
  const card = chen.getByRole('article', { name: TITLE })
  for (const line of ['客户需要什么', '已作的承诺'])
    await card.getByRole('checkbox', { name: `确认：${line}` }).check()
  await card.getByRole('button', { name: '接受，由我负责' }).click()
  await expect(chen.getByText('已接受，您现在是责任人')).toBeVisible()
  await holder(zhou, '陈静')
})

test('technical support is away: the deputy answers in their name', async () => {
  await wu.goto(`${stage.url}/account`)
  await wu.getByRole('button', { name: '登记休假' }).click()
  for (const [label, days] of [
    ['开始', 0],
    ['最后一天', 4],
  ] as const) {
    await dialog(wu).getByLabel(label).fill(day(days))
    await dialog(wu).getByLabel(label).press('Enter')
  }
  await dialog(wu).getByLabel('代理人').click()
  await dialog(wu).getByLabel('代理人').fill('郑凯')
  await wu.locator('.ant-select-dropdown:visible').getByText('郑凯').click()
  await dialog(wu).getByRole('button', { name: '保存' }).click()
  await expect(wu.getByText('已保存，由郑凯代理')).toBeVisible()

  await chen.goto(opportunity)
  await moveTo(chen, /样机验证/)
  await pick(chen, dialog(chen).getByLabel('交给谁'), '吴霞')
  await expect(dialog(chen).getByText(/吴霞不在，至.*由郑凯代为答复/)).toBeVisible()
  await expect(dialog(chen).getByLabel('已作的承诺')).toHaveValue('两周内给样机')
  await offer(chen, '吴霞', { 已作的承诺: '两周内给样机，精度 0.1 微米', 下一步: '寄样机' })

  await zheng.goto(`${stage.url}/today`)
  await expect(zheng.getByText(TITLE).first()).toBeVisible()
  await zheng.goto(`${stage.url}/hand-overs`)
  const card = zheng.getByRole('article', { name: TITLE })
  await expect(card.getByText('原为：两周内给样机')).toBeVisible()
  await card.getByRole('checkbox', { name: '确认：已作的承诺' }).check()
  await card.getByRole('button', { name: '接受，由吴霞负责' }).click()
  await expect(zheng.getByText('已接受，由吴霞负责')).toBeVisible()
  await holder(chen, '吴霞')
})

test('back again, she wins it and hands it over to customer success', async () => {
  await wu.goto(`${stage.url}/account`)
  await wu.getByRole('button', { name: '我回来了' }).click()
  await wu.getByRole('button', { name: '确定' }).click()
  await expect(wu.getByText('没有登记休假。')).toBeVisible()
  await wu.goto(opportunity)
  await wu.getByRole('button', { name: '赢单', exact: true }).first().click()
  await dialog(wu).getByRole('button', { name: '赢单' }).click()
  await expect(wu.getByText('节点已更新')).toBeVisible()
  await moveTo(wu, /^交付$|交付(?!完成)/)
  await offer(wu, '孙悦', { 已作的承诺: '两周内装机，培训两天', 下一步: '定装机日期' })
  await sun.goto(`${stage.url}/hand-overs`)
  await sun.getByRole('button', { name: '接受，由我负责' }).click()
  await expect(sun.getByText('已接受，您现在是责任人')).toBeVisible()
})

test('whoever leaves hands everything on in one step; nothing is without a holder', async () => {
  await wang.goto(`${stage.url}/settings/people`)
  await wang.getByRole('row', { name: /li@example.com/ }).click()
  await dialog(wang).getByRole('link', { name: '离职交接…' }).click()
  await expect(dialog(wang).getByLabel('名称')).toHaveValue('李强离职')
  await dialog(wang).getByRole('button', { name: '收集并提出接手人' }).click()
  const row = (title: string) => wang.getByRole('row').filter({ hasText: title })
  await expect(row('南京药研 质谱仪')).toContainText('周敏')
  await expect(row('扬州化工 水质仪')).toContainText('陈静')
  await wang.getByText('预览并执行').click()
  await wang.getByRole('button', { name: '现在执行' }).click()
  await wang.locator('.ant-popconfirm').getByRole('button', { name: '现在执行' }).click()
  await expect(wang.getByText('已完成', { exact: true })).toBeVisible()
  await wang.goto(`${stage.url}/opportunities`)
  await expect(row('南京药研 质谱仪')).toContainText('周敏')
  for (const title of ['扬州化工 水质仪', '常州钢研 色谱仪']) await expect(row(title)).toContainText('陈静')
  await expect(wang.getByRole('row').filter({ hasText: '李强' })).toHaveCount(0)
})

test('its page answers who held it, since when, why, until when, and what they promised', async () => {
  await wang.goto(opportunity)
  await holder(wang, '孙悦')
  const when = /\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}/.source
  const ended = `${when} – ${when}`
  const held = [
    ['孙悦', '交付', `${when} – 至今`, '交接已接受 · 孙悦'],
    ['吴霞', '交付', ended, '节点变化 · 吴霞'],
    ['吴霞', '样机验证', ended, '交接已接受 · 郑凯 \\(代 吴霞\\)'],
    ['陈静', '样机验证', ended, '节点变化 · 陈静'],
    ['陈静', '已筛选', ended, '交接已接受 · 陈静'],
    ['周敏', '已筛选', ended, '节点变化 · 周敏'],
    ['周敏', '线索', ended, '按分工方案分派 · 王芳'],
  ]
  await expect(wang.locator('.holdings li')).toHaveText(held.map((tile) => new RegExp(tile.join('\\s*'))))
  const handedOver = [
    /已接受.*吴霞.*孙悦.*已作的承诺\s*两周内装机，培训两天.*原为：两周内给样机，精度 0.1 微米/s,
    /已接受.*陈静.*吴霞.*已作的承诺\s*两周内给样机，精度 0.1 微米 ✓.*由郑凯代吴霞答复/s,
    /已接受.*周敏.*陈静.*已作的承诺\s*两周内给样机 ✓/s,
    /已拒绝.*周敏.*李强.*已作的承诺\s*两周内给样机.*答复：本季已排满/s,
  ]
  await expect(wang.getByRole('article', { name: TITLE })).toHaveText(handedOver)
  const told = wang.locator('.timeline li')
  await expect(told.filter({ hasText: '(代 吴霞)' }).filter({ hasText: '接受了交接' })).toContainText('郑凯')
  await expect(told.filter({ hasText: '拒绝了交接' })).toContainText('本季已排满')
  await expect(told.filter({ hasText: '添加了协作人' }).first()).toContainText('吴霞')
  await wang.getByRole('button', { name: /为什么是我/ }).click()
  await expect(dialog(wang).getByRole('row', { name: /周敏.*选中/ })).toBeVisible()
  await wang.keyboard.press('Escape')
  for (const width of [1440, 390]) {
    await wang.setViewportSize({ width, height: 900 })
    await expect(wang.locator('.stage-path')).toBeVisible()
    const beyond = ['Width - innerWidth', 'Height - innerHeight'].map(
      (one) => `document.documentElement.scroll${one}`,
    )
    expect(await wang.evaluate<number[]>(`[${beyond.join()}]`)).toEqual([0, 0])
  }
  expect(await stage.baton('check')).toBe('5 open opportunities, 0 problems\n')
})
