import type { Draft, PlanDocument } from '../../../src/features/plan/contract.ts'
import { sameJson } from '../../../src/features/plan/rules/differences.ts'
import { isProblem } from '../../client/problem.ts'

const AFTER_LAST_CHANGE_MS = 1000
const AGAIN_MS = 5000

export type Kept = Pick<Draft, 'id' | 'version' | 'name' | 'basedOn' | 'document'>
/** How far what is on the page has reached the server. */
export type SavingState = 'untouched' | 'unsaved' | 'saving' | 'saved' | 'offline' | 'gone' | 'refused'
/** What somebody else made of `base`. */
export type Theirs = { base: PlanDocument; document: PlanDocument; by: string }
export type Saving = { kept: Kept | undefined; state: SavingState; error: unknown }

/** What saving needs of the world: the server, the page, and the memory of this browser. */
export type Ground = {
  begin: (document: PlanDocument) => Promise<Kept>
  keep: (kept: Kept, document: PlanDocument, basedOn: string | undefined) => Promise<Kept>
  load: (id: string) => Promise<Kept & { updatedBy: { name: string } }>
  /** Brings what somebody else saved into the page. */
  bring: (theirs: Theirs) => void
  onBegun: (kept: Kept) => void
  onKept: () => void
  /** Remembers what of a draft is not saved. */
  remember: (unsaved: { draft: string | null; base: PlanDocument; mine: PlanDocument }) => void
  /** Everything of the draft is saved, or nobody wants it any more. */
  forget: (draft: string | null) => void
}

/**
 * Keeps a draft on the server: a second after the last change, on top of what was kept before; one saving at a time. Where somebody
 * else kept another state meanwhile it is brought into the page first, and what comes of it is saved. What has not been saved is
 * remembered in this browser. Without a server it tries again every five seconds.
 */
export function makeSaver(ground: () => Ground, opened: Kept | undefined, begunWith: PlanDocument) {
  let document = opened?.document ?? begunWith
  let saving: Saving = { kept: opened, state: opened ? 'saved' : 'untouched', error: undefined }
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | undefined
  let isOver = false
  let basedOn: string | undefined
  const remembered = new Set<string | null>()
  const listeners = new Set<() => void>()

  const tell = (change: Partial<Saving>) => {
    saving = { ...saving, ...change }
    for (const listener of listeners) listener()
  }
  const base = () => saving.kept?.document ?? begunWith
  const isKept = () => basedOn === undefined && sameJson(document, base())
  const restful = (): SavingState => (isKept() ? (saving.kept ? 'saved' : 'untouched') : 'unsaved')

  const forget = () => {
    for (const draft of remembered) ground().forget(draft)
    remembered.clear()
  }

  const later = (ms: number) => {
    clearTimeout(timer)
    timer = isOver ? undefined : setTimeout(() => void save(), ms)
  }

  const bringTheirs = async (kept: Kept) => {
    const theirs = await ground().load(kept.id)
    const before = base()
    tell({ kept: theirs })
    ground().bring({ base: before, document: theirs.document, by: theirs.updatedBy.name })
  }

  const saveOnce = async () => {
    const { kept } = saving
    const sent = document
    tell({ state: 'saving' })
    try {
      const next = kept ? await ground().keep(kept, sent, basedOn) : await ground().begin(sent)
      basedOn = undefined
      // As it was sent: the server may write the same in another order.
      tell({ kept: { ...next, document: sent }, error: undefined })
      if (!kept) ground().onBegun(next)
      ground().onKept()
    } catch (thrown) {
      if (kept && isProblem(thrown, 'plan.draft-stale')) await bringTheirs(kept)
      else throw thrown
    }
  }

  const saveSafely = async () => {
    try {
      await saveOnce()
      tell({ state: restful() })
      if (isKept()) forget()
      else later(AFTER_LAST_CHANGE_MS)
    } catch (error) {
      const state = stateAfter(error)
      tell({ state, error })
      if (state === 'offline') later(AGAIN_MS)
    }
  }

  function save(): Promise<void> {
    clearTimeout(timer)
    if (isOver) return Promise.resolve()
    running ??= saveSafely().finally(() => {
      running = undefined
    })
    return running
  }

  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    saving: () => saving,
    /** The page shows this now. */
    note: (shown: PlanDocument) => {
      document = shown
      if (isOver || saving.state === 'gone') return
      if (isKept()) {
        if (running) return
        clearTimeout(timer)
        forget()
        tell({ state: restful() })
        return
      }
      const draft = saving.kept?.id ?? null
      remembered.add(draft)
      ground().remember({ draft, base: base(), mine: document })
      if (running) return // what comes after the saving under way is seen when that ends
      tell({ state: 'unsaved' })
      later(AFTER_LAST_CHANGE_MS)
    },
    /** The draft has been kept by somebody else at `version`. */
    seen: (version: number) => {
      const { kept } = saving
      if (isOver || running || !kept || version <= kept.version) return
      running = bringTheirs(kept)
        .then(() => tell({ state: restful() }))
        .catch((error) => tell({ state: stateAfter(error), error }))
        .finally(() => {
          running = undefined
          if (!isKept()) later(AFTER_LAST_CHANGE_MS)
        })
    },
    /** Saves at once what is not saved; answers the draft, undefined where there is none. */
    flush: async (): Promise<Kept | undefined> => {
      await running
      if (!isKept() && saving.state !== 'gone') await save()
      return saving.kept
    },
    /** The draft goes on from another version of the plan. */
    goOnFrom: (version: string) => {
      basedOn = version
      later(0)
    },
    /** Nothing more is saved: the draft has been published or thrown away. */
    end: () => {
      isOver = true
      clearTimeout(timer)
      forget()
    },
    /** Goes on in a draft of its own where the one worked on is gone. */
    beginAnew: () => {
      tell({ kept: undefined, state: 'unsaved', error: undefined })
      later(0)
    },
  }
}

function stateAfter(error: unknown): SavingState {
  if (isProblem(error, 'plan.no-such-draft')) return 'gone'
  return isProblem(error) && error.status >= 400 && error.status < 500 ? 'refused' : 'offline'
}
