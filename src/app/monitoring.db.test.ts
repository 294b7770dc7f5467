import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApi, testApi } from '../../test/api.ts'

const file = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')
const NAME = /\b((?:baton|process|nodejs)_[a-z0-9_]+)\b/g
const namesIn = (text: string) => new Set([...text.matchAll(NAME)].map(([, name = '']) => name))

let api: TestApi
let exposed: Set<string>
beforeAll(async () => {
  api = await testApi({ reader: { url: 'postgres://nobody:x@127.0.0.1:9/none', mostLagMs: 1000 } }) // away, but named
  const { body } = await api.application.http.inject({ url: '/metrics' })
  exposed = new Set([...body.matchAll(/^# TYPE (\S+) /gm)].map(([, name = '']) => name))
})
afterAll(() => api?.close())

describe('what operators read about measures', () => {
  test('names every one there is, and none that is not', () => {
    expect(exposed.size).toBeGreaterThan(30)
    const quoted = [...file('docs/operations/monitoring.md').matchAll(/`([^`\n]+)`/g)].map(([, text]) => text)
    expect([...namesIn(quoted.join(' '))].sort()).toEqual([...exposed].sort())
  })
  test('is true of the alerts and of the other pages', () => {
    const base = (name: string) => name.replace(/_(bucket|sum|count)$/, '')
    for (const path of ['deploy/alerts.yml', 'docs/operations/sizing.md', 'docs/operations/tuning.md'])
      for (const name of namesIn(file(path)))
        expect(exposed.has(name) || exposed.has(base(name)) || name === 'baton_app', `${path}: ${name}`).toBe(
          true,
        )
  })
})
