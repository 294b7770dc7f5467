import { describe, expect, test } from 'vitest'
import { filingVerdict, overrideOf, rulingDue, rulingVerdict } from './rules.ts'

describe('contesting a decision', () => {
  const made = [
    { id: 'new', personId: 'holder', candidateIds: ['holder', 'me'] },
    { id: 'old', personId: 'me', candidateIds: ['holder', 'me'] },
  ]
  const open = { isOpen: true, holderId: 'holder' }
  const filing = { decisionId: 'new', contesterId: 'me', proposedId: 'me' }
  test('a candidate contests the newest decision', () => {
    expect(filingVerdict(made, open, filing)).toBe('file')
  })
  test('not an older one, not one that was passed on, not of a closed opportunity', () => {
    expect(filingVerdict(made, open, { ...filing, decisionId: 'old' })).toBe('not-in-force')
    expect(filingVerdict(made, { ...open, holderId: 'third' }, filing)).toBe('not-in-force')
    expect(filingVerdict(made, { ...open, isOpen: false }, filing)).toBe('not-in-force')
    expect(filingVerdict(made, open, { ...filing, decisionId: 'other' })).toBe('no-decision')
  })
  test('the holder names somebody else; who was not weighed has no say', () => {
    expect(filingVerdict(made, open, { ...filing, contesterId: 'holder', proposedId: 'third' })).toBe('file')
    expect(filingVerdict(made, open, { ...filing, proposedId: 'holder' })).toBe('holds-already')
    expect(filingVerdict(made, open, { ...filing, contesterId: 'third' })).toBe('not-candidate')
  })
  test('it is decided within two days', () => {
    expect(rulingDue('2026-11-23T08:00:00.000Z')).toBe('2026-11-25T08:00:00.000Z')
  })
})

describe('deciding about a contest', () => {
  const contest = { state: 'open', version: 2, contesterId: 'me', proposedId: 'friend', deciderId: 'manager' }
  const by = (id: string, admin = false) => rulingVerdict(contest, { id, admin }, 2)
  test('the decider does, or an administrator', () => {
    expect([by('manager'), by('any', true), by('any')]).toEqual(['rule', 'rule', 'not-decider'])
  })
  test('nobody in their own favour', () => {
    expect([by('me', true), by('friend', true)]).toEqual(['own', 'own'])
  })
  test('once, and about what was seen', () => {
    const manager = { id: 'manager', admin: false }
    expect(rulingVerdict({ ...contest, state: 'upheld' }, manager, 2)).toBe('ended-already')
    expect(rulingVerdict(contest, manager, 1)).toBe('stale')
  })
})

describe('a pass that overrides a decision', () => {
  const tile = (id: string, because: string, decisionId: string | null = null) => ({
    person: { id, name: id },
    because,
    reason: 'why',
    actor: { id: 'manager', name: 'manager' },
    decisionId,
  })
  test('is the first hand after the one the decision chose, moves of the stage between or not', () => {
    const tiles = [tile('a', 'routed', 'd'), tile('a', 'stage'), tile('b', 'passed'), tile('c', 'passed')]
    expect(overrideOf(tiles, 'd')?.person.id).toBe('b')
  })
  test('a hand-over, another decision and a granted contest override nothing by hand', () => {
    for (const because of ['hand-over', 'routed', 'contest'])
      expect(overrideOf([tile('a', 'routed', 'd'), tile('b', because, 'd')], 'd')).toBeUndefined()
    expect(overrideOf([tile('a', 'routed', 'd')], 'd')).toBeUndefined()
    expect(overrideOf([], 'd')).toBeUndefined()
  })
})
