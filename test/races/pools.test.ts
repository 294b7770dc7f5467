import { describe, expect, test } from 'vitest'
import { inconsistencies, type Known } from './checker.ts'
import type { Noted, Operation, State } from './history.ts'

const LYING: State = {
  version: 1,
  holder: 'keeper',
  stage: 'lead',
  isOpen: true,
  isGone: false,
  handOvers: new Map(),
  pool: 'public',
  lay: true,
  left: new Set(['anna']),
}

let tokens = 0
function claim(actor: string, told: Operation['told'], more: Partial<Operation> = {}): Operation {
  tokens += 1
  const asked = { kind: 'claim' as const, actor }
  return { token: `c${tokens}`, opportunity: 'o', began: 0, ended: 10, asked, told, ...more }
}
const won = (actor: string, version = 2) => ({
  kind: 'done' as const,
  body: { holder: { id: actor }, version },
})
const lost = (code: string) => ({ kind: 'refused' as const, code, facts: {} })
const passed = (
  seq: number,
  from: string,
  to: string,
  because: string,
  more: Partial<Noted> = {},
): Noted => ({
  seq,
  xid: String(seq),
  kind: 'opportunity.passed',
  opportunity: 'o',
  record: 'o',
  before: { holder: from },
  after: { holder: to },
  reason: null,
  because,
  pool: 'public',
  ...more,
})
const claimed = (seq: number, to: string, more: Partial<Noted> = {}) =>
  passed(seq, 'keeper', to, 'claimed', more)

function found(
  operations: Operation[],
  journal: Noted[],
  last: Partial<State> = {},
  more: Partial<Known> = {},
) {
  const end = { ...LYING, pool: null, ...last }
  const known = { first: new Map([['o', LYING]]), last: new Map([['o', end]]), journal, stages: new Map() }
  return inconsistencies({ operations, leavings: [] }, { ...known, ...more })
}

describe('the history checker knows claims', () => {
  test('and finds nothing where one wins and another is told so', () => {
    const operations = [claim('boris', won('boris')), claim('cora', lost('pools.claimed-already'))]
    expect(found(operations, [claimed(1, 'boris')], { version: 2, holder: 'boris' })).toEqual([])
  })
  test('two who both won it are found', () => {
    const operations = [claim('boris', won('boris')), claim('cora', won('cora'))]
    const problems = found(operations, [claimed(1, 'boris')], { version: 2, holder: 'boris' })
    expect(problems[0]).toBe(`o: ${operations[1]?.token} was acknowledged and is not there`)
    const both = [claimed(1, 'boris'), passed(2, 'boris', 'cora', 'claimed')]
    const second = [operations[0] as Operation, claim('cora', won('cora', 3))]
    expect(found(second, both, { version: 3, holder: 'cora' })[0]).toContain('"claim","actor":"cora"')
  })
  test('a claim of whoever gave it back is found, and a cooling-down of whoever never had it', () => {
    const early = [claim('anna', won('anna'))]
    expect(found(early, [claimed(1, 'anna')], { version: 2, holder: 'anna' })[0]).toContain('was answered')
    const kept = { pool: 'public' }
    expect(found([claim('anna', lost('pools.cooling-down'))], [], kept)).toEqual([])
    expect(found([claim('boris', lost('pools.cooling-down'))], [], kept)[0]).toContain('explains')
  })
  test('somebody told that it is taken while it lies there is found', () => {
    const operations = [claim('boris', lost('pools.claimed-already'))]
    expect(found(operations, [], { pool: 'public' })[0]).toContain('explains')
  })
  test('a claim without an answer may have been done or not', () => {
    const operations = [claim('boris', { kind: 'unknown' })]
    expect(found(operations, [claimed(1, 'boris')], { version: 2, holder: 'boris' })).toEqual([])
    expect(found(operations, [], { pool: 'public' })).toEqual([])
    expect(found([], [claimed(1, 'boris')], { version: 2, holder: 'boris' })[0]).toContain('nobody asked for')
  })
  test('what went back into the pool and was not noted there is found', () => {
    const release: Operation = {
      ...claim('boris', { kind: 'done', body: { version: 3 } }),
      token: 'r',
      asked: { kind: 'release', actor: 'boris', version: 2 },
    }
    const operations = [claim('boris', won('boris'), { ended: 5 }), { ...release, began: 6 }]
    const journal = [claimed(1, 'boris'), passed(2, 'boris', 'keeper', 'released', { reason: 'r' })]
    const end = { version: 3, holder: 'keeper' }
    expect(found(operations, journal, { ...end, pool: 'public' })).toEqual([])
    expect(found(operations, journal, end)[0]).toContain('leads to')
  })
  test('limits that were overshot are found, and refusals before a limit was reached', () => {
    const limits = { claimsPerDay: 1, holdMost: 1 }
    const two = new Map(['o', 'p'].map((id) => [id, LYING]))
    const ends = new Map(['o', 'p'].map((id) => [id, { ...LYING, pool: null, version: 2, holder: 'boris' }]))
    const other = claim('boris', won('boris'), { opportunity: 'p' })
    const journal = [claimed(1, 'boris'), claimed(2, 'boris', { opportunity: 'p', record: 'p' })]
    const both = found([claim('boris', won('boris')), other], journal, {}, { limits, first: two, last: ends })
    expect(both).toEqual(['boris claimed p while they held 1', 'boris claimed 2 in a day'])
    const kept = found([claim('boris', lost('pools.day-limit'))], [], { pool: 'public' }, { limits })
    expect(kept).toEqual(['boris was told of the limit of a day after 0 claims'])
    const full = found([claim('boris', lost('pools.hold-limit'))], [], { pool: 'public' }, { limits })
    expect(full).toEqual(['boris was told they hold too much, with 0 at most'])
  })
})
