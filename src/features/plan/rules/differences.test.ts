import { describe, expect, test } from 'vitest'
import type { PlanDocument } from '../contract.ts'
import { differencesOf } from './differences.ts'
import { mappingOf, movesBetween, suggestedMapping } from './mapping.ts'
import { documentOfTemplate } from './templates.ts'

const growing: PlanDocument = documentOfTemplate('growing', 'p1')
const large: PlanDocument = documentOfTemplate('large', 'p1')

describe('the difference of two plans', () => {
  test('is nothing between a plan and its copy, whatever the order of the names', () => {
    const copy = structuredClone(growing)
    copy.stages = copy.stages.map((stage) => ({
      ...stage,
      duties: Object.fromEntries(Object.entries(stage.duties).reverse()),
    }))
    expect(differencesOf(growing, copy)).toEqual([])
  })
  test('names what was added, taken away, changed, and the fewest that moved', () => {
    const [first, second, third, ...rest] = growing.stages
    if (!first || !second || !third) throw new Error('too few stages')
    const stages = [
      second,
      third,
      first,
      ...rest.map((s) => (s.key === 'solution' ? { ...s, gate: 'amount > 1.0' } : s)),
    ]
    expect(differencesOf(growing, { ...growing, stages, keeper: 'p2' })).toEqual([
      {
        part: 'keeper',
        key: 'keeper',
        change: 'changed',
        settings: [{ name: 'keeper', before: 'p1', after: 'p2' }],
      },
      { part: 'stage', key: 'lead', change: 'moved', settings: [] },
      {
        part: 'stage',
        key: 'solution',
        change: 'changed',
        settings: [{ name: 'gate', before: null, after: 'amount > 1.0' }],
      },
    ])
    const grown = differencesOf(growing, large)
    expect(
      grown.filter(({ part, change }) => part === 'process' && change === 'added').map(({ key }) => key),
    ).toEqual(['existing-customer', 'major-project', 'new-customer'])
    expect(grown.find(({ part, change }) => part === 'process' && change === 'removed')?.key).toBe('all')
  })
})

describe('where opportunities go in the next version', () => {
  test('a stage goes to its namesake or where it is told, never to another kind', () => {
    expect(mappingOf(growing.stages, large.stages, {}).missing).toEqual([])
    const back = mappingOf(large.stages, growing.stages, { need: 'lead', quote: 'won', proof: 'solution' })
    expect(back.missing).toEqual(['quote', 'proposal', 'tender'])
    expect(back.mapping).toMatchObject({ need: 'lead', proof: 'solution', won: 'won' })
  })
  test('what is gone is proposed to go to the nearest earlier stage that stays', () => {
    const proposed = suggestedMapping(large.stages, growing.stages)
    expect(proposed).toMatchObject({ need: 'solution', quote: 'solution', tender: 'solution' })
    expect(mappingOf(large.stages, growing.stages, proposed).missing).toEqual([])
  })
  test('the preview counts who stands there and whose holders lack the function', () => {
    const standing = [
      {
        key: 'lead',
        open: 5,
        closed: 0,
        byFunctions: [
          { functions: ['marketing'], open: 3 },
          { functions: ['sales'], open: 2 },
        ],
      },
    ]
    const [lead, screened] = movesBetween(growing.stages, large.stages, {}, standing)
    expect([lead?.to?.key, lead?.open, lead?.withoutFunction]).toEqual(['lead', 5, 2])
    expect([screened?.open, screened?.withoutFunction]).toEqual([0, 0])
  })
})
