import { describe, expect, test } from 'vitest'
import { workingTimes } from '../../engines/calendar/index.ts'
import {
  answerDue,
  answerVerdict,
  droppedLines,
  MOST_MESSAGES,
  packetDifferences,
  rulingVerdict,
  writeVerdict,
} from './rules.ts'

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
  test('a word is due, and goes up the line, in the working time of whoever owes it', () => {
    const office = workingTimes({
      zone: 'Asia/Shanghai',
      week: [1, 2, 3, 4, 5, 6, 7].map((day) => (day <= 5 ? [{ from: 540, until: 1080 }] : [])),
      exceptions: [],
    })
    const ladder = (amount: number, unit: 'hours' | 'working-hours') => [
      { after: { amount, unit }, to: 'manager' as const, pass: false },
    ]
    const friday = '2026-11-27T08:00:00.000Z' // 16:00 in Shanghai
    const hours = { within: { amount: 24, unit: 'hours' as const }, ladder: ladder(12, 'hours') }
    expect(answerDue(friday, office, hours)).toEqual({
      dueAt: '2026-11-28T08:00:00.000Z',
      escalatesAt: '2026-11-28T20:00:00.000Z',
    })
    const worked = {
      within: { amount: 4, unit: 'working-hours' as const },
      ladder: ladder(3, 'working-hours'),
    }
    expect(answerDue(friday, office, worked)).toEqual({
      dueAt: '2026-11-30T03:00:00.000Z',
      escalatesAt: '2026-11-30T06:00:00.000Z',
    })
    const away = office.withAbsences([
      { from: Date.parse('2026-11-30T00:00:00Z'), until: Date.parse('2026-12-01T00:00:00Z') },
    ])
    expect(answerDue(friday, away, worked).dueAt).toBe('2026-12-01T03:00:00.000Z')
  })
})

describe('deciding about what nobody answered', () => {
  const up = { ...offer, isEscalated: true, deciderId: 'manager' }
  const person = (id: string, admin = false) => ({ id, admin })
  test('whoever was named above decides, or an administrator', () => {
    expect(rulingVerdict(up, person('manager'), 1)).toEqual({ kind: 'rule' })
    expect(rulingVerdict(up, person('somebody', true), 1)).toEqual({ kind: 'rule' })
  })
  test('nobody else, and no party, administrator or not', () => {
    expect(rulingVerdict(up, person('somebody'), 1)).toEqual({ kind: 'not-decider' })
    expect(rulingVerdict(up, person('giver', true), 1)).toEqual({ kind: 'not-decider' })
    expect(rulingVerdict(up, person('receiver', true), 1)).toEqual({ kind: 'not-decider' })
  })
  test('not before it went up, not after it was answered, and not about what changed since', () => {
    expect(rulingVerdict({ ...up, isEscalated: false }, person('manager'), 1).kind).toBe('not-escalated')
    expect(rulingVerdict({ ...up, state: 'accepted' }, person('manager'), 1).kind).toBe('answered-already')
    expect(rulingVerdict(up, person('manager'), 2).kind).toBe('stale')
  })
})

describe('asking before answering', () => {
  test('the receiver asks, the giver replies once asked', () => {
    expect(writeVerdict(offer, 0, 'receiver')).toEqual({ kind: 'ask' })
    expect(writeVerdict(offer, 1, 'giver')).toEqual({ kind: 'reply' })
    expect(writeVerdict(offer, 0, 'giver')).toEqual({ kind: 'nothing-asked' })
  })
  test('nobody else writes, not after the answer, not for ever', () => {
    expect(writeVerdict(offer, 1, 'director')).toEqual({ kind: 'not-party' })
    expect(writeVerdict({ ...offer, state: 'declined' }, 1, 'giver')).toEqual({ kind: 'answered-already' })
    expect(writeVerdict(offer, MOST_MESSAGES, 'receiver')).toEqual({ kind: 'thread-full' })
  })
})

describe('what a packet lost', () => {
  const first = {
    needs: '三台质谱',
    budget: '90 万',
    promises: '两周试用',
    nextStep: '演示',
    nextStepOn: '2026-12-01',
  }
  test('dropped, changed and added lines; the next step is new each time', () => {
    const { budget: _, ...rest } = first
    const second = {
      ...rest,
      needs: '两台质谱',
      decisionMakers: '王院长',
      nextStep: '方案',
      nextStepOn: '2026-12-09',
    }
    expect(packetDifferences(first, second, { budget: '项目转公费' })).toEqual([
      { line: 'needs', kind: 'changed', before: '三台质谱', reason: null },
      { line: 'budget', kind: 'dropped', before: '90 万', reason: '项目转公费' },
      { line: 'decisionMakers', kind: 'added', before: null, reason: null },
    ])
  })
  test('each line that is left out says why; a reason for a line that is there is not kept', () => {
    const { budget: _, promises: __, ...second } = first
    const reasons = { budget: '项目转公费', needs: '多余' }
    expect(droppedLines(first, second, reasons)).toEqual({
      dropped: { budget: '项目转公费' },
      unexplained: ['promises'],
    })
    expect(droppedLines(null, second, reasons)).toEqual({ dropped: {}, unexplained: [] })
  })
  test('the first packet and an equal one differ in nothing', () => {
    expect(packetDifferences(null, first)).toEqual([])
    expect(packetDifferences(first, { ...first })).toEqual([])
  })
})
