import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SESSION_COOKIE, startSession } from '../../src/features/identity/index.ts'
import { type Known, type ObjectName, openKnown } from '../roads/known-answers.ts'
import { wanted } from '../world.ts'
import { type Door, doorsOf, type Schema } from './doors.ts'
import { FILTERS, json, type KnownIds, type Making, madeAfter, poisoned, text } from './poison.ts'

/** Another number tries others; the one that found something is printed with what it found. */
const SEED = Number(process.env['BATON_SEED'] ?? 20_261_123)
/** Requests at each door. */
const RUNS = Number(process.env['BATON_RUNS'] ?? 12)
const SLOW_MS = 2000
const MOST_MB = 256

const home = mkdtempSync(join(tmpdir(), 'baton-fuzz-'))
let known: Known
let doors: Door[]
let schemas: Record<string, Schema>
let ids: KnownIds
beforeAll(async () => {
  known = await openKnown({ home })
  const { admin, people, departments, roles } = known.world
  const found = await doorsOf(known.world.api.application, admin.headers)
  doors = found.doors.sort((a, b) => harmOf(a) - harmOf(b))
  schemas = found.schemas
  const cases = [...known.cases.values()]
  const of = (object: ObjectName) => cases.map((each) => each[object])
  const person = Object.values(people)
  const department = Object.values(departments)
  const plan = await wanted(admin.get<{ id: string }>('/plan'))
  ids = {
    basedOn: [plan.id],
    keeper: [admin.personId],
    '': [...cases.flatMap((each) => Object.values(each)), ...person, ...department, ...Object.values(roles)],
    opportunity: of('opportunity'),
    opportunities: of('opportunity'),
    passing: of('opportunity'),
    ids: of('opportunity'),
    account: of('account'),
    accounts: of('account'),
    'follow-ups': of('follow-up'),
    tasks: of('task'),
    people: person,
    person,
    holder: person,
    to: person,
    manager: person,
    department,
    parent: department,
    departments: department,
    roles: Object.values(roles),
  }
  process.stdout.write(`seed ${SEED}, ${doors.length} doors, ${RUNS} requests at each\n`)
})
afterAll(async () => {
  await known?.close()
  rmSync(home, { recursive: true, force: true })
})

/** Doors that change what others work with come last. */
function harmOf({ method, path }: Door): number {
  if (/^\/(definitions|people|roles|plan|organisation)/.test(path) && method !== 'GET') return 2
  return method === 'DELETE' ? 1 : 0
}

type Answered = { status: number; text: string; ms: number; bytes: number }
type Parts = Record<string, unknown>
type Request = { path: Parts; query: Parts; body: unknown; headers: Record<string, string> }
const PLACES = ['nowhere', 'path', 'query', 'body', 'headers'] as const

/** Requests a door takes, poisoned in one place or in none: what is wrong everywhere never gets beyond the first check. */
function requestsAt(door: Door): fc.Arbitrary<Request> {
  const making = { known: ids, schemas }
  const named = (place: 'path' | 'query') => door.parameters.filter((each) => each.in === place)
  const path = named('path').map(({ name, schema }) => [name, pathPart(door, name, schema, making)] as const)
  const query = named('query')
    .filter(({ name }) => name !== 'cursor')
    .map(({ name, schema }) => [name, queryPart(name, schema, making)] as const)
  const fitting = fc.record({
    path: fc.record(Object.fromEntries(path)),
    query: fc.record(Object.fromEntries(query), {
      requiredKeys: named('query')
        .filter((each) => each.required)
        .map((each) => each.name),
    }),
    body: door.body ? madeAfter(door.body, making) : fc.constant(undefined),
    headers: headersOf(door),
  })
  return fc
    .tuple(fitting, fc.constantFrom(...PLACES), fc.nat(1000), fc.oneof(text, json))
    .map(([request, place, pick, poison]) => poisonedAt(request, place, pick, poison))
}

function poisonedAt(
  request: Request,
  place: (typeof PLACES)[number],
  pick: number,
  poison: unknown,
): Request {
  if (place === 'body' && request.body === undefined) return { ...request, body: poison }
  if (place === 'body') return { ...request, body: poisoned(request.body, pick, poison) }
  if (place === 'headers') {
    const names = [...Object.keys(request.headers), 'idempotency-key', 'if-match', 'range', 'accept-encoding']
    const name = names[pick % names.length] ?? 'range'
    return { ...request, headers: { ...request.headers, [name]: headerText(poison) } }
  }
  if (place === 'nowhere') return request
  const parts = [
    ...Object.keys(request[place]),
    ...(place === 'query' ? ['cursor', 'filter', 'unknown'] : []),
  ]
  const name = parts[pick % parts.length]
  if (name === undefined) return request
  const special =
    name === 'filter'
      ? FILTERS[pick % FILTERS.length]
      : name === 'cursor'
        ? CURSORS[pick % CURSORS.length]
        : poison
  return { ...request, [place]: { ...request[place], [name]: special } }
}

