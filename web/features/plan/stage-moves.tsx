import { Button, Select } from 'antd'
import { MOVERS } from '../../../src/features/plan/contract.ts'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import type { PlanDraft, StageDraft } from './plan-draft.ts'
import { drawnMoves, isPossible, type ProcessDraft, withMove } from './process-edits.ts'

const FORBIDDEN = 'forbidden'

/** Where opportunities may go from a stage, and who may take them there, in each process that passes it. */
export function StageMoves({
  stage,
  draft,
  onChange,
}: {
  stage: StageDraft
  draft: PlanDraft
  onChange: (processes: ProcessDraft[]) => void
}) {
  const t = useText()
  const label = useLabel()
  const passing = draft.processes.filter((one) => one.stages.includes(stage.key))
  if (passing.length === 0) return <p className="muted">{t('plan.moves-in-none')}</p>
  const put = (next: ProcessDraft) =>
    onChange(draft.processes.map((one) => (one.key === next.key ? next : one)))
  return passing.map((process) => (
    <section key={process.key} aria-label={label(process.label)}>
      <h3 className="part-heading">
        {label(process.label)}
        {process.moves !== null && (
          <Button type="link" size="small" onClick={() => put({ ...process, moves: null })}>
            {t('plan.moves-usual-again')}
          </Button>
        )}
      </h3>
      <p className="field-hint">{t(process.moves === null ? 'plan.moves-usual' : 'plan.moves-named')}</p>
      <MovesOf stage={stage} draft={draft} process={process} onChange={put} />
    </section>
  ))
}

function MovesOf({
  stage,
  draft,
  process,
  onChange,
}: {
  stage: StageDraft
  draft: PlanDraft
  process: ProcessDraft
  onChange: (process: ProcessDraft) => void
}) {
  const t = useText()
  const label = useLabel()
  const allowed = new Map(
    drawnMoves(process, draft.stages)
      .filter(({ from }) => from === stage.key)
      .map((move) => [move.to, move.by]),
  )
  const names = new Map(draft.stages.map((one) => [one.key, label(one.label)]))
  return (
    <div className="plan-moves">
      {process.stages
        .filter((to) => isPossible(process, draft.stages, stage.key, to))
        .map((to) => (
          <Field key={to} label={t('plan.move-to', { to: names.get(to) ?? to })}>
            {(control) => (
              <Select
                {...control}
                value={allowed.get(to) ?? FORBIDDEN}
                options={[
                  ...MOVERS.map((by) => ({ value: by as string, label: t(`plan.by-${by}`) })),
                  { value: FORBIDDEN, label: t('plan.move-forbidden') },
                ]}
                onChange={(chosen: string) => {
                  const by = MOVERS.find((one) => one === chosen)
                  onChange(withMove(process, draft.stages, { from: stage.key, to, by }))
                }}
              />
            )}
          </Field>
        ))}
    </div>
  )
}
