import { openBrowser } from './stage.ts'
const browser = await openBrowser()
const url = 'http://127.0.0.1:5877'
const shot = (p: any, name: string) => p.screenshot({ path: `/tmp/lab-${name}.png`, fullPage: true })
const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1440, height: 1000 } })
const page = await context.newPage()
page.on('console', (m: any) => m.type() === 'error' && console.log('console', m.text().slice(0, 300)))
page.on('pageerror', (e: any) => console.log('pageerror', String(e).slice(0, 300)))
await page.goto(url)
await page.getByLabel(/邮箱/).fill('a@example.com')
await page.getByLabel(/密码/).first().fill('correct horse 9')
await page.getByRole('button').last().click()
await page.waitForURL(/today/)
const ask = async (method: string, path: string, body?: object) => {
  const a = await page.request.fetch(`${url}/api/v1${path}`, { method, headers: { 'x-baton-csrf': '1' }, ...(body ? { data: body } : {}) })
  return JSON.parse((await a.text()) || '{}')
}
const now = new Date().toISOString().slice(0, 10)
const from = new Date(Date.now() - 364 * 864e5).toISOString().slice(0, 10)
const tried = async (name: string, plan: object, changes: object[] = [], more = {}) => {
  const r = await ask('POST', '/replays', { name, plan, period: { from, to: now }, changes, ...more })
  if (!r.id) { console.log(name, JSON.stringify(r)); return r }
  for (;;) { const x = await ask('GET', `/replays/${r.id}`); if (!['waiting', 'running'].includes(x.state)) { console.log(name, x.state, JSON.stringify(x.message), JSON.stringify({ ...x.result, weeks: 0 })); return x } await new Promise((d) => setTimeout(d, 400)) }
}
const { items: people } = await ask('GET', '/organisation/people')
const someone = people.find((p: any) => p.functions.includes('sales') && p.active && p.open > 3) ?? people[3]
const a = await tried('核对', { kind: 'in-force' })
const b = await tried(`没有${someone.name}`, { kind: 'published' }, [{ kind: 'remove-person', person: someone.id }])
const c = await tried('多一位', { kind: 'published' }, [{ kind: 'add-person', name: '新人', like: someone.id }], { pace: 'of-holder' })
const w = await ask('POST', '/replays/waiting', { function: 'technical-support', period: { from, to: now }, people: 1 })
console.log('waiting', JSON.stringify({ ...w, people: w.people?.length }))
for (const [lang, theme, width] of [['zh', 'light', 1440], ['en', 'dark', 1440], ['zh', 'dark', 390]] as const) {
  await page.setViewportSize({ width, height: 1000 })
  await page.evaluate(([l, t]: any) => { localStorage.setItem('baton.language', l); localStorage.setItem('baton.theme', t) }, [lang, theme])
  await page.goto(`${url}/lab?runs=${b.id},${c.id}`)
  await page.waitForTimeout(4000)
  const d = page.locator('.lab-rows details').first()
  if (await d.count()) await d.locator('summary').click()
  await page.locator('section').filter({ hasText: /等多久|How long work waits/ }).last().getByRole('button', { name: /算一算|Work it out/ }).click().catch((e: any) => console.log(String(e).slice(0, 200)))
  await page.waitForTimeout(2500)
  await shot(page, `${lang}-${theme}-${width}`)
}
await browser.close()
