import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SESSION_COOKIE, startSession } from '../../src/features/identity/index.ts'
import { type Known, openKnown } from '../roads/known-answers.ts'
import { type Door, doorsOf, type Schema } from './doors.ts'
import { FILTERS, type Making, madeAfter, text } from './poison.ts'

/** Another number tries others; the one that found something is printed with what it found. */
const SEED = Number(process.env['BATON_SEED'] ?? 20_261_123)
/** Requests at each door. */
const RUNS = Number(process.env['BATON_RUNS'] ?? 12)
const SLOW_MS = 2000
const MOST_BYTES = 256 * 1024 ** 2

const home = mkdtempSync(join(tmpdir(), 'baton-fuzz-'))
let known: Known
let doors: Door[]
let schemas: Record<string, Schema>
let ids: string[]
beforeAll(async () => {
  known = await openKnown({ home })
  const { admin, people, departments, roles } = known.world
  const found = await doorsOf(known.world.api.application, admin.headers)
  doors = found.doors
  schemas = found.schemas
  const records = [...known.cases.values()].flatMap((each) => Object.values(each))
  ids = [...records, ...Object.values(people), ...Object.values(departments), ...Object.values(roles)]
  process.stdout.write(`seed ${SEED}, ${doors.length} doors, ${RUNS} requests at each\n`)
})
afterAll(async () => {
  await known?.close()
  rmSync(home, { recursive: true, force: true })
})

type Request = { url: string; body: unknown; headers: Record<string, string> }

/** Requests at a door: as it wants them, and with poison in any part. */
function requestsAt(door: Door): fc.Arbitrary<Request> {
  const making = (fit: boolean): Making => ({ fit, known: ids, schemas })
  const one = (fit: boolean) =>
    fc.record({
      url: urlOf(door, making(fit)),
      body: door.body
        ? madeAfter(door.body, making(fit))
        : fit
          ? fc.constant(undefined)
          : fc.option(text, { nil: undefined }),
      headers: headersOf(door),
    })
  return fc.oneof(one(true), one(false))
}

function urlOf(door: Door, making: Making): fc.Arbitrary<string> {
  const parts = door.path.split(/(\{\w+\})/).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    if (!name) return fc.constant(part)
    const schema = door.parameters.find((each) => each.in === 'path' && each.name === name)?.schema ?? {}
    const fitting =
      name === 'plural'
        ? fc.constantFrom('opportunities', 'accounts', 'tasks', 'people')
        : madeAfter(schema, { ...making, fit: true })
    const poison = fc.oneof(
      text.map((each) => each.slice(0, 150)),
      fc.constantFrom(...ids),
    )
    return (making.fit ? fitting : fc.oneof(fitting, poison)).map((value) => encoded(plain(value)))
  })
  const query = door.parameters.filter((each) => each.in === 'query')
  const asked = fc.record(
    Object.fromEntries(query.map(({ name, schema }) => [name, parameterOf(name, schema, making)])),
    { requiredKeys: [] },
  )
  return fc.tuple(fc.tuple(...parts), asked).map(([path, found]) => {
    const search = Object.entries(found).map(([name, value]) => `${name}=${encoded(plain(value))}`)
    return `/api/v1${path.join('')}${search.length > 0 ? `?${search.join('&')}` : ''}`
  })
}

function parameterOf(name: string, schema: Schema, making: Making): fc.Arbitrary<unknown> {
  if (name === 'filter') return fc.oneof(fc.constantFrom(...FILTERS), text)
  if (name === 'cursor') return fc.oneof(text, fc.constantFrom(...CURSORS), fc.base64String())
  if (name === 'sort' || name === 'fields')
    return fc.oneof(
      text,
      fc.constantFrom('-amount,title', 'title,title,title', 'id', '-createdAt', '__proto__'),
    )
  return madeAfter(schema, making)
}

const CURSORS = [
  [],
  {},
  [1],
  { values: [null], id: 'x' },
  { __proto__: null },
  ['2026-11-23', "'; select 1"],
].map((each) => Buffer.from(JSON.stringify(each)).toString('base64url'))

