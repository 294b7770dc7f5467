import { expect, test } from 'vitest'
import { REASON_CODES } from '../../../src/engines/assignment/index.ts'
import { en } from './messages.en.ts'
import { zh } from './messages.zh.ts'

test('every reason a decision can carry is said in both languages', () => {
  const unsaid = REASON_CODES.filter(
    (code) => !(`routing.reason-${code}` in zh) || !(`routing.reason-${code}` in en),
  )
  expect(unsaid).toEqual([])
})
test('every term of a score has its words', () => {
  const terms = [
    'owed',
    'share',
    'due',
    'open',
    'weight',
    'units',
    'load',
    'value',
    'won',
    'closed',
    'rate',
    'factor',
  ]
  const parts = ['plain', 'customer', 'skill', 'territory', 'conversion']
  expect([...terms, ...parts].filter((name) => !(`routing.term-${name}` in zh))).toEqual([])
})
