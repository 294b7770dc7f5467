import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { type ClientRequest, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settled } from '../../src/features/imports/actions/runs.ts'
import type { Client } from '../api.ts'
import { openWorld, type World, wanted } from '../world.ts'
import { ATTACKS } from './sheet-attacks.ts'

const MOST_MB = 256
const home = mkdtempSync(join(tmpdir(), 'baton-sheets-'))
const before = process.env['BATON_HOME']
let world: World
let admin: Client
let address: string
beforeAll(async () => {
  process.env['BATON_HOME'] = home
  world = await openWorld({ home })
  admin = world.admin
  address = await world.api.application.http.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  await world?.close()
  if (before === undefined) delete process.env['BATON_HOME']
  else process.env['BATON_HOME'] = before
  rmSync(home, { recursive: true, force: true })
})

type Said = { status: number; body: Record<string, unknown> & { id: string; code?: string } }
const kept = () => readdirSync(join(home, 'imports'))

async function upload(
  object: string,
  bytes: Buffer | string,
  client = admin,
  name = 'table.csv',
): Promise<Said> {
  const form = new FormData()
  form.append('object', object)
  form.append('file', new File([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)], name))
  const answer = await fetch(`${address}/api/v1/imports`, {
    method: 'POST',
    headers: client.headers,
    body: form,
  })
  return { status: answer.status, body: (await answer.json()) as Said['body'] }
}

/** Imports a table as it is proposed, and answers the run when it is done. */
async function imported(object: string, text: string) {
  const { body } = await upload(object, text)
  for (const step of ['check', 'start']) {
    await wanted(admin.post(`/imports/${body.id}/${step}`))
    await settled(body.id)
  }
  return wanted(admin.get<{ state: string; created: number; problems: number }>(`/imports/${body.id}`))
}

describe('the door for tables', () => {
  test('answers every attack with what may become of it, never with a fault', async () => {
    const ended = new Set<string>()
    for (const { name, bytes, ends } of ATTACKS.filter((attack) => attack.bytes.length < 3_000_000)) {
      const { status, body } = await upload('account', bytes)
      expect(status, `${name}: ${JSON.stringify(body)}`).not.toBe(500)
      if (ends !== 'read' && status < 400) continue // damage behind the rows that were looked at: the check finds it
      if (status >= 400) ended.add(String(body.code))
      if (ends === 'read') expect(status, `${name}: ${JSON.stringify(body)}`).toBe(201)
      else expect([ends].flat(), name).toContain(body.code)
    }
    expect(ended.size).toBeGreaterThan(8)
  }, 60_000)

  test('shuts on two gigabytes in one line while they arrive, and keeps nothing of them', async () => {
    const there = kept().length
    const piece = Buffer.alloc(1024 * 1024, 'x')
    let sent = 0
    async function* line() {
      yield Buffer.from('name\n')
      for (; sent < 2048; sent++) yield piece
    }
    const rss = process.memoryUsage.rss()
    let most = 0
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss() - rss)
    }, 10)
    const began = performance.now()
    const { status, text } = await streamed(line())
    clearInterval(watch)
    expect([status, JSON.parse(text).code]).toEqual([422, 'sheets.line-too-long'])
    expect(JSON.parse(text).facts).toEqual({ line: 2, limit: 1_000_000 })
    expect(performance.now() - began).toBeLessThan(2000)
    expect(sent, 'MB sent').toBeLessThan(200)
    expect(most / 1024 ** 2, 'MB held').toBeLessThan(MOST_MB)
    expect(kept().length).toBe(there)
  })

  test('shuts on a film that is called a table, and on whoever may not import', async () => {
    async function* film() {
      for (let i = 0; i < 2048; i++)
        yield Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(1024 * 1024)])
    }
    const there = kept().length
    const { status, text } = await streamed(film())
    expect([status, JSON.parse(text).code]).toEqual([422, 'sheets.not-a-table'])
    const finance = await world.as('finance')
    expect((await upload('person', 'name\n甲\n', finance)).status).toBe(403)
    expect(kept().length).toBe(there)
  })

  /** A form whose file has no end that anybody waits for. */
  function streamed(pieces: AsyncGenerator<Buffer>): Promise<{ status: number; text: string }> {
    return new Promise((done, failed) => {
      const headers = { ...admin.headers, 'content-type': 'multipart/form-data; boundary=X' }
      const sending = request(`${address}/api/v1/imports`, { method: 'POST', headers }, (answer) => {
        let text = ''
        answer.on('data', (data) => {
          text += data
        })
        answer.on('end', () => {
          sending.destroy()
          done({ status: answer.statusCode ?? 0, text })
        })
      })
      sending.on('error', failed)
      void send(sending, pieces)
    })
  }
  async function send(sending: ClientRequest, pieces: AsyncGenerator<Buffer>): Promise<void> {
    sending.write(
      '--X\r\ncontent-disposition: form-data; name="object"\r\n\r\naccount\r\n--X\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n',
    )
    for await (const piece of pieces) {
      if (sending.destroyed) return
      if (!sending.write(piece)) await new Promise((on) => sending.once('drain', on).once('close', on))
    }
  }
})