/** Percent-encoded as a browser would; half a character stays broken on the way, as it does on the wire. */
function encoded(value: string): string {
  return encodeURIComponent(value.toWellFormed())
}

function plain(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function headersOf(door: Door): fc.Arbitrary<Record<string, string>> {
  const header = text.map((each) => each.replace(/[^\x20-\x7e\x80-\xff]/g, '').slice(0, 300))
  const version = fc.oneof(fc.constantFrom('"1"', '"2"', 'W/"1"', '"999999999999999"', '*', ''), header)
  const wanted = door.parameters.some((each) => each.name === 'If-Match')
  return fc.record(
    {
      ...(wanted ? { 'if-match': version } : {}),
      'idempotency-key': fc.oneof(header, fc.constantFrom('key-1', '')),
      'accept-encoding': fc.oneof(fc.constantFrom('gzip', 'br', '*'), header),
      'accept-language': header,
      'user-agent': header,
      range: fc.constantFrom('bytes=0-', 'bytes=5-1', 'bytes=-99999999999'),
      'x-request-id': header,
      'x-forwarded-for': header,
    },
    { requiredKeys: wanted ? ['if-match'] : [] },
  )
}

/** A session of its own for each request: many of them end it. */
async function askedAs(personId: string, door: Door, { url, body, headers }: Request) {
  const { application, now } = known.world.api
  const token = await startSession(application.db, now(), personId, { agent: 'fuzz', ip: '127.0.0.1' })
  const began = performance.now()
  const answer = await application.http.inject({
    method: door.method,
    url,
    headers: { ...headers, 'x-baton-csrf': '1', cookie: `${SESSION_COOKIE}=${token}` },
    ...(body === undefined
      ? {}
      : { payload: JSON.stringify(body), headers: { ...headers, ...JSON_HEADERS(token) } }),
  })
  return { status: answer.statusCode, text: answer.body, ms: performance.now() - began }
}

const JSON_HEADERS = (token: string) => ({
  'content-type': 'application/json',
  'x-baton-csrf': '1',
  cookie: `${SESSION_COOKIE}=${token}`,
})

/** A stream without end never answers; it has tests of its own. */
const ENDLESS = new Set(['GET /live'])

test('every door answers whatever comes with an answer of its own: never a fault, never late, never for much memory', async () => {
  expect(doors.length).toBeGreaterThan(80)
  const { admin, people } = known.world
  const before = process.memoryUsage().rss
  const faults: string[] = []
  const statuses = new Map<number, number>()
  let peak = before
  for (const door of doors) {
    if (ENDLESS.has(door.name)) continue
    const property = fc.asyncProperty(
      requestsAt(door),
      fc.constantFrom(admin.personId, admin.personId, people.shanghai, people.finance),
      async (request, who) => {
        let answer = await askedAs(who, door, request)
        if (answer.ms > SLOW_MS) answer = await askedAs(who, door, request) // the machine may have been busy, twice it is not
        peak = Math.max(peak, process.memoryUsage().rss)
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
        expect(answer.status, answer.text).not.toBe(500)
        expect(answer.ms).toBeLessThan(SLOW_MS)
      },
    )
    const result = await fc.check(property, { seed: SEED, numRuns: RUNS, interruptAfterTimeLimit: 20_000 })
    if (result.failed)
      faults.push(`${door.name}: ${JSON.stringify(result.counterexample)}\n  ${String(result.errorInstance)}`)
    await admin.put(`/people/${admin.personId}/roles`, { roles: [], admin: true })
  }
  expect(faults, `seed ${SEED}`).toEqual([])
  process.stdout.write(`answers: ${JSON.stringify(Object.fromEntries([...statuses].sort()))}\n`)
  expect(statuses.get(200) ?? 0, 'requests that got through').toBeGreaterThan(50)
  expect((peak - before) / 1024 ** 2, 'MB more while all this came').toBeLessThan(MOST_BYTES / 1024 ** 2)
}, 300_000)