function pathPart(door: Door, name: string, schema: Schema, making: Making): fc.Arbitrary<unknown> {
  if (name === 'plural') return fc.constantFrom('opportunities', 'accounts', 'tasks', 'follow-ups')
  const before = new RegExp(`([\\w-]+)/\\{${name}\\}`).exec(door.path)?.[1] ?? ''
  return madeAfter(schema, making, ids[name] || WORDS_IN_PATHS.has(name) ? name : before)
}

const WORDS_IN_PATHS = new Set(['key', 'object', 'field'])

function queryPart(name: string, schema: Schema, making: Making): fc.Arbitrary<unknown> {
  if (name === 'limit') return fc.integer({ min: 1, max: 20 })
  return madeAfter(schema, making, name)
}

const CURSORS = [
  [],
  {},
  [1],
  { values: [null], id: 'x' },
  JSON.parse('{"__proto__":null}'),
  ['2026-11-23', "'; select 1"],
].map((each) => Buffer.from(JSON.stringify(each)).toString('base64url'))

/** Stands for the version of this moment. */
const NOW = 'now'

function headersOf(door: Door): fc.Arbitrary<Record<string, string>> {
  const wanted = door.parameters.some((each) => each.name === 'If-Match')
  const version = fc.constantFrom(NOW, NOW, NOW, '"1"', 'W/"1"')
  return wanted ? fc.record({ 'if-match': version }) : fc.constant({})
}

/** As a header may carry it: others never come through the parser. */
function headerText(poison: unknown): string {
  return plain(poison)
    .replace(/[^\x20-\x7e\x80-\xff]/g, '')
    .slice(0, 300)
}

/** The address of a request, percent-encoded as a browser would. */
function urlOf(door: Door, { path, query }: Request): string {
  const filled = door.path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(path[name]).slice(0, 300))
  const search = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`)
  return `/api/v1${filled}${search.length > 0 ? `?${search.join('&')}` : ''}`
}

function encoded(value: unknown): string {
  return encodeURIComponent(plain(value).toWellFormed())
}

function plain(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** The version of the record an address is about; `"1"` where it has none of its own. */
async function versionAt(url: string): Promise<string> {
  const { application } = known.world.api
  const record = /^[/]api[/]v1[/][^/]+[/][^/?]+/.exec(url)?.[0] ?? url
  const { headers } = await application.http.inject({ url: record, headers: known.world.admin.headers })
  return String(headers['etag'] ?? '"1"')
}

/** A session of its own for each request: many of them end it. */
async function askedAs(personId: string, door: Door, request: Request): Promise<Answered> {
  const { application, now } = known.world.api
  const token = await startSession(application.db, now(), personId, { agent: 'fuzz', ip: '127.0.0.1' })
  const { body } = request
  const url = urlOf(door, request)
  const current = request.headers['if-match'] === NOW ? await versionAt(url) : undefined
  const rss = process.memoryUsage.rss()
  const began = performance.now()
  const answer = await application.http.inject({
    method: door.method,
    url,
    headers: {
      ...request.headers,
      ...(current === undefined ? {} : { 'if-match': current }),
      'x-baton-csrf': '1',
      cookie: `${SESSION_COOKIE}=${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  const ms = performance.now() - began
  return { status: answer.statusCode, text: answer.body, ms, bytes: process.memoryUsage.rss() - rss }
}

/** A stream without end never answers; it has tests of its own. */
const ENDLESS = new Set(['GET /live'])

test('every door answers whatever comes with an answer of its own: never a fault, never late, never for much memory', async () => {
  expect(doors.length).toBeGreaterThan(80)
  const { admin, people } = known.world
  const faults: string[] = []
  const statuses = new Map<number, number>()
  let most = 0
  for (const door of doors) {
    if (ENDLESS.has(door.name)) continue
    const property = fc.asyncProperty(
      requestsAt(door),
      fc.constantFrom(admin.personId, admin.personId, people.shanghai, people.finance),
      async (request, who) => {
        let answer = await askedAs(who, door, request)
        if (answer.ms > SLOW_MS) answer = await askedAs(who, door, request) // the machine may have been busy, twice it is not
        most = Math.max(most, answer.bytes)
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
        expect(answer.status, answer.text).not.toBe(500)
        expect(answer.ms).toBeLessThan(SLOW_MS)
      },
    )
    const result = await fc.check(property, { seed: SEED, numRuns: RUNS, interruptAfterTimeLimit: 20_000 })
    if (result.failed)
      faults.push(`${door.name}: ${JSON.stringify(result.counterexample)}\n  ${String(result.errorInstance)}`)
    await known.world.api.application.owner`update person set admin = true, deactivated_at = null
      where id = ${admin.personId}`
    await known.world.api.application.owner`update company set access_version = access_version + 1`
  }
  expect(faults, `seed ${SEED}`).toEqual([])
  process.stdout.write(`answers: ${JSON.stringify(Object.fromEntries([...statuses].sort()))}\n`)
  expect(statuses.get(200) ?? 0, 'requests that got through').toBeGreaterThan(50)
  expect(most / 1024 ** 2, 'MB for one request').toBeLessThan(MOST_MB)
}, 300_000)
