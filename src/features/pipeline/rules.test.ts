import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountablesOf } from '../plan/rules/document.ts'
import { planTemplate } from '../plan/rules/templates.ts'
import {
  directionOf,
  fieldsWanted,
  functionNeeded,
  gatesPassed,
  mayMake,
  needsReason,
  type StageFacts,
} from './rules.ts'

const stages: StageFacts[] = planTemplate('growing').stages.map((s, i) => ({
  ...s,
  id: s.key,
  accountable: accountablesOf(s.duties)[0] ?? '',
  position: i + 1,
}))
const at = (key: string): StageFacts => {
  const found = stages.find((s) => s.key === key)
  if (!found) throw new Error(key)
  return found
}

describe('moving through the stages', () => {
  test('open stages of the lead and deal phases are left forward and back', () => {
    expect(directionOf(at('lead'), at('solution'))).toBe('forward')
    expect(directionOf(at('solution'), at('screened'))).toBe('back')
  })
  test('delivery is entered from won, and ends in done', () => {
    expect(directionOf(at('negotiation'), at('delivery'))).toBeUndefined()
    expect(directionOf(at('won'), at('delivery'))).toBe('forward')
    expect(directionOf(at('delivery'), at('delivered'))).toBe('finish')
    expect(directionOf(at('lead'), at('delivered'))).toBeUndefined()
  })
  test('what is won or lost can be reopened, and not lost a second time', () => {
    expect(directionOf(at('won'), at('negotiation'))).toBe('reopen')
    expect(directionOf(at('lost'), at('lead'))).toBe('reopen')
    expect(directionOf(at('lost'), at('won'))).toBeUndefined()
    expect(directionOf(at('lost'), at('delivery'))).toBeUndefined()
  })
  test('a stage is not moved to itself', () => {
    for (const s of stages) expect(directionOf(s, s)).toBeUndefined()
  })
  test('back, lose and reopen are explained; forward and win are not', () => {
    expect((['back', 'lose', 'reopen'] as const).every(needsReason)).toBe(true)
    expect((['forward', 'win', 'finish'] as const).some(needsReason)).toBe(false)
  })
  test('skipping stages does not skip their gates', () => {
    expect(gatesPassed(stages, at('lead'), at('solution')).map((s) => s.key)).toEqual([
      'lead',
      'screened',
      'requirement',
    ])
    expect(gatesPassed(stages, at('requirement'), at('won')).map((s) => s.key)).toEqual([
      'requirement',
      'solution',
      'negotiation',
    ])
  })
  test('going back or losing passes no gate', () => {
    expect(gatesPassed(stages, at('solution'), at('lead'))).toEqual([])
    expect(gatesPassed(stages, at('solution'), at('lost'))).toEqual([])
    expect(gatesPassed(stages, at('won'), at('delivery'))).toEqual([])
  })
  test('a move of a manager is not the holder’s, a keeper’s only the keeper’s', () => {
    const nobody = { isKeeper: false, managesHolder: false, isAdmin: false }
    expect((['holder', 'manager', 'keeper'] as const).map((by) => mayMake(by, nobody))).toEqual([
      true,
      false,
      false,
    ])
    expect(mayMake('manager', { ...nobody, managesHolder: true })).toBe(true)
    expect(mayMake('keeper', { ...nobody, managesHolder: true })).toBe(false)
    expect(mayMake('keeper', { ...nobody, isKeeper: true })).toBe(true)
  })
  test('each field that is wanted is named once', () => {
    expect(fieldsWanted(gatesPassed(stages, at('screened'), at('won')), undefined)).toEqual([
      'source',
      'requirement',
      'account',
      'amount',
      'expectedCloseOn',
    ])
    const entered = { ...at('solution'), entryFields: ['product', 'source'] }
    expect(fieldsWanted([at('screened')], entered)).toEqual(['source', 'product'])
  })
  test('a hand-over is needed where the holder lacks the accountable function', () => {
    expect(functionNeeded(at('solution'), ['sales'])).toBe('technical-support')
    expect(functionNeeded(at('solution'), ['sales', 'technical-support'])).toBeNull()
    expect(functionNeeded(at('won'), ['marketing'])).toBeNull()
  })
  test('property: a forward move in two steps passes the same gates as in one', () => {
    const open = stages.filter((s) => s.kind === 'open' && s.phase !== 'delivery')
    fc.assert(
      fc.property(fc.subarray(open, { minLength: 3, maxLength: 3 }), ([a, b, c]) => {
        if (!a || !b || !c) return
        const twice = [...gatesPassed(stages, a, b), ...gatesPassed(stages, b, c)]
        expect(gatesPassed(stages, a, c)).toEqual(twice)
      }),
    )
  })
})