describe('cells that reach for more than a cell', () => {
  test('names that every object has are names like others', async () => {
    const words = ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf']
    const { body } = await upload(
      'opportunity',
      `商机名称,责任人,产品,阶段\n${words.map((word) => `${word},${word},${word},${word}`).join('\n')}\n`,
    )
    await wanted(admin.post(`/imports/${body.id}/check`))
    await settled(body.id)
    const run = await wanted(
      admin.get<{ state: string; questions: { field: string; value: string }[] }>(`/imports/${body.id}`),
    )
    expect(run.state).toBe('checked')
    for (const field of ['holder', 'product', 'stage'])
      expect(
        run.questions
          .filter((one) => one.field === field)
          .map((one) => one.value)
          .sort(),
        field,
      ).toEqual([...words].sort())
  })

  test('headings that every object has can be told what they are', async () => {
    const { body } = await upload('account', '客户名称,constructor,toString\n甲,1,2\n')
    const changed = await admin.put<{ mapping: { heading: string; field: string | null }[] }>(
      `/imports/${body.id}/mapping`,
      { mapping: { 客户名称: 'name' } },
    )
    expect(changed.status, changed.text).toBe(200)
    expect(changed.body.mapping.find((line) => line.heading === 'constructor')?.field).toBeNull()
  })

  test('numbers, days and amounts beyond all bounds are problems of their row, never a fault', async () => {
    const odd = [
      '1e999',
      '-1e999',
      '9'.repeat(400),
      `0.${'0'.repeat(900_000)}1`,
      'NaN',
      '0x1F',
      '１２３',
      '99999-12-31',
      '0000-00-00',
      '-5',
      '集团公司'.repeat(60),
      '@'.repeat(500_000),
      `${' '.repeat(400_000)}1 ${' '.repeat(400_000)}x`,
      'İ'.repeat(1000),
    ]
    const rows = odd.flatMap((text, i) => [`A${i},${text},2026-01-01,`, `B${i},,${text},`, `C${i},,,${text}`])
    const began = performance.now()
    const { body } = await upload(
      'opportunity',
      `商机名称,金额,预计成交日期,联系人邮箱\n${rows.join('\n')}\n`,
    )
    await wanted(admin.post(`/imports/${body.id}/check`))
    await settled(body.id)
    const run = await wanted(
      admin.get<{ state: string; problems: number; message: unknown }>(`/imports/${body.id}`),
    )
    expect([run.state, run.message]).toEqual(['checked', null])
    expect(run.problems).toBeGreaterThan(20)
    expect(performance.now() - began).toBeLessThan(4000)
    const { text } = await admin.get(`/imports/${body.id}/problems?limit=200`)
    expect(text.length, 'a reason does not repeat a whole cell').toBeLessThan(100_000)
  })
})

describe('a formula in a cell', () => {
  const FORMULAS = [
    '=1+1',
    '=HYPERLINK("http://evil.example","x")',
    '+cmd|" /C calc"!A0',
    '-2+3',
    '@SUM(A1)',
    "'=1",
    "''=1",
    '＝1+1',
    '-5',
    '=a,b;c',
    '="a"&"b"',
  ]

  test('is kept as the text it is, goes out as a text, and comes back as it was', async () => {
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
    const marked = (text: string) => (/^'*[=+\-@＝]/.test(text) ? `'${text}` : text)
    const run = await imported(
      'account',
      `客户名称,外部编号\n${FORMULAS.map((text, i) => `${quoted(marked(text))},F${i}`).join('\n')}\n`,
    )
    expect([run.state, run.created, run.problems]).toEqual(['done', FORMULAS.length, 0])
    const held = async () =>
      (
        await wanted(admin.get<{ items: { name: string; externalKey: string }[] }>('/accounts?limit=100'))
      ).items
        .filter(({ externalKey }) => /^[FG]\d+$/.test(externalKey ?? ''))
        .sort((a, b) => a.externalKey.localeCompare(b.externalKey, 'en', { numeric: true }))
    expect((await held()).map(({ name }) => name)).toEqual(FORMULAS)

    const out = (await admin.get('/accounts/export.csv?fields=name,externalKey')).text
    for (const line of out.replace('\ufeff', '').split('\r\n'))
      expect(line).not.toMatch(/^"?[=+@\t\r＝]|^"?-(?!5,)/)

    await world.api.application.owner`delete from account where external_key like 'F%'`
    const again = await imported('account', out.replaceAll(/,F(\d+)\r/g, ',G$1\r'))
    expect([again.state, again.created, again.problems]).toEqual(['done', FORMULAS.length, 0])
    expect((await held()).map(({ name }) => name)).toEqual(FORMULAS)
  })

  test('numbers stay numbers', async () => {
    const label = { zh: '差额', en: 'Difference' }
    await wanted(
      admin.post('/definitions/objects/account/fields', { name: 'difference', type: 'number', label }),
    )
    await wanted(admin.post('/accounts', { name: '负数公司', difference: -5.5 }))
    const { text } = await admin.get('/accounts/export.csv?fields=name,difference')
    expect(text).toContain('负数公司,-5.5\r\n')
  })
})
