import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World } from '../../../test/world.ts'
import { type Explained, MOST_ROWS, type TrialHead, type TrialRow } from './contract.ts'

const home = mkdtempSync(join(tmpdir(), 'baton-trials-'))
let world: World
beforeAll(async () => {
  process.env['BATON_HOME'] = home
  world = await openWorld({ home })
})
afterAll(async () => {
  await world?.close()
  rmSync(home, { recursive: true, force: true })
})

async function attempt(client: Client, table: string | undefined, fields: Record<string, string> = {}) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  if (table !== undefined) form.append('file', new Blob([table]), 'table.csv')
  const sent = new Request('http://127.0.0.1/', { method: 'POST', body: form })
  const answer = await world.api.application.http.inject({
    method: 'POST',
    url: '/api/v1/routing/simulation/table',
    headers: { ...client.headers, 'content-type': sent.headers.get('content-type') ?? '' },
    payload: Buffer.from(await sent.arrayBuffer()),
  })
  return { status: answer.statusCode, text: answer.body, json: () => answer.json<Record<string, unknown>>() }
}
async function tried(table: string, fields: Record<string, string> = {}) {
  const { status, text } = await attempt(world.admin, table, fields)
  expect(status, text).toBe(200)
  const [head, ...rest] = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TrialHead | { kind: 'rows'; rows: TrialRow[] })
  return {
    head: head as TrialHead,
    rows: rest.flatMap((one) => (one.kind === 'rows' ? one.rows : [])),
  }
}
const rule = (more: object) => ({
  label: { zh: '试', en: 'Try' },
  condition: '',
  candidates: { functions: ['sales'] },
  strategy: 'weighted-round-robin',
  openCap: null,
  dayCap: null,
  ...more,
})
const rulesOf = (...rules: object[]) => ({ rules: JSON.stringify(rules) })
const written = async () => {
  const [row] = await world.api.application.db<{ counts: string }[]>`
    select concat_ws(' ', (select count(*) from decision), (select count(*) from routing_turns), (select count(*) from opportunity),
      (select count(*) from event), (select count(*) from import_run), (select count(*) from account)) as counts`
  return `${row?.counts} ${readdirSync(join(home, 'imports')).length}`
}

const TABLE = `商机名称,公司名称,金额,区域,产品,责任人
甲,华东大学,"120,000",310000,质谱仪,李强
乙,,80000,330000,,
丙,,不知道,440000,,
`

test('a table is decided row by row by the rules in force, columns found by their headings; nothing is kept', async () => {
  await tried(TABLE)
  const before = await written()
  const { head, rows } = await tried(TABLE)
  expect(head.columns.map(({ field }) => field)).toEqual([
    'title',
    'companyName',
    'amount',
    'region',
    'product',
    null,
  ])
  expect(head.rows).toBe(2)
  expect(rows.map(({ line, title }) => [line, title])).toEqual([
    [2, '甲'],
    [3, '乙'],
  ])
  expect(rows[0]?.amount).toEqual({ amount: '120000.00', currency: 'CNY' })
  expect(rows.every((row) => row.via === 'rule' && row.person.name !== '' && row.reasons.length > 0)).toBe(
    true,
  )
  expect(head.failed).toHaveLength(1)
  expect(head.failed[0]).toMatchObject({ line: 4, problems: [{ field: 'amount' }] })
  expect(await written()).toBe(before)
})

test('rules not published yet are tried, each row knowing of those before it', async () => {
  const territory = rule({ condition: 'region == "310000"', candidates: { territory: 'match' } })
  const { head, rows } = await tried(TABLE.replace('不知道', '5'), rulesOf(territory, rule({})))
  expect(head.rules).toHaveLength(2)
  expect(rows[0]).toMatchObject({ rule: { position: 1 }, person: { name: '李强' } })
  expect(rows[1]?.rule?.position).toBe(2)
  expect(rows[1]?.person.id).not.toBe(rows[2]?.person.id)
})

test('nobody found is said of the row, and the keeper holds it', async () => {
  const { rows } = await tried(TABLE, rulesOf(rule({ openCap: 0 })))
  expect(rows.map(({ via, person, rule }) => [via, person.name, rule])).toEqual([
    ['fallback', '周敏', null],
    ['fallback', '周敏', null],
  ])
})

test('a row is explained with all candidates, as it was decided among the others', async () => {
  const { rows } = await tried(TABLE)
  const { status, json } = await attempt(world.admin, TABLE, { explain: '3' })
  expect(status).toBe(200)
  const one = json() as unknown as Explained
  expect(one.person).toEqual(rows[1]?.person)
  expect(one.candidates.filter(({ chosen }) => chosen)).toHaveLength(1)
  expect(one.candidates.length).toBeGreaterThan(5)
  expect((await attempt(world.admin, TABLE, { explain: '4' })).json()['code']).toBe('trials.no-such-line')
})

test('a thousand rows are decided in the order of the file', async () => {
  const lines = Array.from({ length: 1000 }, (_, i) => `商机 ${i},330000`)
  const { head, rows } = await tried(`商机名称,区域\n${lines.join('\n')}\n`)
  expect([head.rows, rows.length, head.failed]).toEqual([1000, 1000, []])
  expect(rows.map(({ line }) => line)).toEqual(lines.map((_, i) => i + 2))
})

test('what cannot be tried is refused, saying why', async () => {
  const code = async (table: string | undefined, fields = {}, client = world.admin) =>
    (await attempt(client, table, fields)).json()['code']
  expect(await code(undefined)).toBe('trials.no-file')
  expect(await code(TABLE, { rules: '{' })).toBe('trials.rules-unreadable')
  expect(await code(TABLE, { rules: '[{}]' })).toBe('http.invalid-input')
  expect(await code(TABLE, { explain: 'x' })).toBe('http.invalid-input')
  expect(await code(TABLE, rulesOf(rule({ condition: 'nonsense ==' })))).toBe('routing.condition-unreadable')
  expect(await code('')).toBe('sheets.empty-file')
  const many = Array.from({ length: MOST_ROWS + 1 }, (_, i) => `商机 ${i}`)
  expect(await code(`商机名称\n${many.join('\n')}\n`)).toBe('trials.too-many-rows')
  expect(await code(TABLE, {}, await world.as('director'))).toBe('permissions.admin-only')
  expect(readdirSync(join(home, 'imports'))).toEqual([])
})
