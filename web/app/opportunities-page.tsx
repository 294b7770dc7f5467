import { Button } from 'antd'
import { useState } from 'react'
import { mayDo, useMe } from '../client/session.ts'
import { OpportunitiesPage as List } from '../features/opportunities/list-page.tsx'
import { MoveDialog } from '../features/pipeline/move-dialog.tsx'
import { PassDialog } from '../features/responsibility/pass-dialog.tsx'
import { useText } from '../kit/text.tsx'

/** The list and the board, with passing many at once and moving by dragging. */
export function OpportunitiesPage() {
  const t = useText()
  const me = useMe()
  const [passing, setPassing] = useState<{ ids: string[]; done: () => void }>()
  const [moving, setMoving] = useState<{ opportunity: { id: string; version: number }; stage: string }>()
  return (
    <>
      <List
        bulk={(ids, done) =>
          mayDo(me, 'opportunity', 'pass') && (
            <Button onClick={() => setPassing({ ids, done })}>{t('responsibility.pass')}</Button>
          )
        }
        onMove={(opportunity, stage) => setMoving({ opportunity, stage })}
      />
      {passing && (
        <PassDialog ids={passing.ids} onClose={() => setPassing(undefined)} onPassed={passing.done} />
      )}
      {moving && (
        <MoveDialog
          opportunity={moving.opportunity}
          stage={moving.stage}
          onClose={() => setMoving(undefined)}
        />
      )}
    </>
  )
}
