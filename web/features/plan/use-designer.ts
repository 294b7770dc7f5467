import { useQuery } from '@tanstack/react-query'
import { useCallback, useDeferredValue, useMemo, useReducer, useState } from 'react'
import type { Conflict } from '../../../src/features/plan/contract/merging.ts'
import type { PatchStep, PlanDocument, PlanVersion } from '../../../src/features/plan/contract.ts'
import { documentOf } from '../../../src/features/plan/rules/document.ts'
import { merge } from '../../../src/features/plan/rules/merge.ts'
import { patched } from '../../../src/features/plan/rules/patched.ts'
import { begun, type History, rebased, redone, stepped, undone } from './history.ts'
import { changesOf, documentIn, draftOf, draftOfDocument, type PlanDraft } from './plan-draft.ts'
import { problemsQuery } from './queries.ts'
import type { Kept, Theirs } from './saver.ts'
import { forgetUnsaved, unsavedOf } from './unsaved.ts'
import { useSaving } from './use-saving.ts'

type Step =
  | { kind: 'step'; to: PlanDraft }
  | { kind: 'undo' }
  | { kind: 'redo' }
  | { kind: 'bring'; bring: (draft: PlanDraft) => PlanDraft }

function walk(history: History<PlanDraft>, step: Step): History<PlanDraft> {
  if (step.kind === 'step') return stepped(history, step.to)
  if (step.kind === 'undo') return undone(history)
  return step.kind === 'redo' ? redone(history) : rebased(history, step.bring)
}

/** What is open on the page: the draft, its steps, its findings, and how far it is kept. */
export function useDesigner({
  current,
  opened,
  me,
  newName,
  onBegun,
}: {
  /** The version in force. */
  current: PlanVersion
  opened: Kept | undefined
  me: string
  newName: string
  onBegun: (draft: Kept) => void
}) {
  const [start] = useState(() => startOf(current, opened, me))
  const [history, take] = useReducer(walk, start.draft, begun)
  const [conflicts, setConflicts] = useState<{ by: string; list: readonly Conflict[] }>({
    by: '',
    list: start.conflicts,
  })
  const draft = history.present
  const document = useMemo(() => documentIn(draft), [draft])
  const change = useCallback((to: PlanDraft) => take({ kind: 'step', to }), [])

  const [colleague, setColleague] = useState<{ name: string; at: string }>()

  /** Brings what somebody else made of `base` into every step. */
  const bringIn = ({ base, document: theirs, by }: Theirs): void => {
    take({
      kind: 'bring',
      bring: (mine) => draftOfDocument(merge(base, documentIn(mine), theirs).document, mine.rules),
    })
    const { conflicts: list } = merge(base, document, theirs)
    if (list.length > 0) setConflicts({ by, list })
  }
  const saving = useSaving({
    document,
    begunWith: start.begunWith,
    opened,
    plan: current,
    me,
    newName,
    onTheirs: (theirs) => {
      setColleague({ name: theirs.by, at: new Date().toISOString() })
      bringIn(theirs)
    },
    onBegun,
  })
  const checked = useDeferredValue(draft)
  const found = useQuery(problemsQuery(checked))
  // A patch names places by their number: it only fits the very plan it was found in.
  const isCurrent = checked === draft && !found.isPlaceholderData
  return {
    draft,
    document,
    history,
    conflicts,
    /** Who else changed the draft last while it was open here. */
    colleague,
    saving,
    changed: useMemo(() => changesOf(draft, current), [draft, current]),
    problems: found.data ?? [],
    change,
    bringIn,
    undo: () => take({ kind: 'undo' }),
    redo: () => take({ kind: 'redo' }),
    fix: (steps: readonly PatchStep[]) => {
      if (isCurrent) change(draftOfDocument(patched(document, steps), draft.rules))
    },
    settle: (conflict: Conflict) =>
      setConflicts(({ by, list }) => ({ by, list: list.filter((one) => one !== conflict) })),
  }
}

/** Where the page begins: with what is kept, and on top of it what this browser could not save the last time. */
function startOf(
  current: PlanVersion,
  opened: Kept | undefined,
  me: string,
): { draft: PlanDraft; begunWith: PlanDocument; conflicts: readonly Conflict[] } {
  const begunWith = opened?.document ?? documentOf(current)
  const known = draftOf(current)
  const plain = opened ? draftOfDocument(opened.document, known.rules) : known
  const unsaved = unsavedOf(me, opened?.id ?? null, current.id)
  if (!unsaved) return { draft: plain, begunWith, conflicts: [] }
  try {
    const { document, conflicts } = merge(unsaved.base, unsaved.mine, begunWith)
    return { draft: draftOfDocument(document, known.rules), begunWith, conflicts }
  } catch {
    // Written by an earlier release: it is no plan any more.
    forgetUnsaved(me, opened?.id ?? null)
    return { draft: plain, begunWith, conflicts: [] }
  }
}
