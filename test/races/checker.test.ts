import { describe, expect, test } from 'vitest'
import { inconsistencies, type Known } from './checker.ts'
import type { History, Noted, Operation, State } from './history.ts'

const FIRST: State = {
  version: 1,
  holder: 'anna',
  stage: 'lead',
  isOpen: true,
  isGone: false,
  handOvers: new Map(),
  pool: null,
  lay: false,
  left: new Set(),
}
const STAGES = new Map([
  ['s-lead', { key: 'lead', kind: 'open' }],
  ['s-won', { key: 'won', kind: 'won' }],
])

let tokens = 0
function operation(more: Partial<Operation> & Pick<Operation, 'asked' | 'told'>): Operation {
  tokens += 1
  return { token: `t${tokens}`, opportunity: 'o', began: 0, ended: 10, ...more }
}
const passed = (seq: number, reason: string, from: string, to: string): Noted => ({
  seq,
  xid: String(seq),
  kind: 'opportunity.passed',
  opportunity: 'o',
  record: 'o',
  before: { holder: from },
  after: { holder: to },
  reason,
})
const done = (body: Record<string, unknown>) => ({ kind: 'done' as const, body })
const refused = (code: string, facts = {}) => ({ kind: 'refused' as const, code, facts })

function found(
  operations: Operation[],
  journal: Noted[],
  last: Partial<State> = {},
  more: Partial<History> = {},
) {
  const known: Known = {
    first: new Map([['o', FIRST]]),
    last: new Map([['o', { ...FIRST, ...last }]]),
    journal,
    stages: STAGES,
  }
  return inconsistencies({ operations, leavings: [], ...more }, known)
}

const PASS = operation({
  token: 'a',
  asked: { kind: 'pass', version: 1, to: 'boris' },
  told: done({ version: 2, holder: { id: 'boris' } }),
})

