import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttp } from '../platform/http/server.ts'
import { createLog } from '../platform/log.ts'
import { Measures } from '../platform/measures.ts'
import type { Viewer } from './access.ts'
import type { Context } from './context.ts'
import { objectPaths } from './open-api.ts'
import { objectRoutes } from './routes.ts'
import { insertRecord } from './store.ts'
import { grant, openWorld, type World } from './world.fixture.ts'

const both = (text: string) => ({ zh: text, en: text })
const ALL = [{ kind: 'all' as const }]
const ROLES: Record<string, [number, Viewer['grants'] | undefined]> = {
  admin: [0, undefined],
  sales: [
    1,
    {
      matter: grant(['see', 'create', 'edit'], [{ kind: 'mine' }]),
      client: grant(['see'], [{ kind: 'mine' }]),
    },
  ],
  finance: [2, { matter: grant(['see', 'export'], ALL, { secret: 'hidden', score: 'read' }) }],
  nobody: [4, {}],
}

let world: World
let http: FastifyInstance
const home = mkdtempSync(join(tmpdir(), 'baton-files-'))
beforeAll(async () => {
  world = await openWorld()
  http = await createHttp<Context>({
    db: world.db,
    log: createLog('silent'),
    routes: objectRoutes({
      registry: world.registry,
      owner: world.owner,
      home,
      hooks: {
        note: {
          create: (context, input) =>
            context.transaction((tx) =>
              insertRecord(tx, context, 'note', {
                input: { ...input, content: `hooked ${String(input['content'])}` },
              }),
            ),
        },
      },
    }),
    callerOf: async (request) => {
      const [who, grants] = ROLES[String(request.headers['x-role'])] ?? []
      if (who === undefined) return undefined
      await world.reload()
      return { personId: world.people[who] ?? '', byCookie: true, context: () => world.as(who, grants) }
    },
    openContext: () => world.as(4, {}),
    isReady: async () => true,
    measures: new Measures(),
    openApi: () => objectPaths(world.registry()),
  })
})
afterAll(async () => {
  await http?.close()
  await world?.close()
  rmSync(home, { recursive: true, force: true })
})

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
async function ask(role: string, method: Method, url: string, body?: unknown, version?: number) {
  const answer = await http.inject({
    method,
    url: `/api/v1${url}`,
    headers: {
      'x-role': role,
      'x-baton-csrf': '1',
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
    },
    ...(body === undefined ? {} : { payload: body as object }),
  })
  const isJson = String(answer.headers['content-type']).includes('json')
  return {
    status: answer.statusCode,
    etag: answer.headers.etag,
    body: isJson ? answer.json() : answer.body,
    headers: answer.headers,
  }
}

test('a record is made, read, changed and deleted, its version in the ETag', async () => {
  const made = await ask('sales', 'POST', '/matters', { title: '华信', score: 1 })
  expect(made).toMatchObject({ status: 201, etag: '"1"', body: { title: '华信', holder: { title: 'Ben' } } })
  const { id } = made.body
  expect(await ask('sales', 'GET', `/matters/${id}`)).toMatchObject({ status: 200, etag: '"1"' })
  expect(await ask('sales', 'PATCH', `/matters/${id}`, { score: 2 })).toMatchObject({ status: 428 })
  expect(await ask('sales', 'PATCH', `/matters/${id}`, { score: 2 }, 1)).toMatchObject({
    status: 200,
    etag: '"2"',
    body: { score: 2 },
  })
  expect(await ask('sales', 'PATCH', `/matters/${id}`, { score: 3 }, 1)).toMatchObject({
    status: 412,
    body: { code: 'objects.stale', facts: { yours: 1, current: 2 } },
  })
  expect(await ask('sales', 'DELETE', `/matters/${id}`, undefined, 2)).toMatchObject({
    status: 403,
    body: { code: 'objects.not-allowed' },
  })
  expect(await ask('admin', 'DELETE', `/matters/${id}`, undefined, 2)).toMatchObject({ status: 204 })
  expect(await ask('admin', 'GET', `/matters/${id}`)).toMatchObject({
    status: 404,
    body: { code: 'objects.not-found' },
  })
})

