import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { PlanDocument, PlanVersion } from '../../../src/features/plan/contract.ts'
import { documentOf } from '../../../src/features/plan/rules/document.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { planQuery } from '../../client/plan.ts'
import { isProblem } from '../../client/problem.ts'
import { useMe } from '../../client/session.ts'
import { useShortcuts } from '../../kit/shortcuts.ts'
import { useText } from '../../kit/text.tsx'
import { dayOf } from '../../kit/until-when.ts'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { withMine } from './conflict-edits.ts'
import { ConflictsPanel } from './conflicts-panel.tsx'
import { useStepWords } from './difference-words.ts'
import { DraftBar } from './draft-bar.tsx'
import { DraftNotes, OthersAtWork } from './draft-notes.tsx'
import { DraftsPanel } from './drafts-panel.tsx'
import type { Editing, Opened } from './editing.ts'
import { FindingsPanel } from './findings-panel.tsx'
import { KeeperCard } from './keeper-card.tsx'
import { MapCard } from './map-card.tsx'
import { MatrixCard } from './matrix-card.tsx'
import { Panels } from './panels.tsx'
import { documentIn, draftOfDocument, inputOf, type Publishing } from './plan-draft.ts'
import { PoolsCard } from './pools-card.tsx'
import { placeId } from './problems.tsx'
import { PublishPanel } from './publish-panel.tsx'
import { draftsQuery, dropDraft, publicationsQuery, publish, readVersion, schedule } from './queries.ts'
import { RulesCard } from './rules-card.tsx'
import type { Kept } from './saver.ts'
import { type Source, SourcePanel } from './source-panel.tsx'
import { SourcesMenu } from './sources-menu.tsx'
import { useDesigner } from './use-designer.ts'
import { VersionsPanel } from './versions-panel.tsx'

type Side = 'drafts' | 'findings' | 'versions' | 'publish' | 'conflicts'
type Working = ReturnType<typeof useDesigner>

/** The rules in force, those being edited, and whether these are any different. */
export type Trial = (rules: {
  published: PlanDocument['rules']
  draft: PlanDocument['rules']
  isChanged: boolean
}) => ReactNode

/** One draft being worked on, from the first change to its publication. */
export function Designer({
  current,
  object,
  trial,
  opened,
  onBegun,
  goTo,
}: {
  /** The version in force. */
  current: PlanVersion
  object: ObjectMetadata
  /** Lets rules be tried. */
  trial: Trial | undefined
  /** The draft the page begins with; undefined: what is in force. */
  opened: Kept | undefined
  onBegun: (draft: Kept) => void
  goTo: (draft: string | undefined) => void
}) {
  const t = useText()
  const format = useFormat()
  const { person } = useMe()
  const newName = t('plan.draft-usual-name', {
    who: person.name,
    day: format.day(dayOf(new Date())),
  })
  const working = useDesigner({ current, opened, me: person.id, newName, onBegun })
  const [part, setPart] = useState<Opened>()
  const [side, setSide] = useState<Side>()
  const [source, setSource] = useState<Source>()
  const [back, setBack] = useState<Publishing['mapping']>()
  const { draft, changed, problems, change, fix, saving } = working
  const ending = useEnding({ current, working, goTo })
  const stepWords = useUndoWords(object, working)
  useShortcuts({
    'mod+z': (event) => {
      if (isTyping(event.target)) return false
      if (event.shiftKey) working.redo()
      else working.undo()
      return true
    },
  })
  const editing: Editing = {
    object,
    version: current,
    draft,
    changed,
    problems,
    onChange: change,
    onFix: fix,
    onOpen: setPart,
  }
  const show = (place: string) => {
    setSide(undefined)
    const stage = draft.stages.find(({ key }) => key === place)
    if (stage) setPart({ kind: 'stage', key: place })
    else if (place.startsWith('process ')) setPart({ kind: 'process', key: place.slice('process '.length) })
    else if (place.startsWith('pool ')) setPart({ kind: 'pool', key: place.slice('pool '.length) })
    document.getElementById(placeId(place))?.scrollIntoView({ block: 'center' })
  }
  const close = () => setSide(undefined)
  return (
    <>
      <DraftBar
        name={saving.kept && (saving.head?.name ?? saving.kept.name)}
        state={saving.state}
        others={<OthersAtWork head={saving.head} colleague={working.colleague} me={person} />}
        changes={changed.size}
        problems={problems}
        undo={stepWords.undo}
        redo={stepWords.redo}
        onUndo={working.undo}
        onRedo={working.redo}
        onDrafts={() => setSide('drafts')}
        onFindings={() => setSide('findings')}
        onDiscard={() => void ending.discard()}
        onPublish={() => setSide('publish')}
      >
        <SourcesMenu
          keeper={draft.keeper}
          onSource={setSource}
          onVersions={() => setSide('versions')}
          onSave={(format) => void saveAs(working, current, format)}
        />
        {trial?.({
          published: documentOf(current).rules,
          draft: documentIn(draft).rules,
          isChanged: changed.size > 0,
        })}
      </DraftBar>
      <DraftNotes
        saving={saving}
        current={current}
        conflicts={working.conflicts.list.length}
        isUntouched={changed.size === 0}
        me={person.id}
        error={ending.error}
        onConflicts={() => setSide('conflicts')}
        onBringIn={() => void ending.bringInPublished()}
        onOpenDraft={goTo}
        onLeave={() => goTo(undefined)}
      />
      <div className="plan-side-by-side">
        <MapCard {...editing} />
        <MatrixCard {...editing} />
      </div>
      <KeeperCard {...editing} />
      <RulesCard {...editing} />
      <PoolsCard {...editing} />
      <Panels opened={part} editing={editing} onClose={() => setPart(undefined)} />
      {side === 'drafts' && (
        <DraftsPanel
          opened={saving.kept?.id}
          newName={newName}
          onOpen={(id) => {
            close()
            void saving.saver.flush().then(() => goTo(id))
          }}
          onGone={(id) => {
            if (id !== saving.kept?.id) return
            saving.saver.end()
            close()
            goTo(undefined)
          }}
          onClose={close}
        />
      )}
      {side === 'findings' && (
        <FindingsPanel
          problems={problems}
          draft={draft}
          object={object}
          onFix={fix}
          onShow={show}
          onClose={close}
        />
      )}
      {side === 'versions' && <VersionsPanel onSource={setSource} onClose={close} />}
      {side === 'conflicts' && (
        <ConflictsPanel
          conflicts={working.conflicts.list}
          by={working.conflicts.by}
          documents={[working.document]}
          object={object}
          onMine={(conflict) => {
            change(draftOfDocument(withMine(working.document, conflict), draft.rules))
            working.settle(conflict)
          }}
          onTheirs={working.settle}
          onClose={close}
        />
      )}
      {side === 'publish' && (
        <PublishPanel
          current={current}
          draft={draft}
          object={object}
          back={back}
          busy={ending.publishing.isPending}
          error={ending.publishing.error}
          onPublish={(how) => ending.publishing.mutate(how, { onSuccess: close })}
          onClose={close}
        />
      )}
      {source && (
        <SourcePanel
          source={source}
          current={current}
          draft={draft}
          object={object}
          onTake={() => {
            change(draftOfDocument(source.document, draft.rules))
            setBack(source.mapping)
            setSource(undefined)
            close()
          }}
          onClose={() => setSource(undefined)}
        />
      )}
    </>
  )
}

