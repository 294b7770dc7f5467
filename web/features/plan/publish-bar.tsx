import { Button } from 'antd'
import { isProblem } from '../../client/problem.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'

/** How much has changed, with publishing and discarding. */
export function PublishBar({
  count,
  errors,
  error,
  onPublish,
  onDiscard,
  onReload,
}: {
  count: number
  /** How many of the compiler's findings stop it. */
  errors: number
  error: unknown
  onPublish: () => void
  onDiscard: () => void
  onReload: () => void
}) {
  const t = useText()
  return (
    <section className="plan-bar" aria-label={t('plan.publish')}>
      <span>{t('plan.unpublished', { count })}</span>
      {errors > 0 && <b className="plan-problem">{t('plan.errors', { count: errors })}</b>}
      <ErrorNote
        error={error}
        action={
          isProblem(error, 'plan.newer-version') && (
            <Button size="small" onClick={onReload}>
              {t('plan.reload')}
            </Button>
          )
        }
      />
      <span className="panel-actions">
        <Button onClick={onDiscard}>{t('plan.discard')}</Button>
        <Button type="primary" disabled={errors > 0} onClick={onPublish}>
          {t('plan.publish')}…
        </Button>
      </span>
    </section>
  )
}
