import { afterAll, beforeAll, expect, test } from 'vitest'
import { SESSION_COOKIE, startSession } from '../../src/features/identity/index.ts'
import { openWorld, type World } from '../world.ts'
import { type Door, doorsOf, type Schema } from './doors.ts'

const SLOW_MS = 1000

let world: World
let doors: Door[]
beforeAll(async () => {
  world = await openWorld()
  doors = (await doorsOf(world.api.application, world.admin.headers)).doors.filter(
    ({ method }) => method !== 'GET',
  )
})
afterAll(() => world?.close())

const REACHING = '{"__proto__":{"admin":true,"polluted":true}}'
const CONSTRUCTING = '{"constructor":{"prototype":{"admin":true,"polluted":true}}}'
const DEEP = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
const DEEP_OBJECT = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
const WIDE = `{${Array.from({ length: 20_000 }, (_, i) => `"k${i}":1`).join(',')}}`

/** A body a door may take, with the poison in place of each of its parts. */
function bodiesAt({ body }: Door): string[] {
  const names = Object.keys((body?.['properties'] ?? {}) as Record<string, Schema>).slice(0, 6)
  const inside = [REACHING, CONSTRUCTING, DEEP].flatMap((poison) =>
    names.map((name) => `{${JSON.stringify(name)}:${poison}}`),
  )
  return [
    REACHING,
    CONSTRUCTING,
    DEEP,
    DEEP_OBJECT,
    WIDE,
    '1e400',
    '"x"',
    '[]',
    'null',
    '{"a":1,"a":2}',
    ...inside,
  ]
}

test('at every door a body that is deep, wide or reaches for prototypes is refused at once and changes nothing', async () => {
  const { application, now } = world.api
  const found: string[] = []
  let asked = 0
  let refused = 0
  for (const door of doors) {
    for (const payload of bodiesAt(door)) {
      const token = await startSession(application.db, now(), world.admin.personId, {
        agent: 'test',
        ip: '127.0.0.1',
      })
      const began = performance.now()
      const answer = await application.http.inject({
        method: door.method,
        url: `/api/v1${door.path.replace(/\{\w+\}/g, world.admin.personId)}`,
        headers: {
          'x-baton-csrf': '1',
          'content-type': 'application/json',
          'if-match': '"1"',
          cookie: `${SESSION_COOKIE}=${token}`,
        },
        payload,
      })
      asked += 1
      if (answer.statusCode >= 400) refused += 1
      const ms = performance.now() - began
      if (answer.statusCode >= 500 || ms > SLOW_MS || 'polluted' in {})
        found.push(`${door.name} ${payload.slice(0, 60)}: ${answer.statusCode} in ${Math.round(ms)} ms`)
    }
  }
  expect(found).toEqual([])
  expect(asked).toBeGreaterThan(700)
  expect(refused / asked, 'share refused').toBeGreaterThan(0.8)
  process.stdout.write(`${asked} bodies at ${doors.length} doors, ${refused} refused\n`)
}, 60_000)
