import { type Browser, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { asked, invitedBy, setUpCompany } from './company.ts'
import { openBrowser, openTimedStage, type TimedStage } from './stage.ts'

const ZONE = 'Asia/Shanghai'
const MORNING = '2026-11-26T01:00:00.000Z' // Thursday, 9:00 in Shanghai
const EVENING = '2026-11-26T10:30:00.000Z' // when work is over

let stage: TimedStage
let browser: Browser
let wang: Page // 王芳, who leads
let li: Page // 李强, who sells

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openTimedStage({ at: MORNING })
  browser = await openBrowser()
  wang = await newPage()
  await setUpCompany(wang, stage.url)
  li = await invited(wang, '李强', 'li@example.com')
  const holder = await idOf(li)
  for (const [title, nextStep, nextStepOn] of [
    ['台式光谱仪', '演示样机', '2026-11-26'],
    ['手持光谱仪', '发报价单', '2026-11-27'],
    ['在线监测', '约下次拜访', '2026-12-10'],
  ]) {
    const { id } = await ask(wang, 'POST', '/opportunities', {
      title,
      companyName: '苏州大学',
      contactName: '刘工',
      contactPhone: '13900001111',
      amount: { amount: '137000', currency: 'CNY' },
      holder,
    })
    await ask(li, 'POST', '/follow-ups', {
      opportunity: id,
      kind: 'call',
      content: '初次联系',
      nextStep,
      nextStepOn,
    })
  }
  await ask(li, 'POST', '/tasks', { title: '寄样品', dueOn: '2026-11-26', holder })
  await stage.turnTo(EVENING, wang.context(), li.context())
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

async function newPage(): Promise<Page> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    timezoneId: ZONE,
    viewport: { width: 1440, height: 900 },
  })
  await context.clock.setSystemTime(MORNING)
  return context.newPage()
}

type Json = { id: string; path: string; items: { id: string; key: string }[]; person: { id: string } }
const ask = asked<Json>
const idOf = async (page: Page) => (await ask(page, 'GET', '/me')).person.id

async function invited(by: Page, name: string, email: string): Promise<Page> {
  const page = await newPage()
  await invitedBy(by, page, { name, email, manager: await idOf(by) })
  return page
}

const section = (page: Page, name: RegExp) => page.getByRole('region', { name })
const line = (page: Page, title: string) => page.getByRole('listitem', { name: title })

test('the evening shows what is late and what comes tomorrow; a step is put off with its reason, and back again', async () => {
  await li.goto(`${stage.url}/today`)
  await expect(section(li, /已超时（1）/).getByText('演示样机')).toBeVisible()
  await expect(section(li, /明天到期（1）/).getByText('发报价单')).toBeVisible()
  await expect(section(li, /明天到期/).getByText('还剩 7.5 个工作小时')).toBeVisible()
  await expect(line(li, '在线监测')).toHaveCount(0)
  await expect(line(li, '台式光谱仪').getByRole('link', { name: '打电话给刘工' })).toHaveAttribute(
    'href',
    'tel:13900001111',
  )
  await line(li, '台式光谱仪').getByRole('button', { name: '推迟' }).click()
  const dialog = li.getByRole('dialog')
  await dialog.getByRole('textbox', { name: /原因/ }).fill('客户出差')
  await dialog.getByRole('button', { name: '推迟' }).click()
  await expect(section(li, /明天到期（2）/).getByText('演示样机')).toBeVisible()
  await expect(section(li, /已超时/)).toHaveCount(0)
  await li.getByRole('button', { name: '撤销' }).click()
  await expect(section(li, /已超时（1）/).getByText('演示样机')).toBeVisible()
})

test('a follow-up is written where the line stands, and the line goes; a task is ticked, and back with one click', async () => {
  await line(li, '台式光谱仪').getByRole('button', { name: '记录跟进' }).click()
  await li.getByPlaceholder(/记录一次跟进/).fill('演示完成，客户满意')
  await li.getByPlaceholder('下一步', { exact: true }).fill('签合同')
  await li.getByPlaceholder('下一步日期').fill('2026-12-03')
  await li.getByPlaceholder('下一步日期').press('Enter')
  await li.getByRole('button', { name: '记录', exact: true }).click()
  await expect(line(li, '台式光谱仪')).toHaveCount(0)
  const task = li.getByRole('checkbox', { name: '寄样品' })
  await task.click()
  await expect(task).toHaveCount(0)
  await li.getByRole('button', { name: '撤销' }).click()
  await expect(task).toBeVisible()
})

test('the board says where it is late; a card dropped on somebody is passed to them, with the reason', async () => {
  await stage.turnTo('2026-11-27T10:30:00.000Z', wang.context(), li.context())
  await wang.goto(`${stage.url}/board`)
  const row = wang.getByRole('row', { name: /李强/ })
  await expect(row.getByRole('button', { name: '李强：持有 3 个' })).toBeVisible()
  await row.getByRole('button', { name: '李强：超时 1' }).click()
  await expect(wang).toHaveURL(/state=overdue/)
  const rows = wang.getByRole('complementary', { name: '明细' })
  await expect(rows.getByRole('listitem')).toHaveCount(1)
  await expect(rows.getByText('手持光谱仪')).toBeVisible()
  await wang.goto(`${stage.url}/board?people=all&open=yes&state=overdue`)
  const card = wang.getByRole('complementary', { name: '明细' }).getByRole('listitem').first()
  const target = wang.getByRole('row', { name: /王芳/ })
  await card.hover({ position: { x: 180, y: 50 } })
  await wang.mouse.down()
  for (const x of [200, 212, 220]) await target.hover({ force: true, position: { x, y: 20 } })
  await expect(target).toHaveAttribute('data-over', 'true')
  await wang.mouse.up()
  const dialog = wang.getByRole('dialog')
  await dialog.getByLabel(/原因/).fill('李强下周培训')
  await dialog.getByRole('button', { name: /预览/ }).click()
  await expect(dialog.getByText(/1 个/).first()).toBeVisible()
  await dialog.getByRole('button', { name: /转交 1/ }).click()
  await expect(wang.getByRole('button', { name: '王芳：持有 1 个' })).toBeVisible()
  await expect(wang.getByRole('button', { name: '李强：持有 2 个' })).toBeVisible()
  await li.goto(`${stage.url}/opportunities`)
  await expect(li.getByRole('main').getByText('在线监测')).toBeVisible()
  await expect(li.getByRole('main').getByText('手持光谱仪')).toHaveCount(0)
})

test('Today and the board have no barrier that axe can find, narrow and in the dark as well', async () => {
  for (const [width, colorScheme] of [
    [1440, 'light'],
    [390, 'dark'],
  ] as const) {
    await wang.setViewportSize({ width, height: 900 })
    await wang.emulateMedia({ colorScheme })
    for (const path of ['/today', '/board?open=yes', '/board?people=all']) {
      await wang.goto(`${stage.url}${path}`)
      await expect(wang.getByText(path === '/today' ? '手持光谱仪' : '李强').first()).toBeVisible()
      expect(await barriersOf(wang, { rules: 'all' })).toEqual([])
      const wide = await wang.evaluate<number>('document.documentElement.scrollWidth')
      expect(wide, path).toBeLessThanOrEqual(width)
    }
  }
})
