import { describe, expect, test } from 'vitest'
import type { PlanDocument } from '../../../src/features/plan/contract.ts'
import { documentOfTemplate } from '../../../src/features/plan/rules/templates.ts'
import { ApiProblem } from '../../client/problem.ts'
import { type Ground, type Kept, makeSaver, type Theirs } from './saver.ts'

const plan = documentOfTemplate('start-up', '019a0000-0000-7000-8000-000000000001')
const otherKeeper = { ...plan, keeper: '019a0000-0000-7000-8000-000000000002' }
const basedOn = { id: 'v1', number: 1 }
const draft = (version: number, document = plan): Kept => ({
  id: 'd1',
  version,
  name: '草稿',
  basedOn,
  document,
})

/** A server of one draft, which may be away or changed by somebody else. */
function world(more: Partial<Ground> = {}) {
  const told = { saved: [] as PlanDocument[], brought: [] as Theirs[], remembered: [] as unknown[], begun: 0 }
  const ground: Ground = {
    begin: async (document) => {
      told.saved.push(document)
      return draft(1, document)
    },
    keep: async (kept, document) => {
      told.saved.push(document)
      return draft(kept.version + 1, document)
    },
    load: async () => ({ ...draft(7, otherKeeper), updatedBy: { name: '李雷' } }),
    bring: (theirs) => void told.brought.push(theirs),
    onBegun: () => {
      told.begun += 1
    },
    onKept: () => undefined,
    remember: (unsaved) => void told.remembered.push(unsaved),
    forget: (draft) => void told.remembered.push(`forget ${draft}`),
    ...more,
  }
  return { told, ground: () => ground }
}

describe('saving a draft', () => {
  test('begins one with the first change, and keeps the next on top of it', async () => {
    const { told, ground } = world()
    const saver = makeSaver(ground, undefined, plan)
    saver.note(plan)
    expect(saver.saving().state).toBe('untouched')
    saver.note(otherKeeper)
    expect(saver.saving().state).toBe('unsaved')
    await saver.flush()
    expect(saver.saving()).toMatchObject({ state: 'saved', kept: { version: 1 } })
    saver.note(plan)
    await saver.flush()
    expect(saver.saving().kept?.version).toBe(2)
    expect([told.begun, told.saved]).toEqual([1, [otherKeeper, plan]])
  })

  test('remembers what is not saved, and forgets it once it is', async () => {
    const { told, ground } = world()
    const saver = makeSaver(ground, draft(3), plan)
    saver.note(otherKeeper)
    expect(told.remembered).toEqual([{ draft: 'd1', base: plan, mine: otherKeeper }])
    await saver.flush()
    expect(told.remembered.at(-1)).toBe('forget d1')
  })

  test('taken back before it was saved leaves nothing to save and nothing remembered', async () => {
    const { told, ground } = world()
    const saver = makeSaver(ground, undefined, plan)
    saver.note(otherKeeper)
    saver.note(plan)
    await saver.flush()
    expect([told.saved, told.remembered.at(-1)]).toEqual([[], 'forget null'])
    expect(saver.saving().state).toBe('untouched')
  })

  test('of one draft leaves alone what was not saved of another', () => {
    const { told, ground } = world()
    makeSaver(ground, draft(3), plan).note(plan)
    expect(told.remembered).toEqual([])
  })

  test('brings in what somebody else kept meanwhile, then saves on top of that', async () => {
    const { told, ground } = world({
      keep: async (kept, document) => {
        if (kept.version < 7) throw new ApiProblem('plan.draft-stale', 412)
        return draft(kept.version + 1, document)
      },
    })
    const saver = makeSaver(ground, draft(3), plan)
    const mine = { ...plan, rules: [] }
    saver.note(mine)
    await saver.flush()
    expect(told.brought).toEqual([{ base: plan, document: otherKeeper, by: '李雷' }])
    expect(saver.saving()).toMatchObject({ state: 'unsaved', kept: { version: 7 } })
    saver.note({ ...otherKeeper, rules: [] })
    await saver.flush()
    expect(saver.saving()).toMatchObject({ state: 'saved', kept: { version: 8 } })
    saver.end()
  })

  test('without a server says so and keeps what was changed', async () => {
    const { told, ground } = world({
      keep: async () => {
        throw new ApiProblem('network.unreachable', 0)
      },
    })
    const saver = makeSaver(ground, draft(3), plan)
    saver.note(otherKeeper)
    await saver.flush()
    expect(saver.saving().state).toBe('offline')
    expect(told.remembered.at(-1)).toMatchObject({ mine: otherKeeper })
    saver.end()
  })

  test('of a draft that is gone stops, and goes on in another where that is wished', async () => {
    const { told, ground } = world({
      keep: async () => {
        throw new ApiProblem('plan.no-such-draft', 404)
      },
    })
    const saver = makeSaver(ground, draft(3), plan)
    saver.note(otherKeeper)
    await saver.flush()
    expect(saver.saving().state).toBe('gone')
    saver.beginAnew()
    await saver.flush()
    expect(saver.saving()).toMatchObject({ state: 'saved', kept: { version: 1 } })
    expect(told.begun).toBe(1)
  })

  test('looks at what is refused as refused, not as away', async () => {
    const { ground } = world({
      keep: async () => {
        throw new ApiProblem('http.invalid', 422)
      },
    })
    const saver = makeSaver(ground, draft(3), plan)
    saver.note(otherKeeper)
    await saver.flush()
    expect(saver.saving().state).toBe('refused')
  })

  test('takes in a newer state as soon as it is seen, and an older one never', async () => {
    const { told, ground } = world()
    const saver = makeSaver(ground, draft(6), plan)
    saver.seen(6)
    expect(told.brought).toEqual([])
    saver.seen(7)
    await saver.flush()
    expect(told.brought.length).toBe(1)
    saver.end()
  })

  test('that has ended saves nothing any more', async () => {
    const { told, ground } = world()
    const saver = makeSaver(ground, draft(3), plan)
    saver.note(otherKeeper)
    saver.end()
    await saver.flush()
    expect(told.saved).toEqual([])
  })
})
