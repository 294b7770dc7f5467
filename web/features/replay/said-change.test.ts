import { expect, test } from 'vitest'
import { change } from '../../../src/features/replay/contract.ts'
import { saidChange } from './said-change.ts'

const id = '01a21f56-a339-7f6c-8ffc-870d60d86d75'
const person = { id, title: '李强' }

test('a difference is complete or not said at all, and what is complete is what the server takes', () => {
  const complete = [
    saidChange('remove-person', { person }),
    saidChange('hours-like', { person, like: person }),
    saidChange('absent', { person, days: ['2026-11-01', '2026-11-05'] }),
    saidChange('add-person', { name: ' 新人 ', like: person }),
    saidChange('add-person', { name: '新人', functions: ['sales'], weight: 2, dayCap: 3 }),
    saidChange('change-person', { person, weight: 2 }),
    saidChange('remove-rule', { rule: 1 }),
    saidChange('change-rule', { rule: 1, dayCap: 0 }),
    saidChange('change-clock', { clock: 'dwell', within: { amount: 2, unit: 'days' } }),
  ]
  for (const one of complete) expect(change.safeParse(one).error).toBeUndefined()
  const missing = [
    saidChange('remove-person', {}),
    saidChange('hours-like', { person }),
    saidChange('absent', { person }),
    saidChange('add-person', { name: '新人' }),
    saidChange('add-person', { name: ' ', like: person }),
    saidChange('change-person', { person }),
    saidChange('remove-rule', {}),
    saidChange('change-rule', { rule: 1 }),
    saidChange('change-clock', { clock: 'dwell' }),
  ]
  expect(missing.filter((one) => one !== undefined)).toEqual([])
})
