import { expect, test } from 'vitest'
import { isCheckDue } from './rules.ts'

const AT = '2026-11-24T08:00:00.000Z'
const after = (minutes: number) => new Date(Date.parse(AT) + minutes * 60_000).toISOString()

test('the ledger is checked every quarter of an hour, and never for more than a hundredth of the time', () => {
  expect(isCheckDue(undefined, AT)).toBe(true)
  const quick = { checkedAt: AT, tookMs: 20 }
  expect(isCheckDue(quick, after(14))).toBe(false)
  expect(isCheckDue(quick, after(15))).toBe(true)
  const long = { checkedAt: AT, tookMs: 36_000 }
  expect(isCheckDue(long, after(59))).toBe(false)
  expect(isCheckDue(long, after(60))).toBe(true)
})

test('a clock that was set back does not keep the check from being made', () => {
  expect(isCheckDue({ checkedAt: AT, tookMs: 20 }, after(-1))).toBe(true)
})