test('what a maker may not see afterwards comes back as its id alone', async () => {
  const made = await ask('sales', 'POST', '/matters', { title: 'for Cleo', holder: world.people[2] })
  expect(made).toMatchObject({ status: 201, body: { version: 1 } })
  expect(made.body).not.toHaveProperty('title')
  expect(await ask('sales', 'GET', `/matters/${made.body.id}`)).toMatchObject({ status: 404 })
})

test('a feature’s own way of making a record is taken; what its feature keeps is closed', async () => {
  const matter = await ask('admin', 'POST', '/matters', { title: 'm' })
  const made = await ask('admin', 'POST', '/notes', { content: 'x', matter: matter.body.id })
  expect(made.body).toMatchObject({ content: 'hooked x', matter: { title: 'm' } })
  expect(await ask('admin', 'POST', '/people', { name: 'x' })).toMatchObject({
    status: 405,
    body: { code: 'objects.closed' },
  })
  expect(await ask('admin', 'DELETE', `/people/${world.people[3]}`, undefined, 1)).toMatchObject({
    status: 405,
  })
})

test.each([
  ['GET', '/nothings', undefined, 404, 'objects.unknown-object'],
  ['GET', '/matters?limit=0', undefined, 400, 'http.invalid-input'],
  ['GET', '/matters?colour=red', undefined, 400, 'http.invalid-input'],
  ['GET', '/matters?sort=;', undefined, 400, 'objects.bad-query'],
  ['GET', '/matters?sort=nothing', undefined, 422, 'objects.unknown-field'],
  ['GET', '/matters?fields=nothing', undefined, 422, 'objects.unknown-field'],
  ['GET', '/matters?filter=stat%20%3D%3D%201', undefined, 422, 'objects.bad-filter'],
  ['GET', '/matters?cursor=zzz', undefined, 400, 'objects.bad-cursor'],
  ['GET', '/matters/aggregate?groupBy=state:century', undefined, 400, 'objects.bad-query'],
  ['GET', '/matters/aggregate?measures=sum', undefined, 400, 'objects.bad-query'],
  ['GET', '/notes?q=x', undefined, 400, 'objects.bad-query'],
  ['GET', '/matters/5', undefined, 400, 'http.invalid-input'],
  ['POST', '/matters', { title: 'x', titel: 'y' }, 422, 'objects.unknown-field'],
  ['POST', '/matters', { title: 5 }, 422, 'objects.invalid-fields'],
  ['POST', '/matters', ['x'], 400, 'http.invalid-input'],
] as const)('%s %s is refused: %s', async (method, url, body, status, code) => {
  expect(await ask('admin', method, url, body)).toMatchObject({ status, body: { code } })
})

test('without a grant there is nothing on any road, and nothing is found', async () => {
  for (const url of [
    '/matters',
    '/matters/count',
    '/matters/aggregate',
    '/matters/picker',
    '/matters/export.csv',
    '/notes',
  ]) {
    expect(await ask('nobody', 'GET', url)).toMatchObject({
      status: 403,
      body: { code: 'objects.not-allowed' },
    })
  }
  expect(
    (await ask('nobody', 'GET', '/search?q=m')).body.items.map((item: { object: string }) => item.object),
  ).not.toContain('matter')
  expect(
    (await ask('nobody', 'GET', '/metadata')).body.objects.map((object: { name: string }) => object.name),
  ).toEqual(['department', 'person'])
  expect(await ask('unknown', 'GET', '/matters')).toMatchObject({ status: 401 })
})

test('the story of a record leaves out what the reader may not see', async () => {
  const made = await ask('admin', 'POST', '/matters', { title: 'story', secret: 'hush', score: 1 })
  const { id } = made.body
  await ask('admin', 'PATCH', `/matters/${id}`, { secret: 'louder', holder: world.people[2] }, 1)
  const whole = await ask('admin', 'GET', `/matters/${id}/events`)
  expect(whole.body.items).toMatchObject([
    {
      kind: 'matter.updated',
      before: { secret: 'hush' },
      after: { secret: 'louder' },
      actor: { title: '王芳' },
    },
    { kind: 'matter.created', after: { title: 'story' } },
  ])
  expect(whole.body.titles[world.people[2] ?? '']).toBe('Cleo')
  const seen = await ask('finance', 'GET', `/matters/${id}/events`)
  expect(JSON.stringify(seen.body)).not.toMatch(/hush|louder|secret/)
  const first = await ask('admin', 'GET', `/matters/${id}/events?limit=1`)
  const second = await ask('admin', 'GET', `/matters/${id}/events?limit=1&cursor=${first.body.next}`)
  expect([...first.body.items, ...second.body.items].map((item) => item.seq)).toEqual(
    whole.body.items.map((item: { seq: number }) => item.seq),
  )
  expect(await ask('sales', 'GET', `/matters/${id}/events`)).toMatchObject({ status: 404 })
})

