import { afterEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { endpoint } from '../../src/kernel/endpoint.ts'
import { call, filledPath, queryText, send } from './call.ts'
import { isProblem } from './problem.ts'
import { openGate, sessionGate } from './session-gate.ts'

const rename = endpoint({
  method: 'PATCH',
  path: '/opportunities/:id',
  summary: '',
  params: z.object({ id: z.string() }),
  body: z.object({ title: z.string() }),
  result: z.object({ id: z.string(), version: z.int() }),
})
const leave = endpoint({ method: 'DELETE', path: '/session', summary: '' })

/** A server of the answers given, one for each request. */
function server(...answers: { status: number; body?: unknown }[]) {
  const asked: { url: string; init: RequestInit }[] = []
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    asked.push({ url, init })
    const answer = answers.shift()
    if (!answer) throw new TypeError('no server')
    return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), answer)
  })
  return asked
}

afterEach(() => vi.unstubAllGlobals())

describe('a call', () => {
  test('fills the path, says its version and proves it comes from our page', async () => {
    const asked = server({ status: 200, body: { id: 'a/b', version: 4 } })
    const result = await call(rename, { params: { id: 'a/b' }, body: { title: 'x' }, ifMatch: 3 })
    expect(result.version).toBe(4)
    expect(asked[0]?.url).toBe('/api/v1/opportunities/a%2Fb')
    expect(asked[0]?.init.headers).toMatchObject({ 'if-match': '"3"', 'x-baton-csrf': '1' })
    expect(asked[0]?.init.body).toBe('{"title":"x"}')
  })

  test('without a body has none, and an empty answer is none', async () => {
    const asked = server({ status: 204 })
    expect(await call(leave)).toBeUndefined()
    expect(asked[0]?.init).not.toHaveProperty('body')
  })

  test('throws the refusal with its facts', async () => {
    server({ status: 412, body: { code: 'opportunities.stale', facts: { current: 5 }, requestId: 'r1' } })
    const problem = await call(rename, { params: { id: '1' }, body: { title: 'x' } }).catch((e: unknown) => e)
    expect(isProblem(problem, 'opportunities.stale')).toBe(true)
    expect(problem).toMatchObject({ status: 412, facts: { current: 5 }, requestId: 'r1' })
  })

  test('says so where the server cannot be reached or something else answered for it', async () => {
    server()
    expect(await call(leave).catch((e: unknown) => e)).toMatchObject({ code: 'network.unreachable' })
    vi.stubGlobal('fetch', async () => new Response('<html>Bad gateway</html>', { status: 502 }))
    expect(await call(leave).catch((e: unknown) => e)).toMatchObject({
      code: 'network.no-answer',
      status: 502,
    })
  })
})

describe('an expired session', () => {
  const expired = { status: 401, body: { code: 'http.not-signed-in', facts: {} } }

  test('shuts the gate, and the request goes on after signing in again', async () => {
    const asked = server(expired, { status: 200, body: { items: [] } })
    const waiting = send({ method: 'GET', path: '/today' })
    await vi.waitFor(() => expect(sessionGate.isShut()).toBe(true))
    openGate(true)
    expect(await waiting).toEqual({ items: [] })
    expect(asked).toHaveLength(2)
    expect(sessionGate.isShut()).toBe(false)
  })

  test('ends the request with its refusal where the person leaves', async () => {
    server(expired)
    const waiting = send({ method: 'GET', path: '/today' }).catch((e: unknown) => e)
    await vi.waitFor(() => expect(sessionGate.isShut()).toBe(true))
    openGate(false)
    expect(await waiting).toMatchObject({ code: 'http.not-signed-in' })
  })

  test('is not what a wrong password means', async () => {
    server({ status: 401, body: { code: 'identity.wrong-credentials', facts: {} } })
    const problem = await send({ method: 'PUT', path: '/me/password', body: {} }).catch((e: unknown) => e)
    expect(isProblem(problem, 'identity.wrong-credentials')).toBe(true)
    expect(sessionGate.isShut()).toBe(false)
  })

  test('asks nobody where the caller wants to know quietly', async () => {
    server(expired)
    const problem = await send({ method: 'GET', path: '/me', quiet: true }).catch((e: unknown) => e)
    expect(isProblem(problem, 'http.not-signed-in')).toBe(true)
    expect(sessionGate.isShut()).toBe(false)
  })
})

test('a query leaves out what is undefined and repeats lists', () => {
  expect(queryText({ q: '王 芳', limit: 50, cursor: undefined, fields: ['a', 'b'] })).toBe(
    '?q=%E7%8E%8B+%E8%8A%B3&limit=50&fields=a&fields=b',
  )
  expect(queryText({})).toBe('')
})

test('a path without its parameter is a fault', () => {
  expect(() => filledPath('/people/:id', {})).toThrow('no id')
})
