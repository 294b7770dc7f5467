import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { applyChanges, type Change, gathering, readChange } from './live.ts'

function cacheWith(...keys: string[][]) {
  const queries = new QueryClient()
  for (const key of keys) queries.setQueryData(key, 'old')
  const stale = () =>
    keys.filter((key) => queries.getQueryState(key)?.isInvalidated).map((key) => key.join('/'))
  return { queries, stale }
}

test('a change makes the lists of its object and its own record stale, nothing else', () => {
  const { queries, stale } = cacheWith(
    ['records', 'opportunity', 'list', 'filter'],
    ['records', 'account', 'list'],
    ['record', 'opportunity', '1'],
    ['record', 'opportunity', '2'],
    ['me'],
  )
  applyChanges(queries, [{ object: 'opportunity', id: '1' }])
  expect(stale()).toEqual(['records/opportunity/list/filter', 'record/opportunity/1'])
})

test('a record that is gone leaves the cache', () => {
  const { queries } = cacheWith(['record', 'account', '1'])
  applyChanges(queries, [{ object: 'account', id: '1', gone: true }])
  expect(queries.getQueryData(['record', 'account', '1'])).toBeUndefined()
})

test('what is no change is passed over', () => {
  expect(readChange('{"object":"account","id":"1"}')).toEqual({ object: 'account', id: '1' })
  expect(readChange('{"object":"account"}')).toBeUndefined()
  expect(readChange('null')).toBeUndefined()
  expect(readChange('{')).toBeUndefined()
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())
test('changes that come together are applied together; after many of them the next wait longer', () => {
  const applied: number[] = []
  const changes = gathering((gathered) => applied.push(gathered.length))
  const come = (count: number) => {
    for (let i = 0; i < count; i++) changes.take({ object: 'opportunity', id: String(i) } satisfies Change)
  }
  come(2)
  vi.advanceTimersByTime(100)
  expect(applied).toEqual([2])
  come(500)
  vi.advanceTimersByTime(100)
  come(500)
  vi.advanceTimersByTime(1000)
  expect(applied).toEqual([2, 500])
  vi.advanceTimersByTime(1000)
  expect(applied).toEqual([2, 500, 500])
  changes.end()
})
