import { describe, expect, test } from 'vitest'
import { dueOf, horizon } from './rules.ts'

const now = '2026-11-23T08:00:00.000Z'
const due = (waiting: Partial<Parameters<typeof dueOf>[0]>) =>
  dueOf(
    { heldSince: '2026-11-20T08:00:00.000Z', lastFollowUpAt: null, nextStepOn: null, ...waiting },
    { firstContactHours: 48, followUpHours: 168 },
    now,
    '2026-11-23',
  )

describe('what an opportunity waits for', () => {
  test('first contact is due 48 hours after it was received', () => {
    expect(due({})).toEqual({ what: 'first-contact', at: '2026-11-22T08:00:00.000Z', overdue: true })
    expect(due({ heldSince: '2026-11-22T08:00:00.000Z' }).overdue).toBe(false)
  })
  test('a follow-up by an earlier holder is no first contact of this one', () => {
    expect(due({ lastFollowUpAt: '2026-11-19T08:00:00.000Z' }).what).toBe('first-contact')
  })
  test('an agreed next step comes before all else, and is overdue the day after', () => {
    expect(due({ nextStepOn: '2026-11-23' })).toEqual({ what: 'next-step', at: '2026-11-23', overdue: false })
    expect(due({ nextStepOn: '2026-11-22' }).overdue).toBe(true)
  })
  test('once contacted, a follow-up is due every seven days', () => {
    expect(due({ lastFollowUpAt: '2026-11-21T08:00:00.000Z' })).toEqual({
      what: 'follow-up',
      at: '2026-11-28T08:00:00.000Z',
      overdue: false,
    })
  })
  test('Today looks one day ahead', () => {
    expect(horizon('2026-12-31')).toBe('2027-01-01')
  })
})
