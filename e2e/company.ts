import { type Browser, expect, type Page } from '@playwright/test'

export const PASSWORD = 'correct horse 9'

/** Names the company 华东仪器 and its administrator 王芳, who is signed in afterwards and sees Today. */
export async function setUpCompany(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.getByLabel('公司名称').fill('华东仪器')
  await page.getByLabel(/姓名/).fill('王芳')
  await page.getByLabel(/邮箱/).fill('wang@example.com')
  await page.getByLabel(/密码/).first().fill(PASSWORD)
  await page.getByRole('button', { name: /开始|完成|创建/ }).click()
  await expect(page).toHaveURL(/today/)
}

/** Asks below `/api/v1` as whoever is signed in on the page; a refusal fails the story. */
export async function asked<T>(
  page: Page,
  method: string,
  path: string,
  body?: object,
  version?: number,
): Promise<T> {
  const answer = await page.request.fetch(new URL(`/api/v1${path}`, page.url()).href, {
    method,
    headers: { 'x-baton-csrf': '1', ...(version === undefined ? {} : { 'if-match': `"${version}"` }) },
    ...(body ? { data: body } : {}),
  })
  const text = await answer.text()
  expect(answer.ok(), `${method} ${path}: ${text}`).toBe(true)
  return JSON.parse(text || '{}') as T
}

type Asked = { id: string; path: string; items: { id: string; key: string }[] }

/** Makes somebody of sales in `by`'s name; they take their invite on `page` and see Today. */
export async function invitedBy(by: Page, page: Page, person: object, role = 'sales'): Promise<void> {
  const { items } = await asked<Asked>(by, 'GET', '/roles')
  const roles = items.filter(({ key }) => key === role).map(({ id }) => id)
  const body = { ...person, functions: ['sales'], roles }
  const { id } = await asked<Asked>(by, 'POST', '/organisation/people', body)
  const { path } = await asked<Asked>(by, 'POST', `/organisation/people/${id}/invite`, {})
  await page.goto(new URL(path, by.url()).href)
  await page.getByLabel(/密码/).first().fill(PASSWORD)
  await page.getByRole('button').last().click()
  await expect(page).toHaveURL(/today/)
}

/** A page of a browser in Shanghai whose clock shows `at`. */
export async function newPageAt(browser: Browser, at: string): Promise<Page> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
  })
  await context.clock.setSystemTime(at)
  return context.newPage()
}
