import { CloseCircleFilled, WarningFilled } from '@ant-design/icons'
import { accountablesOf } from '../../../src/features/plan/rules/document.ts'
import { useFunctionName } from '../../client/functions.ts'
import { useLabel, useLanguage, useText } from '../../kit/text.tsx'
import type { StageDraft } from './plan-draft.ts'

/** What the compiler found at a stage, and whether it differs from the version in force. */
export type StageMarks = { errors: number; warnings: number; isChanged: boolean }

/** A stage as a card: its name, who is accountable, what is wrong; opens its panel. */
export function StageFace({
  stage,
  marks,
  onOpen,
}: {
  stage: StageDraft
  marks: StageMarks
  onOpen: () => void
}) {
  const t = useText()
  const name = useLabel()(stage.label)
  return (
    <button
      type="button"
      className="plan-node nodrag"
      data-kind={stage.kind}
      data-changed={marks.isChanged || undefined}
      title={t('plan.edit-stage', { name })}
      onClick={onOpen}
    >
      <b>{name}</b>
      <small>
        <AccountableWords stage={stage} />
        {stage.kind !== 'open' && ` · ${t(`plan.kind-${stage.kind}`)}`}
      </small>
      <MarkSigns marks={marks} />
    </button>
  )
}

/** Who is accountable at a stage, or that nobody is. */
function AccountableWords({ stage }: { stage: StageDraft }) {
  const t = useText()
  const functionName = useFunctionName()
  const between = useLanguage() === 'zh' ? '、' : ', '
  const accountable = accountablesOf(stage.duties)
  if (accountable.length === 0) return <span className="plan-problem">{t('plan.accountable-none')}</span>
  return (
    <>
      <b title={t('plan.duty-A')}>A</b> {accountable.map(functionName).join(between)}
    </>
  )
}

/** How many errors and warnings, with signs. */
function MarkSigns({ marks }: { marks: StageMarks }) {
  const t = useText()
  if (marks.errors + marks.warnings === 0) return null
  return (
    <span className="plan-marks">
      {marks.errors > 0 && (
        <span className="plan-problem">
          <CloseCircleFilled aria-label={t('plan.error')} /> {marks.errors}
        </span>
      )}
      {marks.warnings > 0 && (
        <span className="plan-warned">
          <WarningFilled aria-label={t('plan.warning')} /> {marks.warnings}
        </span>
      )}
    </span>
  )
}
