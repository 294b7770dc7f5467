import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Edge, graphFaults, movesOf, type StageFacts } from './index.ts'

const stage = (key: string, position: number, kind: StageFacts['kind'] = 'open'): StageFacts => ({
  key,
  position,
  kind,
  phase: 'deal',
})
const STAGES = [stage('a', 1), stage('b', 2), stage('c', 3), stage('won', 4, 'won'), stage('lost', 5, 'lost')]
const by = 'holder' as const
const codes = (edges: Edge[]) => graphFaults(STAGES, edges).map((fault) => Object.values(fault).join(' '))

describe('the graph of a process', () => {
  test('without named moves has no fault', () => {
    expect(graphFaults(STAGES, movesOf(STAGES, null))).toEqual([])
  })
  test('tells what cannot be reached and what leads nowhere', () => {
    const edges = [
      { from: 'a', to: 'b', by },
      { from: 'a', to: 'won', by },
      { from: 'a', to: 'lost', by },
    ]
    expect(codes(edges)).toEqual(['dead-end b', 'unreachable-stage c', 'dead-end c'])
  })
  test('tells moves that no process has, and missing beginnings and ends', () => {
    expect(codes([...movesOf(STAGES, null), { from: 'won', to: 'lost', by }])).toEqual([
      'impossible-move won lost',
    ])
    expect(graphFaults([stage('won', 1, 'won')], []).map(({ code }) => code)).toEqual(['no-start', 'no-lost'])
  })
  test('property: a stage is faultless just where a walk from the start comes by and an end can be walked to', () => {
    const keys = STAGES.map(({ key }) => key)
    const edge = fc.record({
      from: fc.constantFrom(...keys),
      to: fc.constantFrom(...keys),
      by: fc.constant(by),
    })
    const usual = movesOf(STAGES, null)
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 12 }), (edges) => {
        const sound = edges.filter((one) => usual.some(({ from, to }) => from === one.from && to === one.to))
        const walks = (from: string, left = 5): string[] =>
          left === 0
            ? [from]
            : [from, ...sound.filter((e) => e.from === from).flatMap((e) => walks(e.to, left - 1))]
        const faults = graphFaults(STAGES, sound)
        for (const { key, kind } of STAGES) {
          const isLost = faults.some((fault) => fault.code === 'unreachable-stage' && fault.stage === key)
          expect(isLost).toBe(!walks('a').includes(key))
          const isStuck = faults.some((fault) => fault.code === 'dead-end' && fault.stage === key)
          expect(isStuck).toBe(kind === 'open' && !walks(key).some((one) => one === 'won' || one === 'lost'))
        }
      }),
    )
  })
})
