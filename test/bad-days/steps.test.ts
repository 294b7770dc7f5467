import { describe, expect, test } from 'vitest'
import { type Fired, type Kept, type Steps, wrongSteps } from './steps.ts'

const at = (hour: number) => `2026-11-23T${String(hour).padStart(2, '0')}:00:00.000Z`
const clock = (more: Partial<Kept> = {}): Kept => ({
  id: 'c',
  kind: 'follow-up',
  subject: 'o',
  basis: 'after x',
  warnAt: at(8),
  steps: 2,
  warnedAt: at(8),
  breachedAt: at(10),
  nextAt: at(18),
  stoppedAt: null,
  isStale: false,
  ...more,
})
const fired = (seq: number, step: number, hour: number, more: Partial<Fired> = {}): Fired => ({
  seq,
  step,
  at: at(hour),
  clock: 'c',
  due: at(10),
  ...more,
})
const TWO = [fired(1, 0, 8), fired(2, 1, 10)]
const told = (...steps: number[]) => steps.map((step) => `clock:c:${step}:li`)
const found = (more: Partial<Steps> = {}) =>
  wrongSteps({ clocks: [clock()], fired: TWO, told: told(0, 1), now: at(12), ...more })

describe('the checker of steps', () => {
  test('finds nothing where a warning and a limit fired in their time and were told', () => {
    expect(found()).toEqual([])
    const quiet = clock({ steps: 0, warnedAt: null, breachedAt: null })
    expect(found({ clocks: [quiet], fired: [], told: [] })).toEqual([])
  })
  test('finds a step that fired twice, out of order, without the one before it', () => {
    expect(found({ fired: [...TWO, fired(3, 1, 11)] })).toEqual(['follow-up c fired step 1 twice'])
    expect(found({ fired: [fired(1, 1, 10), fired(2, 0, 11)] })[0]).toContain('fired step 0 after step 1')
    const skipped = found({
      clocks: [clock({ steps: 4 })],
      fired: [...TWO, fired(3, 3, 12)],
      told: told(0, 1, 3),
    })
    expect(skipped).toEqual(['follow-up c fired step 3 without step 2'])
  })
  test('a limit nobody was to be warned of fires without a warning', () => {
    const never = clock({ warnAt: null, warnedAt: null })
    expect(found({ clocks: [never], fired: [fired(2, 1, 10)], told: told(1) })).toEqual([])
  })
  test('finds one that fired too early, or not at all', () => {
    expect(found({ fired: [fired(1, 0, 8), fired(2, 1, 9)] })[0]).toContain('before 2026-11-23T10')
    expect(found({ now: at(18) })).toEqual([`follow-up c was due at ${at(18)} and has not fired`])
    expect(found({ clocks: [clock({ isStale: true })] })).toEqual(['follow-up c was never worked out anew'])
  })
  test('finds a count or an instant that the journal does not have', () => {
    expect(found({ clocks: [clock({ steps: 3 })] })[0]).toContain('notes 3 steps, the journal has 2')
    expect(found({ clocks: [clock({ breachedAt: null })] })[0]).toContain('says null of step 1')
  })
  test('finds a run that began again with the same basis and fired again', () => {
    const again = clock({ id: 'd', warnedAt: null, warnAt: null })
    const both = { clocks: [clock({ stoppedAt: at(11), nextAt: null }), again] }
    const twice = [...TWO, fired(3, 1, 12, { clock: 'd' })]
    const problems = found({ ...both, fired: twice, told: [...told(0, 1), 'clock:d:1:li'] })
    expect(problems).toEqual(['follow-up o "after x" fired step 1 in 2 of its clocks'])
    const agreed = both.clocks.map((one) => ({ ...one, kind: 'next-step' }))
    expect(found({ clocks: agreed, fired: twice, told: [...told(0, 1), 'clock:d:1:li'] })).toEqual([])
    const other = [both.clocks[0] as Kept, { ...again, basis: 'after y' }]
    expect(found({ clocks: other, fired: twice, told: [...told(0, 1), 'clock:d:1:li'] })).toEqual([])
  })
  test('finds what was told to nobody, and what was told and did not fire', () => {
    expect(found({ told: told(0) })).toEqual(['follow-up c told nobody of step 1'])
    expect(found({ told: told(0, 1, 2) })).toEqual(['somebody was told of step 2 of c, which did not fire'])
    const late = [fired(1, 0, 11), fired(2, 1, 11)]
    const both = clock({ warnedAt: at(11), breachedAt: at(11) })
    expect(found({ clocks: [both], fired: late, told: told(1) })).toEqual([])
  })
})
