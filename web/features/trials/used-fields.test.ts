import { expect, test } from 'vitest'
import type { Rules } from './queries.ts'
import { usedFields } from './used-fields.ts'

const rule = (condition: string, candidates: object = {}) =>
  ({ condition, candidates }) as unknown as Rules[number]
const NAMES = ['region', 'amount', 'product', 'source', 'note']

test('fields that conditions name, those of referred records by the reference', () => {
  const rules = [rule('amount > 100000 && product.series == "x"'), rule('source in ["website"]')]
  expect([...usedFields(rules, NAMES)]).toEqual(['amount', 'product', 'source'])
})
test('a territory that must match asks for the region', () => {
  expect([...usedFields([rule('', { territory: 'match' })], NAMES)]).toEqual(['region'])
  expect([...usedFields([rule('')], NAMES)]).toEqual([])
})
