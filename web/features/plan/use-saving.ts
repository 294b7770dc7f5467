import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Draft, PlanDocument } from '../../../src/features/plan/contract.ts'
import type { Conflict } from '../../../src/features/plan/contract/merging.ts'
import { sameJson } from '../../../src/features/plan/rules/differences.ts'
import { isProblem } from '../../client/problem.ts'
import { beginDraft, draftsQuery, keepDraft, loadDraft } from './queries.ts'
import { forgetUnsaved, keepUnsaved } from './unsaved.ts'

const AFTER_LAST_CHANGE_MS = 1000
const AGAIN_MS = 5000
const LOOK_MS = 5000

export type Kept = Pick<Draft, 'id' | 'version' | 'name' | 'basedOn' | 'document'>
/** How far what is on the page has reached the server. */
export type SavingState = 'untouched' | 'unsaved' | 'saving' | 'saved' | 'offline' | 'gone' | 'refused'
export type Theirs = { base: PlanDocument; document: PlanDocument; by: string }

type Given = {
  document: PlanDocument
  /** What the page began with: the draft's state, or the plan's where there is no draft yet. */
  begunWith: PlanDocument
  opened: Kept | undefined
  /** The version of the plan a new draft goes on from. */
  plan: { id: string; number: number }
  me: string
  /** What a draft is called that begins with the first change. */
  newName: string
  /** Merges what somebody else saved into the page. */
  onTheirs: (theirs: Theirs) => readonly Conflict[]
  onBegun: (draft: Kept) => void
}

/**
 * Keeps the draft on the server: a second after the last change, on top of what was kept before. Where somebody else kept another
 * state meanwhile it is merged into the page first. What has not been kept stays in this browser.
 */
export function useSaving(given: Given) {
  const { document, opened, begunWith, me, plan } = given
  const queries = useQueryClient()
  const [kept, setKept] = useState<Kept | undefined>(opened)
  const [phase, setPhase] = useState<'idle' | 'saving' | 'offline' | 'gone' | 'refused'>('idle')
  const [error, setError] = useState<unknown>()
  const [attempt, setAttempt] = useState(0)
  const base = kept?.document ?? begunWith
  const isSame = sameJson(document, base)

  // What saving reads when its time comes: the newest state, not the one of the render that set the timer.
  const now = useRef({ given, kept })
  now.current = { given, kept }
  const running = useRef<Promise<void> | undefined>(undefined)
  const stopped = useRef(false)

  const take = (next: Kept) => {
    now.current = { ...now.current, kept: next }
    setKept(next)
  }

  const bring = async (id: string) => {
    const { kept: before, given: is } = now.current
    const theirs = await loadDraft(id)
    const from = before?.document ?? is.begunWith
    is.onTheirs({ base: from, document: theirs.document, by: theirs.updatedBy.name })
    take(theirs)
  }

  const saveOnce = async () => {
    const { given: is, kept: before } = now.current
    setPhase('saving')
    try {
      const next = before
        ? await keepDraft(before, is.document)
        : await beginDraft({ name: is.newName, from: { kind: 'document', document: is.document } })
      take({ ...next, document: is.document })
      if (!before) is.onBegun(next)
      if (sameJson(is.document, now.current.given.document)) forgetUnsaved(is.me)
      void queries.invalidateQueries(draftsQuery)
      setPhase('idle')
      setError(undefined)
    } catch (thrown) {
      if (before && isProblem(thrown, 'plan.draft-stale')) {
        await bring(before.id).then(
          () => setPhase('idle'),
          () => setPhase('offline'),
        )
        return
      }
      setError(thrown)
      if (isProblem(thrown, 'plan.no-such-draft')) setPhase('gone')
      else setPhase(isProblem(thrown) && thrown.status >= 400 && thrown.status < 500 ? 'refused' : 'offline')
    }
  }

  const save = (): Promise<void> => {
    running.current ??= saveOnce().finally(() => {
      running.current = undefined
    })
    return running.current
  }

  useEffect(() => {
    if (isSame || phase === 'saving' || phase === 'gone' || stopped.current) return
    keepUnsaved(me, { draft: kept?.id ?? null, plan: plan.id, base, mine: document })
    // `attempt` only says that it is time to try again.
    const timer = setTimeout(() => void save(), attempt >= 0 ? AFTER_LAST_CHANGE_MS : 0)
    return () => clearTimeout(timer)
  }, [document, kept, phase, attempt])

  useEffect(() => {
    if (phase !== 'offline') return
    const again = () => {
      setPhase('idle')
      setAttempt((count) => count + 1)
    }
    const timer = setTimeout(again, AGAIN_MS)
    window.addEventListener('online', again)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('online', again)
    }
  }, [phase])

  // Leaving the page: what is still on the way is sent at once.
  useEffect(
    () => () => {
      const { given: is, kept: before } = now.current
      if (!stopped.current && !sameJson(is.document, before?.document ?? is.begunWith)) void save()
    },
    [],
  )

  const heads = useQuery({ ...draftsQuery, refetchInterval: kept ? LOOK_MS : false }).data?.items
  const head = heads?.find(({ id }) => id === kept?.id)
  const isBehind = head !== undefined && kept !== undefined && head.version > kept.version
  useEffect(() => {
    if (!isBehind || !kept || phase === 'saving') return
    void bring(kept.id).catch(() => setPhase('offline'))
  }, [isBehind, kept?.id, phase])

  const state: SavingState =
    phase === 'idle' ? (isSame ? (kept ? 'saved' : 'untouched') : 'unsaved') : phase
  return {
    kept,
    head,
    state,
    error,
    /** Waits until the newest state is kept; answers it, undefined where there is no draft. */
    flush: async (): Promise<Kept | undefined> => {
      await running.current
      const { given: is, kept: before } = now.current
      if (!sameJson(is.document, before?.document ?? is.begunWith)) await save()
      return now.current.kept
    },
    /** Nothing is kept any more: the draft has been published or thrown away. */
    stop: () => {
      stopped.current = true
      forgetUnsaved(me)
    },
    /** Goes on in a draft of its own where the one worked on is gone. */
    beginAnew: () => {
      take(undefined as never)
      setPhase('idle')
    },
    renamed: take,
  }
}
