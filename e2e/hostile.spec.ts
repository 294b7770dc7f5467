import {
  type APIResponse,
  type Browser,
  type BrowserContext,
  expect,
  type Page,
  test,
} from '@playwright/test'
import { openBrowser, openStage, type Stage } from './stage.ts'

const PASSWORD = 'correct horse 9'

/** Texts that are programs somewhere: in a page, an attribute, an address, a template, a query. Each would leave a trace if it ran. */
const PAYLOADS = [
  '<script>window.ran=1;alert(1)</script>',
  '<img src=x onerror="window.ran=2;alert(2)">',
  '"><svg onload="window.ran=3;alert(3)">',
  "' onmouseover='window.ran=4' autofocus onfocus='window.ran=4' x='",
  'javascript:window.ran=5',
  '{{constructor.constructor("window.ran=6")()}}',
  '${alert(7)} #{alert(7)} <%= alert(7) %>',
  '</textarea></title></style><iframe src="javascript:parent.ran=8">',
  '[click](javascript:window.ran=9) ![x](http://evil.example/x.png)',
  '<img src="http://evil.example/x.png"><link rel=stylesheet href=http://evil.example/x.css>',
  "'); drop table person; --",
  '\u202eexe.gpj\u2066<b>bold</b>\u200b',
  '<math><mi xlink:href="data:text/html,<script>window.ran=11</script>">',
  '<style>@import "http://evil.example/x.css";</style>',
  '__proto__ constructor &lt;b&gt; &#60;script&#62;',
] as const

// What runs in the page is written as text: the server's tests know no browser.
const TELL_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  window.noteTrace('policy: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample))`

type Seen = { shown: string[]; odd: string[]; handlers: string[]; ran?: number; length: number }
const LOOK = `(texts) => {
  const held = [...document.querySelectorAll('input,textarea')].map((one) => one.value)
  const all = document.body.textContent + '\\n' + held.join('\\n')
  const names = ['href', 'src', 'action', 'formaction', 'srcdoc']
  const odd = [...document.querySelectorAll(names.map((name) => '[' + name + ']').join())]
    .flatMap((one) => names.map((name) => one.getAttribute(name)))
    .filter((value) => value !== null && /^\\s*(javascript|vbscript|data:text)|evil\\.example/i.test(value))
  const handlers = [...document.querySelectorAll('*')]
    .flatMap((one) => one.getAttributeNames().filter((name) => name.startsWith('on')))
  return { shown: texts.filter((text) => all.includes(text)), odd, handlers, ran: window.ran, length: all.length }
}`

let stage: Stage
let browser: Browser
let context: BrowserContext
let page: Page
/** What the pages did that they should not. */
const traces: string[] = []

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  stage = await openStage()
  browser = await openBrowser()
  context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
  page = await context.newPage()
  await context.exposeBinding('noteTrace', (_source, text: string) => void traces.push(text))
  await context.addInitScript({ content: TELL_VIOLATIONS })
  page.on('dialog', (dialog) => {
    traces.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('pageerror', (error) => traces.push(`error: ${error.message}`))
  context.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(stage.url) && !/^(data|blob|about):/.test(url)) traces.push(`request: ${url}`)
  })
})
test.afterAll(async () => {
  await browser?.close()
  await stage?.stop()
})

let taken = 0
/** The next payload that is short enough, so that every place of the product gets another. */
function payload(most = 200): string {
  for (;;) {
    const text = PAYLOADS[taken % PAYLOADS.length] ?? ''
    taken += 1
    if (text.length <= most) return text
  }
}
const both = (most?: number) => ({ zh: payload(most), en: payload(most) })

type Body = { id: string; version: number } & Record<string, unknown>
async function api(method: string, path: string, data?: unknown, version?: number): Promise<APIResponse> {
  const headers: Record<string, string> = { 'x-baton-csrf': '1' }
  if (version !== undefined) headers['if-match'] = `"${version}"`
  return context.request.fetch(`${stage.url}/api/v1${path}`, {
    method,
    headers,
    ...(data === undefined ? {} : { data }),
  })
}
async function made(method: string, path: string, data?: unknown, version?: number): Promise<Body> {
  const answer = await api(method, path, data, version)
  expect(answer.status(), `${method} ${path} ${await answer.text()}`).toBeLessThan(300)
  const text = await answer.text()
  return text === '' ? ({} as Body) : (JSON.parse(text) as Body)
}