test('an export carries every asked row and only visible fields, and nothing a spreadsheet would run', async () => {
  await ask('admin', 'POST', '/matters', {
    title: '=1+1',
    secret: 'hush',
    amount: { amount: '5', currency: 'CNY' },
    state: 'a',
    day: '2026-01-05',
  })
  const csv = await ask(
    'finance',
    'GET',
    `/matters/export.csv?filter=${encodeURIComponent('title.startsWith("=")')}&fields=title,amount,state,day`,
  )
  expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(csv.body).toBe("\uFEFFTitle,Amount,Amount币种,Day,State\r\n'=1+1,5,CNY,2026-01-05,A\r\n")
  expect((await ask('finance', 'GET', '/matters/export.csv')).body).not.toContain('hush')
  expect(await ask('sales', 'GET', '/matters/export.csv')).toMatchObject({
    status: 403,
    body: { code: 'objects.not-allowed' },
  })
})

test('an export whose question is refused is refused before its first line', async () => {
  for (const question of ['filter=state%20%3D%3D', 'filter=nobody%20%3D%3D%201', 'sort=nobody'])
    expect((await ask('finance', 'GET', `/matters/export.csv?${question}`)).status, question).toBe(422)
})

test('search finds records of every object with what tells them apart', async () => {
  await ask('admin', 'POST', '/matters', { title: '独特项目', holder: world.people[1] })
  await ask('admin', 'POST', '/clients', { name: '独特客户' })
  const found = await ask('admin', 'GET', `/search?q=${encodeURIComponent('独特')}`)
  expect(found.body.items).toMatchObject([
    { object: 'client', title: '独特客户', subtitle: '王芳' },
    { object: 'matter', title: '独特项目', subtitle: 'Ben' },
  ])
})

test('a field and an object of the company’s own can be used with the next request, and stand in the description', async () => {
  const object = { name: 'contract', plural: 'contracts', label: both('合同'), pluralLabel: both('合同') }
  expect(await ask('sales', 'POST', '/definitions/objects', object)).toMatchObject({
    status: 403,
    body: { code: 'objects.admin-only' },
  })
  expect(await ask('admin', 'POST', '/definitions/objects', object)).toMatchObject({ status: 201 })
  const field = { name: 'total', type: 'money', label: both('总额') }
  expect(await ask('admin', 'POST', '/definitions/objects/contract/fields', field)).toMatchObject({
    status: 201,
    etag: '"1"',
  })
  const made = await ask('admin', 'POST', '/contracts', { name: 'c', total: { amount: 12, currency: 'EUR' } })
  expect(made.body).toMatchObject({
    name: 'c',
    total: { amount: '12.00', currency: 'EUR' },
    holder: { title: '王芳' },
  })
  const sums = await ask('admin', 'GET', '/contracts/aggregate?measures=count,sum:total')
  expect(sums.body.groups).toEqual([{ by: [], values: [1, [{ amount: '12.00', currency: 'EUR' }]] }])
  const changed = await ask(
    'admin',
    'PATCH',
    '/definitions/objects/contract/fields/total',
    { label: both('总价') },
    1,
  )
  expect(changed).toMatchObject({ status: 200, etag: '"2"', body: { label: both('总价') } })
  await world.reload()
  const api = await http.inject('/api/openapi.json')
  expect(api.json().schemas.Contract.properties.total.title).toBe('总价')
})

