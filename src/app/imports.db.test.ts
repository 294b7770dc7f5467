import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/database.ts'
import {
  cancelRun,
  getRun,
  newFilePath,
  openRun,
  resumeAll,
  settled,
  startCheck,
  startRun,
  startUndo,
} from '../features/imports/actions/runs.ts'
import { checkLedger } from '../features/responsibility/index.ts'
import { setUp } from '../features/setup/index.ts'
import type { Context } from '../objects/context.ts'
import { changeRecord } from '../objects/store.ts'
import { keyedTransaction } from '../platform/http/idempotency.ts'
import { type Application, createApplication } from './application.ts'
import { administrator } from './commands/import.ts'

let home: string
let before: string | undefined
let database: TestDatabase
let application: Application
let context: Context
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'baton-imports-'))
  before = process.env['BATON_HOME']
  process.env['BATON_HOME'] = home
  database = await testDatabase()
  application = await createApplication({ url: database.url, logLevel: 'silent' })
  const { db } = application
  const opening = { db, now: new Date().toISOString(), transaction: keyedTransaction(db, undefined) }
  const admin = {
    company: '华东仪器',
    companyType: 'start-up',
    name: '王芳',
    email: 'w@example.com',
    password: 'correct horse 9',
  } as const
  await setUp(
    opening,
    { ...admin, language: 'zh', currency: 'CNY', timeZone: 'Asia/Shanghai' },
    { agent: '', ip: '' },
  )
  context = await administrator(application)
})
afterAll(async () => {
  await application.close()
  await database.close()
  if (before === undefined) delete process.env['BATON_HOME']
  else process.env['BATON_HOME'] = before
  rmSync(home, { recursive: true, force: true })
})

async function opened(text: string) {
  const path = await newFilePath()
  writeFileSync(path, text)
  return openRun(context, 'opportunity', 'test.csv', path)
}
async function checked(text: string) {
  const { id } = await opened(text)
  await startCheck(context, id)
  await settled(id)
  return getRun(context, id)
}
const lines = (from: number, count: number) =>
  `商机名称,外部编号,阶段\n${Array.from({ length: count }, (_, i) => `商机 ${from + i},K${from + i},获客`).join('\n')}\n`
const made = async (prefix: string) => {
  const [row] = await application.db<{ count: number }[]>`
    select count(*)::int as count from opportunity where external_key like ${`${prefix}%`} and deleted_at is null`
  return row?.count
}

describe('importing a table', () => {
  test('a check says what is wrong, row by row, and writes no record', async () => {
    const run = await checked(
      '商机名称,金额（万元）,预计成交日期,阶段\n好的,12.5,2027-01-31,获客\n坏的,-3,2027-02-30,获客\n没有的,1,2027-01-01,天上\n',
    )
    expect([run.state, run.problems]).toEqual(['checked', 1])
    expect(run.questions.map((one) => [one.field, one.value, one.rows])).toEqual([['stage', '天上', 1]])
    expect(await application.db`select 1 from opportunity`).toHaveLength(0)
    await expect(startRun(context, run.id)).rejects.toMatchObject({ code: 'imports.questions-open' })
  })
  test('a name near to a known one is asked about, never made', async () => {
    await application.db`insert into account (name) values ('北京华信科技有限公司')`
    const run = await checked('商机名称,客户名称\n一,北京华信科技\n')
    expect(run.questions.map((one) => [one.field, one.near[0]?.name])).toEqual([
      ['account', '北京华信科技有限公司'],
    ])
  })
  test('a run that was stopped goes on where it was, nothing twice and nothing lost', async () => {
    const run = await checked(lines(10_000, 3500))
    await startRun(context, run.id)
    await cancelRun(context, run.id).catch(() => undefined) // it may have been faster
    await settled(run.id)
    const part = await made('K1')
    expect(part).toBeLessThanOrEqual(3500)
    if ((await getRun(context, run.id)).state === 'cancelled') await startRun(context, run.id)
    await settled(run.id)
    expect([(await getRun(context, run.id)).state, await made('K1')]).toEqual(['done', 3500])
    expect((await checkLedger(application.db)).problems).toEqual([])
  })
  test('a run left in the middle by a killed server is taken up again', async () => {
    const run = await checked(lines(20_000, 1200))
    await application.db`update import_run set state = 'running' where id = ${run.id}`
    await resumeAll(application.contextFor, application.db)
    await settled(run.id)
    expect([(await getRun(context, run.id)).state, await made('K2')]).toEqual(['done', 1200])
  })
  test('undoing takes everything back; what was worked on since keeps it', async () => {
    const run = await checked(lines(30_000, 20))
    await startRun(context, run.id)
    await settled(run.id)
    const [one] = await application.db<
      { id: string; version: number }[]
    >`select id, version from opportunity where external_key = 'K30000'`
    await context.transaction((tx) =>
      changeRecord(tx, context, 'opportunity', one?.id ?? '', one?.version ?? 0, { title: '改过' }),
    )
    await expect(startUndo(context, run.id)).rejects.toMatchObject({
      code: 'imports.worked-on',
      facts: { records: 1 },
    })
    const other = await checked(lines(40_000, 20))
    await startRun(context, other.id)
    await settled(other.id)
    await startUndo(context, other.id)
    await settled(other.id)
    expect([(await getRun(context, other.id)).state, await made('K4')]).toEqual(['undone', 0])
    expect((await checkLedger(application.db)).problems).toEqual([])
  })
  test('a table of people brings their departments and the managers it names', async () => {
    const path = await newFilePath()
    writeFileSync(
      path,
      'sales_agent,manager,regional_office\nAnna,Dustin,Central\nBoris,Dustin,Central\nCora,Anna,East\n',
    )
    const { id } = await openRun(context, 'person', 'teams.csv', path)
    await startCheck(context, id)
    await settled(id)
    await startRun(context, id)
    await settled(id)
    expect([(await getRun(context, id)).state, (await getRun(context, id)).created]).toEqual(['done', 4])
    const rows = await application.db`
      select p.name, m.name as manager, d.name as department, p.functions from person p left join person m on m.id = p.manager_id
      left join department d on d.id = p.department_id where not p.admin order by p.name`
    expect(rows.map((row) => [row['name'], row['manager'], row['department'], row['functions']])).toEqual([
      ['Anna', 'Dustin', 'Central', ['sales']],
      ['Boris', 'Dustin', 'Central', ['sales']],
      ['Cora', 'Anna', 'East', ['sales']],
      ['Dustin', null, 'Central', []],
    ])
  })
  test('what is no table is refused by what it is', async () => {
    await expect(opened('%PDF-1.7\n1 0 obj')).rejects.toMatchObject({ code: 'sheets.not-a-table' })
    await expect(opened('')).rejects.toMatchObject({ code: 'sheets.empty-file' })
    await expect(opened('a,a\n1,2\n')).rejects.toMatchObject({ code: 'sheets.duplicate-headings' })
  })
})