/** Where the made records are. */
const places = { opportunity: '', account: '', contact: '', titles: [] as string[] }

test('every text of the product takes what is a program elsewhere, and keeps it as a text', async () => {
  await made('POST', '/setup', {
    company: payload(100),
    companyType: 'growing',
    name: payload(100),
    email: 'admin@example.com',
    password: PASSWORD,
  })
  const people: Body[] = []
  const department = await made('POST', '/organisation/departments', { name: payload(100) })
  await made('PUT', '/organisation/functions/hostile', { label: both(80) })
  for (let i = 0; i < 3; i++) {
    const functions = ['sales', 'hostile']
    people.push(
      await made('POST', '/organisation/people', {
        name: `${i}${payload(90)}`,
        department: department.id,
        functions,
        skills: [payload(80)],
      }),
    )
  }
  await made('POST', '/roles', {
    label: both(80),
    grants: { opportunity: { rights: ['see'], scope: 'all' } },
  })
  const choices = [0, 1, 2].map((i) => ({ value: `c${i}`, label: both(80) }))
  for (const [name, type, options] of [
    ['ownText', 'text', {}],
    ['ownLong', 'long-text', {}],
    ['ownChoice', 'choice', { choices }],
    ['ownUrl', 'url', {}],
  ] as const) {
    await made('POST', '/definitions/objects/opportunity/fields', { name, type, label: both(80), options })
  }
  const account = await made('POST', '/accounts', {
    name: payload(100),
    note: payload(),
    location: payload(),
    website: 'https://a.example/"><svg/onload=alert(1)>',
  })
  const contact = await made('POST', '/contacts', {
    name: payload(100),
    account: account.id,
    note: payload(),
    title: payload(80),
    wechat: payload(80),
  })
  const product = await made('POST', '/products', { name: payload(100), series: payload(80) })
  for (const [i, title] of PAYLOADS.entries()) {
    const one = await made('POST', '/opportunities', {
      title,
      companyName: payload(100),
      account: account.id,
      contact: contact.id,
      product: product.id,
      contactName: payload(80),
      requirement: payload(),
      nextStep: payload(),
      nextStepOn: '2027-01-05',
      ownText: payload(),
      ownLong: `${payload()}\n${payload()}`,
      ownChoice: `c${i % 3}`,
      ownUrl: `https://b.example/'><svg/onload=alert(${i})>`,
    })
    places.titles.push(title)
    if (i === 0) places.opportunity = one.id
    await made('POST', '/follow-ups', { opportunity: one.id, kind: 'call', content: payload() })
    await made('POST', '/tasks', { opportunity: one.id, title: payload(), dueOn: '2026-12-01' })
  }
  Object.assign(places, { account: account.id, contact: contact.id })
  await made('POST', '/views', { object: 'opportunity', name: payload(60) })
})

