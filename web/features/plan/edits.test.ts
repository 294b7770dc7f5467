import { describe, expect, test } from 'vitest'
import { planDocument } from '../../../src/features/plan/contract.ts'
import { documentOfTemplate } from '../../../src/features/plan/rules/templates.ts'
import { documentIn, draftOfDocument } from './plan-draft.ts'
import { drawnMoves, isPossible, withMove, withoutProcess, withProcess } from './process-edits.ts'
import { keyFor, newStage, withoutStage, withStageAdded, withStageAt } from './stage-edits.ts'

const KEEPER = '019a0000-0000-7000-8000-000000000001'
const draft = draftOfDocument(documentOfTemplate('growing', KEEPER))
const [process] = draft.processes
if (!process) throw new Error('the template has a process')
const keys = (of = draft) => of.stages.map(({ key }) => key)
const say = (name: string) => ({ zh: name, en: name })

describe('a stage', () => {
  test('that is new stands behind the last of its phase, in the plan and in its processes', () => {
    const added = withStageAdded(draft, newStage('trial', say('试用'), 'deal'), { processes: ['all'] })
    expect(keys(added).indexOf('trial')).toBe(keys().indexOf('negotiation') + 1)
    expect(added.processes[0]?.stages).toEqual(keys(added))
    expect(planDocument.safeParse(documentIn(added)).success).toBe(true)
  })

  test('that is new stands behind the one that is named', () => {
    const how = { processes: ['all'], after: 'lead' }
    expect(keys(withStageAdded(draft, newStage('call', say('电话'), 'lead'), how))[1]).toBe('call')
  })

  test('is taken out of its processes and their moves with it', () => {
    const named = withProcess(
      draft,
      withMove(process, draft.stages, { from: 'lead', to: 'screened', by: 'keeper' }),
    )
    const without = withoutStage(named, 'screened')
    expect(keys(without)).not.toContain('screened')
    expect(without.processes[0]?.stages).not.toContain('screened')
    expect(without.processes[0]?.moves?.some(({ from, to }) => [from, to].includes('screened'))).toBe(false)
  })

  test('goes to another place of one process, or of the plan, and not beyond its ends', () => {
    expect(withStageAt(draft, 'solution', 0, 'all').processes[0]?.stages[0]).toBe('solution')
    expect(keys(withStageAt(draft, 'solution', 0, 'all'))).toEqual(keys())
    expect(keys(withStageAt(draft, 'solution', 0))[0]).toBe('solution')
    expect(keys(withStageAt(draft, 'lead', -1))).toEqual(keys())
  })

  test('gets a key out of its English name, numbered where it is taken', () => {
    expect(keyFor({ zh: '试用', en: 'Trial run!' }, 'stage', [])).toBe('trial-run')
    expect(keyFor({ zh: '线索', en: 'Lead' }, 'stage', keys())).toBe('lead-2')
    expect(keyFor({ zh: '试用', en: '试用' }, 'stage', ['stage-2'])).toBe('stage-3')
  })
})

describe('the moves of a process', () => {
  test('look along the way, past stages, to lost, back, and open again', () => {
    const looks = new Map(drawnMoves(process, draft.stages).map((one) => [`${one.from} ${one.to}`, one.look]))
    expect(looks.get('lead screened')).toBe('forward')
    expect(looks.get('lead requirement')).toBe('skip')
    expect(looks.get('negotiation won')).toBe('forward')
    expect(looks.get('won delivery')).toBe('forward')
    expect(looks.get('delivery delivered')).toBe('forward')
    expect(looks.get('solution lost')).toBe('lose')
    expect(looks.get('solution lead')).toBe('back')
    expect(looks.get('lost lead')).toBe('reopen')
    expect(looks.has('lead delivery')).toBe(false)
  })

  test('that are usual are named by the first that is forbidden; the others stay', () => {
    const usual = drawnMoves(process, draft.stages).length
    const changed = withMove(process, draft.stages, { from: 'lead', to: 'lost', by: undefined })
    expect(changed.moves?.length).toBe(usual - 1)
    const back = withMove(changed, draft.stages, { from: 'lead', to: 'lost', by: 'manager' })
    expect(back.moves?.at(-1)).toEqual({ from: 'lead', to: 'lost', by: 'manager' })
  })

  test('that are allowed already change nothing', () => {
    expect(withMove(process, draft.stages, { from: 'lead', to: 'lost', by: 'holder' })).toBe(process)
    expect(isPossible(process, draft.stages, 'lead', 'delivery')).toBe(false)
  })
})

describe('a process', () => {
  const major = { ...process, key: 'major', label: say('大项目'), when: "type == 'major-project'" }

  test('that is new stands before the one that takes the rest', () => {
    expect(withProcess(draft, major).processes.map(({ key }) => key)).toEqual(['major', 'all'])
  })

  test('loses the moves of stages it no longer passes', () => {
    const two = withProcess(draft, {
      ...major,
      moves: [
        { from: 'lead', to: 'won', by: 'holder' },
        { from: 'screened', to: 'won', by: 'holder' },
      ],
    })
    const kept = withProcess(two, { ...major, stages: ['lead', 'won'], moves: two.processes[0]?.moves ?? [] })
    expect(kept.processes[0]?.moves).toEqual([{ from: 'lead', to: 'won', by: 'holder' }])
  })

  test('is taken away, the last one never', () => {
    expect(withoutProcess(withProcess(draft, major), 'major').processes.length).toBe(1)
    expect(withoutProcess(draft, 'all')).toBe(draft)
  })
})