test('views are one’s own unless shared, and name only fields that can be seen', async () => {
  const view = {
    object: 'matter',
    name: '我的',
    filter: 'holder == me()',
    sort: [{ field: 'score', direction: 'desc' }],
    columns: ['title'],
  }
  const mine = await ask('sales', 'POST', '/views', view)
  expect(mine).toMatchObject({ status: 201, etag: '"1"', body: { mine: true, shared: false } })
  const list = async (role: string) =>
    (await ask(role, 'GET', '/views?object=matter')).body.items.map((item: { id: string }) => item.id)
  expect(await list('sales')).toEqual([mine.body.id])
  expect(await list('finance')).toEqual([])
  const { object: _, ...change } = view
  expect(await ask('finance', 'PATCH', `/views/${mine.body.id}`, change, 1)).toMatchObject({ status: 404 })
  expect(await ask('sales', 'PATCH', `/views/${mine.body.id}`, { ...change, shared: true }, 1)).toMatchObject(
    { status: 200, etag: '"2"' },
  )
  expect(await list('finance')).toEqual([mine.body.id])
  expect(await ask('finance', 'POST', '/views', { ...view, columns: ['secret'] })).toMatchObject({
    status: 422,
    body: { code: 'objects.unknown-field' },
  })
  expect(await ask('finance', 'POST', '/views', { ...view, filter: 'secret == "x"' })).toMatchObject({
    status: 422,
    body: { code: 'objects.bad-filter' },
  })
  expect(await ask('sales', 'DELETE', `/views/${mine.body.id}`, undefined, 2)).toMatchObject({ status: 204 })
  expect(await list('sales')).toEqual([])
})

async function upload(role: string, name: string, bytes: string | Buffer) {
  const boundary = 'XXX'
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/html\r\n\r\n`
  const answer = await http.inject({
    method: 'POST',
    url: '/api/v1/files',
    headers: {
      'x-role': role,
      'x-baton-csrf': '1',
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
    payload: Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(`\r\n--${boundary}--\r\n`)]),
  })
  return { status: answer.statusCode, body: answer.json() }
}

test('a file is carried by its record: kept under its own type, read only with the record and the field', async () => {
  await ask('admin', 'POST', '/definitions/objects/matter/fields', {
    name: 'scan',
    type: 'file',
    label: both('扫描件'),
  })
  const { status, body: card } = await upload('admin', '../合同.pdf', '%PDF')
  expect(status).toBe(201)
  expect(card).toMatchObject({ name: '合同.pdf', size: 4, type: 'application/pdf' })
  const made = await ask('admin', 'POST', '/matters', { title: 'with file', scan: card })
  expect(made.body.scan).toEqual(card)
  const url = `/matters/${made.body.id}/files/scan`
  const got = await ask('admin', 'GET', url)
  expect(got).toMatchObject({ status: 200, body: '%PDF' })
  expect(got.headers['content-disposition']).toBe(
    `attachment; filename*=UTF-8''${encodeURIComponent('合同')}.pdf`,
  )
  expect(await ask('sales', 'GET', url)).toMatchObject({ status: 404 })
  expect(await ask('admin', 'GET', url.replace('scan', 'title'))).toMatchObject({ status: 404 })
  expect(await ask('admin', 'PATCH', `/matters/${made.body.id}`, { scan: card, score: 4 }, 1)).toMatchObject({
    status: 200,
  })
})

test('a file of another person, a made-up one, a dangerous or a huge one is refused', async () => {
  const { body: card } = await upload('admin', 'a.txt', 'x')
  const refused = { status: 422, body: { code: 'objects.file-refused' } }
  expect(await ask('sales', 'POST', '/matters', { title: 'stolen', scan: card })).toMatchObject(refused)
  expect(
    await ask('admin', 'POST', '/matters', { title: 'made up', scan: { ...card, name: 'b.exe' } }),
  ).toMatchObject(refused)
  expect(
    await ask('admin', 'POST', '/matters', { title: 'made up', scan: { ...card, key: '../../etc/passwd' } }),
  ).toMatchObject(refused)
  expect(await upload('admin', 'a.html', '<script>')).toMatchObject(refused)
  expect(await upload('admin', 'a.txt', Buffer.alloc(26 * 1024 ** 2))).toMatchObject({
    ...refused,
    body: { facts: { code: 'too-large' } },
  })
})
