import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { PlanDocument } from '../../../src/features/plan/contract.ts'
import { beginDraft, draftsQuery, keepDraft, loadDraft } from './queries.ts'
import { type Ground, type Kept, makeSaver, type Theirs } from './saver.ts'
import { forgetUnsaved, keepUnsaved } from './unsaved.ts'

const LOOK_MS = 5000

/** Keeps what is on the page as a draft on the server, and looks whether somebody else changes it. */
export function useSaving(given: {
  document: PlanDocument
  /** What the page began with: the draft's state, or the plan's where there is no draft yet. */
  begunWith: PlanDocument
  opened: Kept | undefined
  /** The version of the plan a new draft goes on from. */
  plan: { id: string }
  me: string
  /** What a draft is called that begins with the first change. */
  newName: string
  onTheirs: (theirs: Theirs) => void
  onBegun: (draft: Kept) => void
}) {
  const queries = useQueryClient()
  const { document, opened, begunWith } = given
  const newest = useRef(given)
  useEffect(() => {
    newest.current = given
  })
  const [saver] = useState(() => {
    const ground = (): Ground => {
      const { me, plan, newName, onTheirs, onBegun } = newest.current
      return {
        begin: (first) => beginDraft({ name: newName, from: { kind: 'document', document: first } }),
        keep: (kept, next, basedOn) => keepDraft(kept, next, basedOn ? { basedOn } : {}),
        load: loadDraft,
        bring: onTheirs,
        onBegun,
        onKept: () => void queries.invalidateQueries(draftsQuery),
        remember: (unsaved) => keepUnsaved(me, { ...unsaved, plan: plan.id }),
        forget: (draft) => forgetUnsaved(me, draft),
      }
    }
    return makeSaver(ground, opened, begunWith)
  })
  const { kept, state, error } = useSyncExternalStore(saver.subscribe, saver.saving)
  useEffect(() => saver.note(document), [saver, document])
  useEffect(() => {
    const again = () => void saver.flush()
    window.addEventListener('online', again)
    return () => {
      window.removeEventListener('online', again)
      // Leaving the page: what is not saved is sent at once.
      void saver.flush()
    }
  }, [saver])
  const heads = useQuery({ ...draftsQuery, refetchInterval: kept ? LOOK_MS : false }).data?.items
  const head = heads?.find(({ id }) => id === kept?.id)
  useEffect(() => {
    if (head) saver.seen(head.version)
  }, [saver, head])
  return { kept, head, state, error, saver }
}
