import { Button, Checkbox, Select } from 'antd'
import { useState } from 'react'
import { inBothLanguages } from '../../kit/both-languages.tsx'
import { Field } from '../../kit/field.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import type { PlanDraft, StageDraft } from './plan-draft.ts'
import { keyFor, newStage, withStageAdded } from './stage-edits.ts'
import { DutyRow, KeyField, StageBasics } from './stage-panel.tsx'

/** A new stage: its name, its phase, who is accountable, which processes pass it and behind what. */
export function NewStagePanel({
  draft,
  scope,
  onClose,
  onDone,
}: {
  draft: PlanDraft
  /** The process that is being looked at; undefined: the whole plan. */
  scope: string | undefined
  onClose: () => void
  onDone: (draft: PlanDraft, key: string) => void
}) {
  const t = useText()
  const label = useLabel()
  const [stage, setStage] = useState<StageDraft>(() => newStage('', { zh: '', en: '' }, 'deal'))
  const [after, setAfter] = useState<string>()
  const [processes, setProcesses] = useState(() =>
    draft.processes.map(({ key }) => key).filter((key) => scope === undefined || key === scope),
  )
  const [tried, setTried] = useState(false)
  const name = inBothLanguages(stage.label)
  const taken = draft.stages.map(({ key }) => key)
  const usual = keyFor(name ?? { zh: '', en: '' }, 'stage', taken)
  const isFine = /^([a-z][a-z0-9-]{0,39})?$/.test(stage.key) && !taken.includes(stage.key)
  const done = () => {
    setTried(true)
    if (!name || !isFine) return
    const key = stage.key || usual
    onDone(withStageAdded(draft, { ...stage, key, label: name }, { processes, after }), key)
  }
  return (
    <SidePanel
      open
      width={560}
      title={t('plan.stage-new')}
      onClose={onClose}
      footer={
        <Button type="primary" block onClick={done}>
          {t('plan.add-stage-done')}
        </Button>
      }
    >
      <StageBasics stage={stage} isFresh={!tried} onChange={setStage} />
      <DutyRow stage={stage} onChange={setStage} />
      <Field label={t('plan.stage-after')} hint={t('plan.stage-after-hint')}>
        {(control) => (
          <Select
            {...control}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            value={after ?? null}
            options={draft.stages.map((one) => ({ value: one.key, label: label(one.label) }))}
            onChange={(key?: string | null) => setAfter(key ?? undefined)}
          />
        )}
      </Field>
      {draft.processes.length > 1 && (
        <Field label={t('plan.stage-in')}>
          {({ status: _status, ...control }) => (
            <Checkbox.Group
              {...control}
              value={processes}
              options={draft.processes.map((one) => ({ value: one.key, label: label(one.label) }))}
              onChange={setProcesses}
            />
          )}
        </Field>
      )}
      <KeyField
        value={stage.key}
        usual={usual}
        isTaken={taken.includes(stage.key)}
        onChange={(key) => setStage({ ...stage, key })}
      />
    </SidePanel>
  )
}
