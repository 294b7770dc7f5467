import { Button, Popconfirm } from 'antd'
import { isProblem } from '../../client/problem.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'

/** How much has changed, with publishing and discarding. */
export function PublishBar({
  count,
  errors,
  error,
  busy,
  onPublish,
  onDiscard,
  onReload,
}: {
  count: number
  /** How many of the compiler's findings stop it. */
  errors: number
  error: unknown
  busy: boolean
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
        <Popconfirm
          title={t('plan.publish-title')}
          description={<p className="publish-hint">{t('plan.publish-hint')}</p>}
          okText={t('plan.publish')}
          cancelText={t('kit.cancel')}
          onConfirm={onPublish}
        >
          <Button type="primary" loading={busy} disabled={errors > 0}>
            {t('plan.publish')}
          </Button>
        </Popconfirm>
      </span>
    </section>
  )
}
