import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/database.ts'
import { newFilePath, openRun, settled, startCheck, startRun } from '../features/imports/actions/runs.ts'
import { checkLedger } from '../features/responsibility/index.ts'
import { setUp } from '../features/setup/index.ts'
import type { Context } from '../objects/context.ts'
import { keyedTransaction } from '../platform/http/idempotency.ts'
import { type Application, createApplication } from './application.ts'
import { administrator } from './commands/import.ts'

let home: string
let before: string | undefined
let database: TestDatabase
let application: Application
let context: Context
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'baton-import-ways-'))
  before = process.env['BATON_HOME']
  process.env['BATON_HOME'] = home
  database = await testDatabase()
  application = await createApplication({ url: database.url, logLevel: 'silent' })
  const { db } = application
  await setUp(
    { db, now: new Date().toISOString(), transaction: keyedTransaction(db, undefined) },
    {
      company: '华东仪器',
      companyType: 'large',
      name: '王芳',
      email: 'w@example.com',
      password: 'correct horse 9',
      language: 'zh',
      currency: 'CNY',
      timeZone: 'Asia/Shanghai',
    },
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

test('a row without a stage begins where its kind of opportunity begins; a named stage is kept', async () => {
  const path = await newFilePath()
  writeFileSync(
    path,
    '商机名称,商机类型,阶段\n增购,老客户维护,\n新厂,新客户开发,\n没说,,\n续约,老客户维护,报价\n改过的,老客户维护,方案\n',
  )
  const { id } = await openRun(context, 'opportunity', 'test.csv', path)
  await startCheck(context, id)
  await settled(id)
  await startRun(context, id)
  await settled(id)
  const rows = await application.db<{ title: string; stage: string; tile: string }[]>`
    select o.title, s.key as stage, t.key as tile from opportunity o join stage s on s.id = o.stage_id
    join holding h on h.opportunity_id = o.id join stage t on t.id = h.stage_id order by o.number`
  expect(rows.map(({ title, stage, tile }) => [title, stage, tile])).toEqual([
    ['增购', 'need', 'need'],
    ['新厂', 'lead', 'lead'],
    ['没说', 'lead', 'lead'],
    ['续约', 'quote', 'quote'],
    ['改过的', 'solution', 'solution'],
  ])
  expect((await checkLedger(application.db)).problems).toEqual([])
})
