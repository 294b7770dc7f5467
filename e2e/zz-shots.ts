import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import postgres from 'postgres'
import { openBrowser } from './stage.ts'
const home = mkdtempSync('/tmp/baton-shots-')
const server = spawn(process.execPath, ['src/app/server.ts'], { env: { ...process.env, BATON_HOME: home, PORT: '0', BATON_LOG: 'error', DATABASE_URL: '' }, stdio: ['ignore', 'pipe', 'inherit'] })
const url = await new Promise<string>((done) => { let t = ''; server.stdout.on('data', (d) => { t += d; const f = /running at (\S+)/.exec(t)?.[1]; if (f) done(f) }) })
const note = readFileSync(home + '/' + (await import('node:fs')).readdirSync(home).find((n) => /lock|note|server/.test(n) && n.endsWith('.json') || n === 'server.lock' || n==='running.json'), 'utf8')
const { databaseUrl } = JSON.parse(note)
const db = postgres(databaseUrl)
const browser = await openBrowser()
const page = await (await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })).newPage()
page.on('pageerror', (e) => console.log('ERR', e.message))
await page.goto(url)
await page.getByLabel('公司名称').fill('华东仪器'); await page.getByLabel(/姓名/).fill('王芳'); await page.getByLabel(/邮箱/).fill('wang@example.com'); await page.getByLabel(/密码/).first().fill('correct horse 9')
await page.getByRole('button', { name: /开始|完成|创建/ }).click(); await page.waitForURL(/today/)
const api = async (m: string, p: string, data?: unknown, v?: number, ctx = page.context()) => { const a = await ctx.request.fetch(url + '/api/v1' + p, { method: m, headers: { 'x-baton-csrf': '1', ...(v ? { 'if-match': `"${v}"` } : {}) }, ...(data === undefined ? {} : { data }) }); if (!a.ok()) console.log(m, p, a.status(), await a.text()); return a.json() }
const me = await api('GET', '/me')
const roles = (await api('GET', '/roles')).items
const person = async (name: string, email: string, manager?: string) => { const { id } = await api('POST', '/organisation/people', { name, email, functions: ['sales'], ...(manager ? { manager } : {}), roles: roles.filter((r: any) => r.key === 'sales').map((r: any) => r.id) }); const { path } = await api('POST', `/organisation/people/${id}/invite`, {}); return { id, path } }
const boss = await person('赵磊', 'zhao@example.com', me.person.id)
const li = await person('李强', 'li@example.com', boss.id)
const chen = await person('陈静', 'chen@example.com', me.person.id)
const sign = async (path: string) => { const p = await (await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })).newPage(); await p.goto(url + path); await p.getByLabel(/密码/).first().fill('correct horse 9'); await p.getByRole('button').last().click(); await p.waitForURL(/today/); return p }
const pb = await sign(boss.path); const pl = await sign(li.path); const pc = await sign(chen.path)
const made = await api('POST', '/opportunities', { title: '上海光学 质检设备', companyName: '上海光学', holder: li.id })
const packet = { needs: '三台质谱仪', budget: '90 万', promises: '两周试用', nextStep: '演示', nextStepOn: '2026-12-11' }
let ho = await api('POST', `/opportunities/${made.id}/hand-overs`, { to: chen.id, packet }, undefined, pl.context())
await api('PUT', `/hand-overs/${ho.id}/answer`, { answer: 'accept' }, ho.version, pc.context())
await pc.goto(url + '/opportunities/' + made.id); await pc.getByRole('button', { name: '交接', exact: true }).click()
await pc.getByLabel('预算').fill(''); await pc.getByRole('button', { name: '发出交接单' }).click(); await pc.waitForTimeout(500)
await pc.screenshot({ path: '/tmp/shots-contest/offer.png' })
const { promises: _, ...rest } = packet
ho = await api('POST', `/opportunities/${made.id}/hand-overs`, { to: li.id, packet: rest, dropped: { promises: '客户已放弃试用' } }, undefined, pc.context())
await db.unsafe(`set search_path to baton`)
await db.unsafe(`update baton.hand_over set due_at = now() - interval '1 hour', offered_at = now() - interval '25 hours' where state = 'offered'`)
await page.waitForTimeout(16500)
await pl.goto(url + '/today'); await pl.waitForTimeout(800); await pl.screenshot({ path: '/tmp/shots-contest/reminded-receiver.png' })
await pc.goto(url + '/today'); await pc.waitForTimeout(800); await pc.screenshot({ path: '/tmp/shots-contest/reminded-giver.png' })
await db.unsafe(`update baton.hand_over set escalates_at = now() - interval '1 minute' where state = 'offered'`)
await page.waitForTimeout(16500)
await pb.goto(url + '/today'); await pb.waitForTimeout(800); await pb.screenshot({ path: '/tmp/shots-contest/escalated.png' })
await pb.setViewportSize({ width: 390, height: 844 }); await pb.waitForTimeout(400); await pb.screenshot({ path: '/tmp/shots-contest/escalated-390.png', fullPage: true }); await pb.setViewportSize({ width: 1440, height: 900 })
await pb.goto(url + '/hand-overs'); await pb.getByText('等我裁决', { exact: true }).first().click(); await pb.waitForTimeout(500)
await pb.getByRole('button', { name: '改发给别人' }).click(); await pb.waitForTimeout(600); await pb.screenshot({ path: '/tmp/shots-contest/ruling.png' })
await pb.keyboard.press('Escape')
// contest
let opp: any
for (let i = 0; i < 12; i++) { const one = await api('POST', '/opportunities', { title: '杭州仪器 ' + i, companyName: '杭州仪器' }); if (one.holder.id === li.id) { opp = one; break } }
await api('PUT', `/opportunities/${opp.id}/participants/${chen.id}`, { letter: 'C' })
const { items } = await api('GET', `/opportunities/${opp.id}/decisions`)
await api('POST', `/opportunities/${opp.id}/contests`, { decision: items[0].id, reason: '客户一直由我跟进' }, undefined, pc.context())
await pb.goto(url + '/today'); await pb.waitForTimeout(900); await pb.screenshot({ path: '/tmp/shots-contest/contest-today.png' })
await pc.goto(url + '/opportunities/' + opp.id); await pc.getByRole('button', { name: /为什么是我/ }).click(); await pc.waitForTimeout(900); await pc.screenshot({ path: '/tmp/shots-contest/contest-why.png' })
// trial, dark, english
await page.emulateMedia({ colorScheme: 'dark' })
await page.goto(url + '/settings/plan'); await page.getByRole('button', { name: '试分派' }).click(); await page.getByRole('button', { name: '试一试' }).click(); await page.waitForTimeout(1200); await page.screenshot({ path: '/tmp/shots-contest/trial-one.png' })
await page.getByText('一份表格', { exact: true }).click()
const table = '商机名称,公司名称,金额,区域\n' + Array.from({ length: 3000 }, (_, i) => `商机 ${i + 1},某公司,${i * 100},330000`).join('\n') + '\n坏,某,不知道,\n'
const t0 = Date.now()
await page.getByRole('dialog').locator('input[type=file]').setInputFiles({ name: '线索.csv', mimeType: 'text/csv', buffer: Buffer.from(table) })
await page.getByText(/试了 3000 行|试了 3,000 行/).waitFor(); console.log('3000 rows ms', Date.now() - t0)
await page.waitForTimeout(500); await page.screenshot({ path: '/tmp/shots-contest/trial-table.png' })
await page.setViewportSize({ width: 390, height: 844 }); await page.waitForTimeout(500); await page.screenshot({ path: '/tmp/shots-contest/trial-390.png' })
await browser.close(); await db.end(); server.kill('SIGTERM')
