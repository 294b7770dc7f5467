import { describe, expect, test } from 'vitest'
import type { Tile } from '../../../engines/mining/history.ts'
import { lastOf, mondayOf, monthBefore } from './opening.ts'
import { causeTable, type EndedFacts, functionTable, handOverTable, lostTable } from './pack.ts'
import { droppedLines, nodesOf, standing, staysOf } from './way.ts'

const HOUR = 3_600_000
const tile = (stage: string, person: string, from: number, to: number | null, because = 'stage'): Tile => ({
  ...{ stage, person, because, phase: 'deal', function: null, department: null, decision: null, rule: null },
  from: from * HOUR,
  to: to === null ? null : to * HOUR,
})
const lost = {
  tiles: [
    tile('new', 'a', 0, 10, 'routed'),
    tile('quote', 'a', 10, 20),
    tile('quote', 'b', 20, 50, 'hand-over'),
    tile('trial', 'c', 50, 80, 'passed'),
    tile('lost', 'c', 80, null),
  ],
  closedAt: 80 * HOUR,
  contacts: [
    { person: 'b', at: 26 * HOUR, kind: 'call', nextStepOn: null },
    { person: 'b', at: 30 * HOUR, kind: 'call', nextStepOn: null },
  ],
}

describe('the way of a lost opportunity', () => {
  test('has a node wherever it changed hands, and one where it was lost', () => {
    expect(nodesOf(lost)).toEqual([
      {
        at: 20 * HOUR,
        stage: 'quote',
        toStage: 'quote',
        giver: 'a',
        receiver: 'b',
        isHandOver: true,
        isEnd: false,
      },
      {
        at: 50 * HOUR,
        stage: 'quote',
        toStage: 'trial',
        giver: 'b',
        receiver: 'c',
        isHandOver: false,
        isEnd: false,
      },
      {
        at: 80 * HOUR,
        stage: 'trial',
        toStage: 'lost',
        giver: 'c',
        receiver: null,
        isHandOver: false,
        isEnd: true,
      },
    ])
    expect(nodesOf({ tiles: [tile('lost', 'a', 0, null)], closedAt: 0 })).toHaveLength(1)
  })

  test('says of each stay how long it was quiet, in the time of whoever held it', () => {
    const half = (_: string, from: number, to: number) => (to - from) / HOUR / 2
    const stays = staysOf(lost, 99 * HOUR, half)
    expect(stays.map(({ person, followUps }) => [person, followUps])).toEqual([
      ['a', 0],
      ['a', 0],
      ['b', 2],
      ['c', 0],
    ])
    expect(stays[2]).toMatchObject({ workingMinutes: 15, untilFirst: 3, longestQuiet: 10 })
    expect(stays[3]).toMatchObject({ workingMinutes: 15, untilFirst: null, longestQuiet: 15 })
  })
})

describe('a proposal', () => {
  const say = (side: string, isAgreed: boolean, round = 1) => ({ side, isAgreed, round })
  test('is agreed once both sides say so, and disputed once one does not', () => {
    expect(standing(['a', 'b'], 1, [])).toBe('proposed')
    expect(standing(['a', 'b'], 1, [say('a', true)])).toBe('proposed')
    expect(standing(['a', 'b'], 1, [say('a', true), say('b', true)])).toBe('agreed')
    expect(standing(['a', 'b'], 1, [say('a', false)])).toBe('disputed')
  })
  test('stands by each side’s last word, and not by what was said to an earlier one', () => {
    expect(standing(['a', 'b'], 1, [say('a', true), say('b', false), say('b', true)])).toBe('agreed')
    expect(standing(['a', 'b'], 2, [say('a', true), say('b', true)])).toBe('proposed')
  })
})

test('a line the packet before carried and this one does not is dropped, with its reason', () => {
  const before = { needs: '光谱', budget: '80 万', nextStep: '拜访' }
  expect(droppedLines(before, { needs: '光谱', nextStep: '报价' }, { budget: '未确认' })).toEqual([
    { line: 'budget', before: '80 万', reason: '未确认' },
  ])
  expect(droppedLines(undefined, { needs: 'x' }, {})).toEqual([])
})

test('weeks begin on Monday, months end on their last day', () => {
  expect(['2026-11-23', '2026-11-29', '2026-11-30'].map(mondayOf)).toEqual([
    '2026-11-23',
    '2026-11-23',
    '2026-11-30',
  ])
  expect([monthBefore('2026-01-15'), lastOf('2028-02-01')]).toEqual(['2025-12-01', '2028-02-29'])
})

const ended = (number: number, outcome: 'won' | 'lost', more: Partial<EndedFacts> = {}): EndedFacts => ({
  ...{ number, outcome, title: `商机 ${number}`, stage: 'quote', reason: outcome === 'lost' ? '价格' : null },
  amount: { minor: 100, currency: 'CNY' },
  response: { function: 'sales', minutes: 60 },
  limits: [{ function: 'sales', met: outcome === 'won' }],
  passes: [],
  ...more,
})
const pass = (minutes: number | null, asked = false) => ({
  ...{ from: 'marketing', to: 'sales', stage: 'new', minutes, asked, declined: false },
})

describe('the tables of a pack', () => {
  const all = [
    ended(1, 'lost', { passes: [pass(120, true), pass(240)] }),
    ended(2, 'lost', { passes: [pass(360)], stage: 'trial' }),
    ended(3, 'won', { passes: [] }),
    ended(4, 'won', { response: { function: 'support', minutes: null } }),
  ]
  test('count what was lost by node and reason, each with its numbers', () => {
    expect(lostTable(all)).toMatchObject([
      { stage: 'quote', reason: '价格', n: 1, numbers: [1], sums: [{ minor: 100, currency: 'CNY' }] },
      { stage: 'trial', n: 1, numbers: [2] },
    ])
  })
  test('say of a hand-over how much more often what went through it was lost', () => {
    expect(handOverTable(all)).toMatchObject([
      { n: 3, lost: { k: 2, n: 2 }, worse: 1, answerHours: 4, asked: 1, declined: 0, numbers: [1, 2] },
    ])
    expect(handOverTable([ended(1, 'lost', { passes: [pass(1)] })])[0]?.worse).toBeNull()
  })
  test('say how soon a function was in contact and how many limits it kept', () => {
    expect(functionTable(all)).toMatchObject([
      { function: 'sales', responses: 3, responseHours: 1, onTime: { k: 2, n: 4 }, numbers: [1, 2] },
    ])
  })
  test('count causes that were agreed and ruled, and none that is going on', () => {
    const of = (state: 'agreed' | 'ruled' | 'going') => ({ number: 1, cause: 'price', stage: 'quote', state })
    expect(causeTable([of('agreed'), of('ruled'), of('going')])).toMatchObject([
      { cause: 'price', agreed: 1, ruled: 1 },
    ])
  })
})
