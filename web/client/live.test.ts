import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { applyChange, readChange } from './live.ts'

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
  applyChange(queries, { object: 'opportunity', id: '1' })
  expect(stale()).toEqual(['records/opportunity/list/filter', 'record/opportunity/1'])
})

test('a record that is gone leaves the cache', () => {
  const { queries } = cacheWith(['record', 'account', '1'])
  applyChange(queries, { object: 'account', id: '1', gone: true })
  expect(queries.getQueryData(['record', 'account', '1'])).toBeUndefined()
})

test('what is no change is passed over', () => {
  expect(readChange('{"object":"account","id":"1"}')).toEqual({ object: 'account', id: '1' })
  expect(readChange('{"object":"account"}')).toBeUndefined()
  expect(readChange('null')).toBeUndefined()
  expect(readChange('{')).toBeUndefined()
})
