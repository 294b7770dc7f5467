import { describe, expect, test } from 'vitest'
import { answerDue, answerVerdict } from './rules.ts'

const offer = { state: 'offered', fromId: 'giver', toId: 'receiver', version: 1 }

describe('answering a hand-over', () => {
  test('the receiver answers what they saw', () => {
    expect(answerVerdict(offer, 'receiver', 1)).toEqual({ kind: 'answer' })
  })
  test('nobody else answers, the giver neither', () => {
    expect(answerVerdict(offer, 'giver', 1)).toEqual({ kind: 'not-receiver' })
    expect(answerVerdict(offer, 'director', 1)).toEqual({ kind: 'not-receiver' })
  })
  test('an answer is given once', () => {
    expect(answerVerdict({ ...offer, state: 'accepted' }, 'receiver', 1)).toEqual({
      kind: 'answered-already',
    })
  })
  test('an offer that changed since is looked at again', () => {
    expect(answerVerdict({ ...offer, version: 2 }, 'receiver', 1)).toEqual({ kind: 'stale' })
  })
  test('an offer is due a day after it is made', () => {
    expect(answerDue('2026-11-23T08:00:00.000Z')).toBe('2026-11-24T08:00:00.000Z')
  })
})
