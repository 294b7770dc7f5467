import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { begun, type History, rebased, redone, stepped, undone } from './history.ts'

const steps = fc.array(fc.oneof(fc.integer(), fc.constantFrom('undo' as const, 'redo' as const)), {
  maxLength: 40,
})
const walked = (walk: readonly (number | 'undo' | 'redo')[]) =>
  walk.reduce<History<number>>(
    (history, one) =>
      one === 'undo' ? undone(history) : one === 'redo' ? redone(history) : stepped(history, one),
    begun(0),
  )

describe('the history of a draft', () => {
  test('a step undone is as before it, and made again as after it', () => {
    const before = stepped(begun('a'), 'b')
    const after = stepped(before, 'c')
    expect(undone(after).present).toBe('b')
    expect(undone(after).past).toEqual(before.past)
    expect(redone(undone(after))).toEqual(after)
  })

  test('a new step forgets what was undone', () => {
    const turned = stepped(undone(stepped(begun('a'), 'b')), 'c')
    expect(redone(turned).present).toBe('c')
    expect(turned.future).toEqual([])
  })

  test('a step that changes nothing is none', () => {
    const history = begun({ name: 'a' })
    expect(stepped(history, { name: 'a' })).toBe(history)
  })

  test('has at most a hundred steps to undo', () => {
    let history = begun(0)
    for (let i = 1; i <= 150; i += 1) history = stepped(history, i)
    expect(history.past.length).toBe(100)
    for (let i = 0; i < 150; i += 1) history = undone(history)
    expect(history.present).toBe(50)
  })

  test('at its ends nothing more is undone or made again', () => {
    expect(undone(begun('a'))).toEqual(begun('a'))
    expect(redone(begun('a'))).toEqual(begun('a'))
  })

  test('what somebody else changed is in every step: undoing takes back only one’s own', () => {
    const mine = stepped(begun({ mine: 0, theirs: 0 }), { mine: 1, theirs: 0 })
    const both = rebased(mine, (state) => ({ ...state, theirs: 7 }))
    expect(both.present).toEqual({ mine: 1, theirs: 7 })
    expect(undone(both).present).toEqual({ mine: 0, theirs: 7 })
  })

  test('property: after any walk, undoing what can be redone comes back to the same place', () => {
    fc.assert(
      fc.property(steps, (walk) => {
        const history = walked(walk)
        if (history.past.length > 0) expect(redone(undone(history))).toEqual(history)
        if (history.future.length > 0) expect(undone(redone(history))).toEqual(history)
      }),
    )
  })
})
