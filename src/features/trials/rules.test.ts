import { expect, test } from 'vitest'
import type { TrialRow } from './contract.ts'
import { countsOf, nobodyFirst, sharesOf } from './rules.ts'

const row = (line: number, who: string, position: number | null, amount?: string): TrialRow => ({
  line,
  title: `商机 ${line}`,
  amount: amount ? { amount, currency: 'CNY' } : null,
  via: position === null ? 'fallback' : 'rule',
  person: { id: who, name: who },
  rule: position === null ? null : { id: `r${position}`, position, label: { zh: '试', en: 'Try' } },
  tieBreak: null,
  reasons: [],
})
const rows = [
  row(2, '李强', 2, '0.10'),
  row(3, '周敏', null, '5.00'),
  row(4, '陈静', 1),
  row(5, '李强', 2, '0.20'),
]

test('each person’s count, share and value, most first', () => {
  expect(sharesOf(rows)).toEqual([
    {
      person: { id: '李强', name: '李强' },
      count: 2,
      share: 0.5,
      value: [{ amount: '0.30', currency: 'CNY' }],
    },
    {
      person: { id: '周敏', name: '周敏' },
      count: 1,
      share: 0.25,
      value: [{ amount: '5.00', currency: 'CNY' }],
    },
    { person: { id: '陈静', name: '陈静' }, count: 1, share: 0.25, value: [] },
  ])
  expect(sharesOf([])).toEqual([])
})
test('each rule’s count in the order of the rules, nobody found last', () => {
  expect(countsOf(rows)).toEqual([
    { position: 1, count: 1 },
    { position: 2, count: 2 },
    { position: null, count: 1 },
  ])
})
test('rows nobody was found for come first, the others as in the file', () => {
  expect(nobodyFirst(rows).map(({ line }) => line)).toEqual([3, 2, 4, 5])
})