/** What undoing and redoing would change, in words. */
function useUndoWords(object: ObjectMetadata, { history, document }: Working) {
  const say = useStepWords(object)
  const before = history.past.at(-1)
  const next = history.future[0]
  return {
    undo: before && say(documentIn(before), document),
    redo: next && say(document, documentIn(next)),
  }
}

/** How a draft ends: published now, published from a date, thrown away; or it takes in what was published meanwhile. */
function useEnding({
  current,
  working,
  goTo,
}: {
  current: PlanVersion
  working: Working
  goTo: (draft: string | undefined) => void
}) {
  const t = useText()
  const toast = useToast()
  const format = useFormat()
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>()
  const { saving } = working
  const leave = async () => {
    saving.saver.end()
    goTo(undefined)
    await queries.invalidateQueries(draftsQuery)
  }
  const publishing = useMutation({
    mutationFn: async (how: Publishing) => {
      const kept = await saving.saver.flush()
      const input = inputOf(working.draft, current.id, how, kept?.id)
      return how.from ? { scheduled: await schedule(input, how.from) } : { made: await publish(input) }
    },
    onSuccess: async (done) => {
      if (done.scheduled) {
        toast.done(t('plan.scheduled-done', { when: format.instant(done.scheduled.from) }))
        await queries.invalidateQueries({ queryKey: publicationsQuery.queryKey })
      } else {
        toast.done(t('plan.published-done', { number: done.made.number }))
        queries.setQueryData(planQuery.queryKey, { ...done.made, elsewhere: [] })
        void queries.invalidateQueries(planQuery)
        void queries.invalidateQueries({ queryKey: ['records', 'stage'] })
      }
      await leave()
    },
    onError: (thrown) => {
      if (isProblem(thrown, 'plan.newer-version')) void queries.invalidateQueries(planQuery)
    },
  })
  const discard = async () => {
    try {
      const kept = await saving.saver.flush()
      saving.saver.end()
      if (kept) await dropDraft(kept)
      await leave()
    } catch (thrown) {
      setError(thrown)
    }
  }
  /** Merges the version in force into a draft that was begun on an earlier one. */
  const bringInPublished = async () => {
    const from = saving.kept?.basedOn.id
    if (!from) return
    try {
      const base = await readVersion(from)
      working.bringIn({
        base,
        document: documentOf(current),
        by: t('plan.version', { number: current.number }),
      })
      saving.saver.goOnFrom(current.id)
    } catch (thrown) {
      setError(thrown)
    }
  }
  return { publishing, discard, bringInPublished, error }
}

/** Writes the draft as it is kept, or what is in force, as a file. */
async function saveAs(
  { saving }: Working,
  current: PlanVersion,
  format: 'yaml' | 'json',
): Promise<PlanDocument | undefined> {
  const kept = await saving.saver.flush()
  const link = document.createElement('a')
  link.href = kept
    ? `/api/v1/plan/drafts/${kept.id}/file?format=${format}`
    : `/api/v1/plan/versions/${current.id}/file?format=${format}`
  link.download = `baton-plan.${format}`
  link.click()
  return undefined
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input:not([role=combobox]), textarea, [contenteditable=true], [role=dialog]') !== null
  )
}