describe('the history checker', () => {
  test('finds nothing where a pass and a refusal of the one who came late fit together', () => {
    const late = operation({
      asked: { kind: 'pass', version: 1, to: 'cora' },
      told: refused('opportunities.stale', { yours: 1, current: 2 }),
    })
    expect(found([PASS, late], [passed(1, 'a', 'anna', 'boris')], { version: 2, holder: 'boris' })).toEqual(
      [],
    )
  })
  test('finds two acknowledged passes from one version: the second overwrote the first', () => {
    const second = operation({
      token: 'b',
      asked: { kind: 'pass', version: 1, to: 'cora' },
      told: done({ version: 2, holder: { id: 'cora' } }),
    })
    const journal = [passed(1, 'a', 'anna', 'boris'), passed(2, 'b', 'boris', 'cora')]
    expect(found([PASS, second], journal, { version: 3, holder: 'cora' })).toHaveLength(1)
  })
  test('finds an acknowledged pass that is not there, and one nobody asked for', () => {
    expect(found([PASS], [])[0]).toContain('was acknowledged and is not there')
    const strange = [passed(1, 'x', 'anna', 'boris')]
    expect(found([], strange, { version: 2, holder: 'boris' })[0]).toContain('nobody asked for')
  })
  test('finds a refused pass that was done all the same', () => {
    const liar = operation({
      token: 'c',
      asked: { kind: 'pass', version: 1, to: 'boris' },
      told: refused('opportunities.stale', { yours: 1, current: 2 }),
    })
    const problems = found([liar], [passed(1, 'c', 'anna', 'boris')], { version: 2, holder: 'boris' })
    expect(problems.some((text) => text.includes('was refused'))).toBe(true)
  })
  test('finds a refusal that no state explains', () => {
    const odd = operation({
      asked: { kind: 'pass', version: 1, to: 'cora' },
      told: refused('responsibility.closed'),
    })
    expect(found([odd], [])[0]).toContain('explains')
  })
  test('finds a read that shows what was over before it was asked', () => {
    const read = operation({
      began: 20,
      ended: 30,
      asked: { kind: 'read' },
      told: done({ version: 1, holder: { id: 'anna' } }),
    })
    const journal = [passed(1, 'a', 'anna', 'boris')]
    expect(found([PASS, read], journal, { version: 2, holder: 'boris' })[0]).toContain('explains')
    expect(found([PASS, { ...read, began: 5 }], journal, { version: 2, holder: 'boris' })).toEqual([])
  })
  test('finds commits against the order in which they were asked and answered', () => {
    const later = operation({
      token: 'd',
      began: 20,
      ended: 30,
      asked: { kind: 'bulk-pass', to: 'cora' },
      told: done({}),
    })
    const first = { ...PASS, asked: { kind: 'bulk-pass' as const, to: 'boris' }, told: done({}) }
    const journal = [passed(1, 'd', 'anna', 'cora'), passed(2, 'a', 'cora', 'boris')]
    const problems = found([first, later], journal, { version: 3, holder: 'boris' })
    expect(problems.some((text) => text.includes('is before it'))).toBe(true)
  })
  test('finds a hand-over accepted twice', () => {
    const offered: Noted = {
      ...passed(1, '', '', ''),
      kind: 'hand-over.offered',
      record: 'h',
      reason: null,
      before: null,
      after: { to: 'boris', packet: { needs: 'e' } },
    }
    const accepted: Noted[] = [
      { ...passed(2, '', 'anna', 'boris'), reason: null },
      { ...passed(3, '', '', ''), xid: '2', kind: 'hand-over.accepted', record: 'h', reason: null },
    ]
    const offer = operation({
      token: 'e',
      asked: { kind: 'offer', actor: 'anna', to: 'boris' },
      told: done({ id: 'h' }),
    })
    const accept = (began: number) =>
      operation({
        began,
        ended: began + 5,
        asked: { kind: 'accept', actor: 'boris', handOver: 'h', handOverVersion: 1 },
        told: done({ state: 'accepted' }),
      })
    const end = { version: 2, holder: 'boris' }
    expect(found([offer, accept(11)], [offered, ...accepted], end)).toEqual([])
    const twice = found([offer, accept(11), accept(20)], [offered, ...accepted], end)
    expect(twice.some((text) => text.includes('both acknowledged'))).toBe(true)
  })
  test('takes an offer that fell with a pass for nobody’s withdrawal', () => {
    const noted = (seq: number, xid: number, kind: string, because: string | null = null): Noted => ({
      ...passed(seq, '', '', ''),
      xid: String(xid),
      kind,
      record: 'h',
      reason: null,
      before: null,
      after: { to: 'boris', packet: { needs: 'e' } },
      because,
    })
    const journal = [
      noted(1, 1, 'hand-over.offered'),
      { ...passed(2, 'f', 'anna', 'cora'), xid: '2' },
      noted(3, 2, 'hand-over.withdrawn', 'overtaken'),
    ]
    const offer = operation({
      token: 'e',
      asked: { kind: 'offer', actor: 'anna', to: 'boris' },
      told: done({ id: 'h' }),
    })
    const pass = operation({
      began: 20,
      ended: 30,
      token: 'f',
      asked: { kind: 'bulk-pass', to: 'cora' },
      told: done({}),
    })
    const late = operation({
      began: 40,
      ended: 50,
      asked: { kind: 'withdraw', actor: 'anna', handOver: 'h', handOverVersion: 1 },
      told: refused('handover.answered-already', { state: 'withdrawn' }),
    })
    const again = operation({
      began: 32,
      ended: 35,
      token: 'g',
      asked: { kind: 'bulk-pass', to: 'dora' },
      told: done({}),
    })
    const rows = [...journal, passed(4, 'g', 'cora', 'dora')]
    const end = { version: 3, holder: 'dora' }
    const unanswered = { ...late, told: { kind: 'unknown' as const } }
    expect(found([offer, pass, again, late], rows, end)).toEqual([])
    expect(found([offer, pass, again, unanswered], rows, end)).toEqual([])
    const byHand = rows.map((row) => ({ ...row, because: null }))
    expect(found([offer, pass, again, late], byHand, end)[0]).toContain('is before it')
  })
  test('finds whoever left with work in hand, and a pass to somebody who was gone', () => {
    const leave = (began: number) => ({
      person: 'anna',
      to: 'inactive' as const,
      began,
      ended: began + 1,
      told: done({}),
    })
    expect(found([], [], {}, { leavings: [leave(0)] })[0]).toContain('left while they held')
    const to = operation({
      token: 'f',
      began: 50,
      ended: 60,
      asked: { kind: 'bulk-pass', to: 'anna' },
      told: done({}),
    })
    const away = operation({ token: 'g', asked: { kind: 'bulk-pass', to: 'boris' }, told: done({}) })
    const journal = [passed(1, 'g', 'anna', 'boris'), passed(2, 'f', 'boris', 'anna')]
    const problems = found([away, to], journal, { version: 3 }, { leavings: [leave(20)] })
    expect(problems).toEqual(['anna received by f after they left'])
  })
  test('finds what was deleted twice, and what was passed out of the bin', () => {
    const gone = (seq: number, token: string): Noted => ({
      ...passed(seq, token, '', ''),
      kind: 'opportunity.deleted',
      after: null,
    })
    const remove = (token: string, version: number) =>
      operation({ token, asked: { kind: 'delete', version }, told: done({}) })
    const end = { version: 2, isOpen: false, isGone: true }
    expect(found([remove('op-h', 1)], [gone(1, 'op-h')], end)).toEqual([])
    const twice = found([remove('op-h', 1), remove('op-i', 2)], [gone(1, 'op-h'), gone(2, 'op-i')], {
      ...end,
      version: 3,
    })
    expect(twice).toHaveLength(1)
    const out = operation({ token: 'op-j', asked: { kind: 'bulk-pass', to: 'boris' }, told: done({}) })
    const journal = [gone(1, 'op-h'), passed(2, 'op-j', 'anna', 'boris')]
    const problems = found([remove('op-h', 1), out], journal, { version: 3, holder: 'boris', isOpen: false })
    expect(problems[0]).toContain('was answered')
  })
  test('finds a record that is not where the journal leads', () => {
    expect(found([PASS], [passed(1, 'a', 'anna', 'boris')], { version: 2, holder: 'cora' })[0]).toContain(
      'leads to',
    )
  })
})