/** A table whose name, headings and cells all mean ill. */
function table(): { name: string; mimeType: string; buffer: Buffer } {
  const cells = PAYLOADS.map((text) => `"${text.replaceAll('"', '""')}"`)
  const lines = [cells.slice(0, 6), ...cells.map((cell) => Array(6).fill(cell))].map((line) => line.join(','))
  return { name: `${PAYLOADS[1]}.csv`, mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\n')}\n`) }
}

test('an address that is a program is no address', async () => {
  for (const url of [
    'javascript:alert(1)',
    'javascript:alert(1)%2f%2f@a.example',
    'java\tscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x.example',
    'https://user:password@a.example',
    'file:///etc/passwd',
  ]) {
    const answer = await api('POST', '/opportunities', { title: 'x', companyName: 'x', ownUrl: url })
    expect(answer.status(), url).toBe(422)
  }
})

test('hand-overs, passes, plans and lost reasons keep them too', async () => {
  const { items } = (await (await api('GET', '/people')).json()) as { items: Body[] }
  const [first, second] = items.filter((person) => /^\d/.test(String(person['name'])))
  const current = async () => made('GET', `/opportunities/${places.opportunity}`)
  const me = items.find((person) => !/^\d/.test(String(person['name'])))
  for (const person of [first?.id, me?.id]) {
    const { version, holder } = await current()
    if (JSON.stringify(holder).includes(String(person))) continue // the plan may have found the same
    await made('PUT', `/opportunities/${places.opportunity}/holding`, { person, reason: payload() }, version)
  }
  const packet = {
    needs: payload(),
    budget: payload(),
    decisionMakers: payload(),
    promises: payload(),
    openQuestions: payload(),
    nextStep: payload(),
    nextStepOn: '2027-01-05',
  }
  await made('POST', `/opportunities/${places.opportunity}/hand-overs`, { to: second?.id, packet })

  const lost = await made('POST', '/opportunities', { title: payload(), companyName: payload(80) })
  await made(
    'PUT',
    `/opportunities/${lost.id}/stage`,
    { stage: 'lost', reason: payload(), fields: {} },
    lost.version,
  )

  const plan = (await made('GET', '/plan')) as unknown as {
    id: string
    keeper: { id: string }
    stages: Body[]
    rules: Body[]
  }
  const stages = plan.stages.map(({ id: _id, position: _position, accountable: _accountable, ...stage }) => ({
    ...stage,
    label: both(80),
  }))
  const rules = plan.rules.map(({ id: _id, position: _position, ...rule }) => ({ ...rule, label: both(80) }))
  await made('POST', '/plan/versions', { basedOn: plan.id, keeper: plan.keeper.id, rules, stages })
})

test('every page shows them, and none runs', async () => {
  const shown = new Set<string>()
  for (const path of [
    '/today',
    '/opportunities',
    '/opportunities?view=board',
    `/opportunities/${places.opportunity}`,
    '/accounts',
    `/accounts/${places.account}`,
    '/contacts',
    `/contacts/${places.contact}`,
    '/hand-overs',
    '/reports',
    '/import',
    '/account',
    '/settings/people',
    '/settings/organisation',
    '/settings/roles',
    '/settings/plan',
    '/settings/fields',
  ]) {
    await page.goto(`${stage.url}${path}`)
    await page.waitForLoadState('networkidle')
    await page.mouse.move(700, 400)
    if (path === '/import') {
      await page.locator('input[type=file]').setInputFiles(table())
      await expect(page.getByText(PAYLOADS[0]).first()).toBeVisible()
    }
    if (path === '/hand-overs') {
      await page.getByText('等对方答复', { exact: true }).first().click()
      await page.waitForLoadState('networkidle')
    }
    const found = (await page.evaluate(`(${LOOK})(${JSON.stringify(PAYLOADS)})`)) as Seen
    expect([found.ran, found.odd, found.handlers], path).toEqual([undefined, [], []])
    expect(found.length, path).toBeGreaterThan(50)
    expect(found.shown.length, `payloads as text on ${path}`).toBeGreaterThan(0)
    for (const text of found.shown) shown.add(text)
  }
  expect([...shown].sort()).toEqual([...PAYLOADS].sort())
  expect(traces).toEqual([])
})

test('the search shows them as text, and an address with a program in it is an address', async () => {
  for (const path of [
    `/opportunities?q=${encodeURIComponent(PAYLOADS[1])}`,
    `/opportunities?filter=${encodeURIComponent(PAYLOADS[0])}`,
    `/sign-in?to=${encodeURIComponent('javascript:window.ran=20')}`,
    `/sign-in?to=${encodeURIComponent('//evil.example/')}`,
    `/${encodeURIComponent(PAYLOADS[1])}`,
    `/invite/${encodeURIComponent(PAYLOADS[0])}`,
    `/opportunities#${PAYLOADS[1]}`,
  ]) {
    await page.goto(`${stage.url}${path}`)
    await page.waitForLoadState('networkidle')
    expect(await page.evaluate('window.ran'), path).toBeUndefined()
    expect(new URL(page.url()).origin, path).toBe(stage.url)
  }
  expect(traces).toEqual([])
})

test('the policy would tell of a script that is none of ours', async () => {
  await page.goto(`${stage.url}/today`)
  await page.evaluate(
    "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 99' }))",
  )
  await expect.poll(() => traces.length).toBeGreaterThan(0)
  expect(traces.every((trace) => trace.startsWith('policy: script-src'))).toBe(true)
  expect(await page.evaluate('window.ran')).toBeUndefined()
})
