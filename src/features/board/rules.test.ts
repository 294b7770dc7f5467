import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Tally } from './contract.ts'
import { boardFilter, cellFilter, sumOf } from './rules.ts'

describe('what a cell lists', () => {
  const board = boardFilter({}, undefined, undefined)
  test('is narrowed by person, stage and state, within the whole board', () => {
    expect(board).toBe('isOpen == true')
    expect(cellFilter(board, { holder: 'a', stage: { ids: ['s'] }, state: 'overdue' })).toBe(
      'isOpen == true && holder == "a" && stage == "s" && dueAt <= now()',
    )
    expect(cellFilter(board, { stage: { ids: ['s', 't'] }, state: 'due' })).toBe(
      'isOpen == true && stage in ["s","t"] && warnAt <= now() && dueAt > now()',
    )
    expect(cellFilter(board, {})).toBe(board)
  })
  test('a filter of one’s own keeps to itself, whatever it says', () => {
    expect(boardFilter({ type: 'x', phase: 'deal', filter: 'a || b' }, ['d'], ['s', 't'])).toBe(
      'isOpen == true && holder.department == "d" && stage in ["s","t"] && phase == "deal" && type == "x" && (a || b)',
    )
  })
})

const money = fc.record({
  amount: fc
    .bigInt({ min: 0n, max: 10n ** 12n })
    .map((minor) => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`),
  currency: fc.constantFrom('CNY', 'USD'),
})
const count = fc.nat({ max: 1000 })
const tally: fc.Arbitrary<Tally> = fc.record({
  held: count,
  due: count,
  overdue: count,
  amount: fc.array(money, { maxLength: 3 }),
})

describe('sums', () => {
  test('are the same whichever way one adds', () => {
    fc.assert(
      fc.property(fc.array(tally), fc.array(tally), (a, b) => {
        expect(sumOf([sumOf(a), sumOf(b)])).toEqual(sumOf([...b, ...a]))
      }),
    )
  })
  test('what is not known of one is not known of all', () => {
    const one: Tally = { held: 1, due: null, overdue: null, amount: [] }
    expect(sumOf([one, { ...one, due: 3, overdue: 2 }])).toEqual({
      held: 2,
      due: null,
      overdue: null,
      amount: [],
    })
  })
})
