import { useQuery } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import type { PlanVersion } from '../../../src/features/plan/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useNow } from '../../kit/use-now.ts'
import { draftsQuery, publicationsQuery } from './queries.ts'
import type { useSaving } from './use-saving.ts'

type Saving = ReturnType<typeof useSaving>
const AT_WORK_MS = 5 * 60_000

/** What whoever works on the plan should know now: what is scheduled, a newer version, somebody else's state, drafts to go on with. */
export function DraftNotes({
  saving,
  current,
  conflicts,
  isUntouched,
  me,
  error,
  onConflicts,
  onBringIn,
  onOpenDraft,
  onLeave,
}: {
  saving: Saving
  current: PlanVersion
  conflicts: number
  isUntouched: boolean
  me: string
  error: unknown
  onConflicts: () => void
  onBringIn: () => void
  onOpenDraft: (id: string) => void
  onLeave: () => void
}) {
  const t = useText()
  const format = useFormat()
  const scheduled = useQuery(publicationsQuery).data?.items.find(({ state }) => state === 'scheduled')
  const drafts = useQuery(draftsQuery).data?.items ?? []
  const mine = drafts.find(({ updatedBy }) => updatedBy.id === me)
  const isOlder = saving.kept !== undefined && saving.kept.basedOn.id !== current.id
  return (
    <div className="plan-notes">
      <ErrorNote error={error} />
      {saving.state === 'refused' && <ErrorNote error={saving.error} />}
      {saving.state === 'gone' && (
        <ErrorNote
          error={saving.error}
          action={
            <span className="panel-actions">
              <Button size="small" onClick={saving.saver.beginAnew}>
                {t('plan.gone-keep')}
              </Button>
              <Button size="small" onClick={onLeave}>
                {t('plan.gone-leave')}
              </Button>
            </span>
          }
        />
      )}
      {conflicts > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('plan.conflicts-found', { count: conflicts })}
          action={
            <Button size="small" onClick={onConflicts}>
              {t('plan.conflicts-look')}
            </Button>
          }
        />
      )}
      {isOlder && (
        <Alert
          type="warning"
          showIcon
          title={t('plan.newer-published', {
            number: current.number,
            based: saving.kept?.basedOn.number,
          })}
          action={
            <Button size="small" onClick={onBringIn}>
              {t('plan.newer-bring-in')}
            </Button>
          }
        />
      )}
      {scheduled && (
        <Alert
          type="info"
          showIcon
          title={t('plan.scheduled', { when: format.instant(scheduled.from), who: scheduled.by.name })}
        />
      )}
      {!saving.kept && isUntouched && mine && (
        <Alert
          type="info"
          showIcon
          title={t('plan.draft-waiting', { name: mine.name, when: format.instant(mine.updatedAt) })}
          action={
            <Button size="small" onClick={() => onOpenDraft(mine.id)}>
              {t('plan.draft-go-on')}
            </Button>
          }
        />
      )}
    </div>
  )
}

/** Who else changed the draft in the last minutes. */
export function OthersAtWork({
  head,
  colleague,
  me,
}: {
  head: Saving['head']
  /** Who did while it was open here. */
  colleague: { name: string; at: string } | undefined
  me: { id: string; name: string }
}) {
  const t = useText()
  const now = useNow()
  const last =
    head && head.updatedBy.id !== me.id ? { name: head.updatedBy.name, at: head.updatedAt } : colleague
  if (!last || last.name === me.name || Date.parse(now) - Date.parse(last.at) > AT_WORK_MS) return null
  return <span className="designer-others">{t('plan.others-at-work', { who: last.name })}</span>
}
