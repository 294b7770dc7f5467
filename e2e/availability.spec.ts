import { type Browser, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { openBrowser, openStage, type Stage } from './stage.ts'

let stage: Stage
let browser: Browser
let page: Page
let people: { early: string; late: string }

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
  await page.getByRole('button', { name: /开始|完成|创建/ }).click()
  await expect(page).toHaveURL(/today/)
  const department = await api<{ id: string }>('POST', '/organisation/departments', { name: '客服部' })
  const person = async (name: string) =>
    (
      await api<{ id: string }>('POST', '/organisation/people', {
        name,
        department: department.id,
        functions: ['sales'],
      })
    ).id
  people = { early: await person('李强'), late: await person('陈静') }
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await page.request.fetch(`${stage.url}/api/v1${path}`, {
    method,
    headers: { 'x-baton-csrf': '1' },
    ...(body === undefined ? {} : { data: body }),
  })
  expect(answer.status()).toBeLessThan(300)
  return answer.json()
}
/** The days around now, whatever the zone. */
const around = (hours: object[]) => {
  const days = [-1, 0, 1, 2].map((by) => new Date(Date.now() + by * 86_400_000).toISOString().slice(0, 10))
  return { from: days[0], until: days[3], shifts: days.map((day) => ({ day, hours })) }
}
const turnTo = async (year: number) => {
  const shown = page.locator('.year-turn b')
  for (;;) {
    const at = Number.parseInt((await shown.textContent()) ?? '', 10)
    if (at === year) return
    await page.getByRole('button', { name: at > year ? '前一年' : '后一年' }).click()
  }
}

test('a calendar with Saturday mornings counts its year, holidays and make-up days with it', async () => {
  await page.goto(`${stage.url}/settings/calendars`)
  await expect(page.getByRole('button', { name: /标准工时/ })).toContainText('公司日历')
  await turnTo(2026)
  await expect(page.getByText('工作日 248 天，休息 117 天')).toBeVisible()
  await expect(
    page.getByRole('button', { name: '2026年10月10日，调休上班 9:00–12:00, 13:30–18:00，国庆节' }),
  ).toBeVisible()
  await page.getByRole('button', { name: '新建工作日历' }).click()
  await page.getByLabel('名称').fill('客服')
  await page.getByLabel('周六的工时').fill('9:00-25:00')
  await expect(page.getByText('时间只能在 0:00 到 24:00 之间')).toBeVisible()
  await page.getByLabel('周六的工时').fill('9:00-12:00')
  await turnTo(2026)
  await expect(page.getByText('工作日 289 天，休息 76 天')).toBeVisible()
  await page.getByRole('button', { name: /^2026年12月24日/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('休息', { exact: true }).click()
  await dialog.getByLabel('说明').fill('年会')
  await dialog.getByRole('button', { name: '确定' }).click()
  await expect(page.getByText('工作日 288 天，休息 77 天')).toBeVisible()
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('工作日历“客服”已保存，立即生效')).toBeVisible()
  await turnTo(2028)
  await expect(page.getByText(/2028 年的放假安排还没有公布/)).toBeVisible()
})

test('it is given to a department, and its people have it', async () => {
  await page.getByRole('combobox', { name: '部门' }).click()
  await page.locator('.ant-select-dropdown:visible').getByText('客服部').click()
  await expect(page.getByText('已改为“客服”')).toBeVisible()
  await expect(page.getByRole('button', { name: /客服 1 个部门/ })).toBeVisible()
  await page.goto(`${stage.url}/settings/people`)
  await page.getByText('李强').first().click()
  await expect(page.getByText('“客服”，跟随客服部')).toBeVisible()
  await page.getByRole('button', { name: '排班' }).click()
  const rota = page.getByRole('dialog', { name: '李强的排班' })
  await rota.getByLabel('班次时间').fill('20-24')
  const day = rota.locator('[data-day]').nth(9)
  await day.click()
  await expect(day).toHaveAccessibleName(/排班 20:00–24:00/)
  await rota.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('李强的排班已保存')).toBeVisible()
})

test('a rule for people at work within two hours leaves out who is off, and says so', async () => {
  await api('PUT', `/availability/people/${people.early}/shifts`, around([]))
  await api('PUT', `/availability/people/${people.late}/shifts`, around([{ from: 0, until: 1440 }]))
  await page.goto(`${stage.url}/settings/plan`)
  await page
    .getByRole('button', { name: /^更改规则/ })
    .first()
    .click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('多少小时内在岗').fill('2')
  await expect(panel.locator('.rule-sentence')).toContainText('2 小时内在岗')
  await panel.getByRole('button', { name: '记下更改' }).click()
  await page.getByRole('button', { name: '发布新版本' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '发布新版本' }).click()
  await expect(page.getByText('第 2 版已发布')).toBeVisible()
  await page.goto(`${stage.url}/opportunities`)
  await page.getByRole('button', { name: '新建商机' }).click()
  await page.getByLabel('商机名称').fill('质检设备')
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await expect(page.locator('.holder-line').getByText('陈静')).toBeVisible()
  await page.getByRole('button', { name: /为什么/ }).click()
  const why = page.getByRole('dialog')
  await expect(why.getByRole('row', { name: /李强/ })).toContainText(/2 小时内不在岗，下次上班 20\d\d/)
})

test('one’s own account shows one’s working time', async () => {
  await page.goto(`${stage.url}/account`)
  await expect(page.getByText('“标准工时”，公司日历')).toBeVisible()
  await expect(page.locator('.next-days li')).toHaveCount(14)
})

test('the calendars have no barrier that axe can find, narrow and dark as well', async () => {
  for (const [width, scheme] of [
    [1440, 'light'],
    [390, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 844 })
    await page.emulateMedia({ colorScheme: scheme })
    await page.goto(`${stage.url}/settings/calendars`)
    await expect(page.locator('.month-grid')).toHaveCount(12)
    await page.waitForTimeout(500)
    expect(await barriersOf(page)).toEqual([])
  }
})
