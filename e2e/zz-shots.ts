const { openBrowser, openStage } = await import('/work/wt/pools/e2e/stage.ts')
const stage = await openStage()
const browser = await openBrowser()
const ctx = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1440, height: 900 } })
const page = await ctx.newPage()
await page.goto(stage.url)
await page.getByLabel('公司名称').fill('华东仪器'); await page.getByLabel(/姓名/).fill('王芳'); await page.getByLabel(/邮箱/).fill('wang@example.com'); await page.getByLabel(/密码/).first().fill('correct horse 9')
await page.getByRole('button', { name: /开始|完成|创建/ }).click(); await page.waitForURL(/today/)
const ask = async (m, p, b, h = {}, pg = page) => { const a = await pg.request.fetch(`${stage.url}/api/v1${p}`, { method: m, headers: { 'x-baton-csrf': '1', ...h }, ...(b ? { data: b } : {}) }); if (!a.ok()) throw new Error(p + await a.text()); return a.json() }
const plan = await ask('GET', '/plan')
const strip = (l) => l.map(({ id, position, accountable, ...r }) => r)
const pool = (key, zh, en, more = {}) => ({ key, label: { zh, en }, keeper: plan.keeper.id, when: '', members: { functions: ['sales'], departments: [] }, claimsPerDay: 10, holdMost: 100, coolDownDays: 7, recycle: [], ...more })
await ask('POST', '/plan/versions', { basedOn: plan.id, keeper: plan.keeper.id, stages: strip(plan.stages), rules: plan.rules.map(({ id, position, ...r }) => r), processes: plan.processes, pools: [pool('asks', '大客户公海', 'Key accounts', { claiming: 'on-application', when: 'type == "major-project"' }), pool('public', '公海', 'Public pool')] })
const roles = (await ask('GET', '/roles')).items.filter((r) => r.key === 'sales').map((r) => r.id)
const join = async (name, email) => { const { id } = await ask('POST', '/organisation/people', { name, email, functions: ['sales'], roles }); const c = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1440, height: 900 } }); const p = await c.newPage(); await p.goto(`${stage.url}${(await ask('POST', `/organisation/people/${id}/invite`, {})).path}`); await p.getByLabel(/密码/).first().fill('correct horse 9'); await p.getByRole('button').last().click(); await p.waitForURL(/today/); return { p, id } }
const li = await join('李强', 'li@example.com'), chen = await join('陈静', 'chen@example.com')
const titles = ['台式光谱仪三台采购', '手持光谱仪', '在线监测系统改造', '液相色谱仪更新', '实验室整体方案']
for (const [i, title] of titles.entries()) { const { id } = await ask('POST', '/opportunities', { title, companyName: ['苏州大学', '浙江化工集团', '华东理工', '上海药检所', '南京环保'][i], source: 'website', amount: { amount: String(120000 + i * 88000), currency: 'CNY' }, holder: li.id, type: i > 2 ? 'major-project' : 'new-customer', region: '310100' }); await ask('POST', `/opportunities/${id}/releases`, { reason: ['客户暂无预算', '多次联系不上', '不在我的区域内', '手头太多', '年底再议'][i], ...(i > 2 ? { pool: 'asks' } : {}) }, { 'if-match': '"1"' }, li.p).catch(async () => ask('POST', `/opportunities/${id}/releases`, { reason: '多次联系不上' }, { 'if-match': '"2"' }, li.p)) }
const lying = (await ask('GET', '/pools/asks/opportunities', undefined, {}, chen.p)).items
await ask('POST', `/opportunities/${lying[0].id}/applications`, { note: '我跟过他们的上一个项目，熟悉设备科' }, {}, chen.p)
const shot = async (pg, name, path, size, opts = {}) => { await pg.setViewportSize(size); await pg.emulateMedia({ colorScheme: opts.dark ? 'dark' : 'light' }); await pg.goto(stage.url + path); await pg.waitForTimeout(1200); await pg.screenshot({ path: `/tmp/shot-${name}.png` }) }
const wide = { width: 1440, height: 900 }, phone = { width: 390, height: 844 }
await shot(chen.p, 'member', '/pools?pool=public', wide)
await shot(li.p, 'cooling-phone', '/pools?pool=public', phone)
await shot(chen.p, 'asks-phone-dark', '/pools?pool=asks', phone, { dark: true })
await shot(page, 'keeper-applications', '/pools?pool=asks&view=applications', wide)
await ask('PATCH', '/me', { language: 'en' }, {}, chen.p).catch(async (e) => { console.log(String(e).slice(0, 200)); await ask('PUT', '/me/language', { language: 'en' }, {}, chen.p).catch((e) => console.log(String(e).slice(0, 200))) })
await shot(chen.p, 'member-en-dark', '/pools?pool=public', wide, { dark: true })
const o = (await ask('GET', '/opportunities?limit=1')).items[0]
await shot(page, 'opportunity', `/opportunities/${o.id}`, wide)
await browser.close(); await stage.stop()
