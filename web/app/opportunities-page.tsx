import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { MOST_MERGED } from '../../src/features/merging/contract.ts'
import { mayDo, useMe } from '../client/session.ts'
import { DeleteDialog } from '../features/bin/delete-dialog.tsx'
import { MergeDialog } from '../features/merging/merge-dialog.tsx'
import { OpportunitiesPage as List } from '../features/opportunities/list-page.tsx'
import { MoveDialog } from '../features/pipeline/move-dialog.tsx'
import { useQuickMove } from '../features/pipeline/use-quick-move.ts'
import { PassDialog } from '../features/responsibility/pass-dialog.tsx'
import { RouteDialog } from '../features/routing/route-dialog.tsx'
import { useText } from '../kit/text.tsx'

type Moving = { opportunity: { id: string; version: number }; stage: string; over: () => void }

/** The list and the board, with passing many at once and moving by dragging. */
export function OpportunitiesPage() {
  const t = useText()
  const me = useMe()
  const queries = useQueryClient()
  const { prepare, moveNow } = useQuickMove()
  const [passing, setPassing] = useState<{ ids: string[]; done: () => void }>()
  const [merging, setMerging] = useState<{ ids: string[]; done: () => void }>()
  const [deleting, setDeleting] = useState<{ ids: string[]; done: () => void }>()
  const [routing, setRouting] = useState<{ ids: string[]; done: () => void }>()
  const [moving, setMoving] = useState<Moving>()

  const drop = async (opportunity: Moving['opportunity'], stage: string) => {
    if ((await moveNow(opportunity, stage)) === 'over') return
    await new Promise<void>((over) => setMoving({ opportunity, stage, over }))
    const shown = { queryKey: ['records', 'opportunity'] }
    if (queries.isFetching(shown))
      await queries.refetchQueries({ ...shown, type: 'active' }, { cancelRefetch: false })
  }
  return (
    <>
      <List
        bulk={(ids, done) => (
          <>
            {mayDo(me, 'opportunity', 'pass') && (
              <Button onClick={() => setPassing({ ids, done })}>{t('responsibility.pass')}</Button>
            )}
            {mayDo(me, 'opportunity', 'route') && (
              <Button onClick={() => setRouting({ ids, done })}>{t('routing.bulk')}</Button>
            )}
            {mayDo(me, 'opportunity', 'edit') && ids.length > 1 && ids.length <= MOST_MERGED + 1 && (
              <Button onClick={() => setMerging({ ids, done })}>{t('merging.merge')}</Button>
            )}
            {mayDo(me, 'opportunity', 'delete') && (
              <Button danger onClick={() => setDeleting({ ids, done })}>
                {t('bin.delete')}
              </Button>
            )}
          </>
        )}
        onGrab={prepare}
        onMove={drop}
      />
      {passing && (
        <PassDialog ids={passing.ids} onClose={() => setPassing(undefined)} onPassed={passing.done} />
      )}
      {merging && (
        <MergeDialog
          object="opportunity"
          ids={merging.ids}
          onClose={() => setMerging(undefined)}
          onMerged={() => {
            setMerging(undefined)
            merging.done()
          }}
        />
      )}
      {deleting && (
        <DeleteDialog
          object="opportunity"
          items={deleting.ids.map((id) => ({ id }))}
          onClose={() => setDeleting(undefined)}
          onDeleted={deleting.done}
        />
      )}
      {routing && (
        <RouteDialog ids={routing.ids} onClose={() => setRouting(undefined)} onRouted={routing.done} />
      )}
      {moving && (
        <MoveDialog
          opportunity={moving.opportunity}
          stage={moving.stage}
          onClose={() => {
            setMoving(undefined)
            moving.over()
          }}
        />
      )}
    </>
  )
}
