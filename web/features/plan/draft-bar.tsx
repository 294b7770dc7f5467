import { CloseCircleFilled, RedoOutlined, UndoOutlined, WarningFilled } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useText } from '../../kit/text.tsx'
import type { PlacedProblem } from './plan-draft.ts'
import type { SavingState } from './saver.ts'

/** The draft being worked on: its name, whether it is kept, who else works on it; undo and redo; what the compiler found; publish. */
export function DraftBar({
  name,
  state,
  others,
  changes,
  problems,
  undo,
  redo,
  onUndo,
  onRedo,
  onDrafts,
  onFindings,
  onDiscard,
  onPublish,
  children,
}: {
  /** The draft's name; undefined: the page shows what is in force. */
  name: string | undefined
  state: SavingState
  others: ReactNode
  /** In how many places it differs from what is in force. */
  changes: number
  problems: readonly PlacedProblem[]
  /** What the steps back and forth would do, in words; undefined where there is none. */
  undo: string | undefined
  redo: string | undefined
  onUndo: () => void
  onRedo: () => void
  onDrafts: () => void
  onFindings: () => void
  onDiscard: () => void
  onPublish: () => void
  /** Where the plan can come from and go to. */
  children: ReactNode
}) {
  const t = useText()
  const errors = problems.filter(({ level }) => level === 'error').length
  const warnings = problems.length - errors
  return (
    <section className="designer-bar" aria-label={t('plan.draft-bar')}>
      <div className="designer-state">
        <Button onClick={onDrafts} title={t('plan.drafts')}>
          {name ?? t('plan.drafts')}
        </Button>
        <span className="designer-saving" data-state={state} role="status">
          {t(`plan.saving-${state}`)}
          {changes > 0 && ` · ${t('plan.unpublished', { count: changes })}`}
        </span>
        {others}
      </div>
      <div className="designer-actions">
        <Button
          type="text"
          icon={<UndoOutlined />}
          disabled={undo === undefined}
          aria-label={undo === undefined ? t('plan.undo') : t('plan.undo-this', { what: undo })}
          title={undo === undefined ? t('plan.undo') : t('plan.undo-this', { what: undo })}
          onClick={onUndo}
        />
        <Button
          type="text"
          icon={<RedoOutlined />}
          disabled={redo === undefined}
          aria-label={redo === undefined ? t('plan.redo') : t('plan.redo-this', { what: redo })}
          title={redo === undefined ? t('plan.redo') : t('plan.redo-this', { what: redo })}
          onClick={onRedo}
        />
        <Button onClick={onFindings}>
          {errors > 0 && <CloseCircleFilled className="plan-problem" aria-hidden />}
          {errors === 0 && warnings > 0 && <WarningFilled className="plan-warned" aria-hidden />}
          {problems.length === 0
            ? t('plan.findings-none-short')
            : t('plan.findings-count', { errors, warnings })}
        </Button>
        {children}
        {changes > 0 && <Button onClick={onDiscard}>{t('plan.discard')}</Button>}
        {changes > 0 && (
          <Button type="primary" disabled={errors > 0} onClick={onPublish}>
            {t('plan.publish')}…
          </Button>
        )}
      </div>
    </section>
  )
}
