import { Button, InputNumber, Select } from 'antd'
import { useState } from 'react'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { BothLanguages, inBothLanguages } from '../../kit/both-languages.tsx'
import { Field } from '../../kit/field.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { ConditionEditor } from '../../records/condition-editor.tsx'
import type { StageDraft } from './plan-draft.ts'

const MOST_REQUIRED = 4

/** A stage: its name, who is accountable, what it takes to leave it. */
export function StagePanel({
  object,
  stage,
  isOpen,
  onClose,
  onDone,
}: {
  object: ObjectMetadata
  stage: StageDraft
  /** Opportunities are worked on at this stage: it can be left forward. */
  isOpen: boolean
  onClose: () => void
  onDone: (stage: StageDraft) => void
}) {
  const t = useText()
  const [draft, setDraft] = useState(stage)
  const label = inBothLanguages(draft.label)
  const done = () => label && onDone({ ...draft, label, gate: draft.gate?.trim() || null })
  return (
    <SidePanel
      open
      title={t('plan.edit-stage', { name: useLabel()(stage.label) })}
      onClose={onClose}
      footer={
        <Button type="primary" block disabled={!label} onClick={done}>
          {t('plan.apply')}
        </Button>
      }
    >
      <BothLanguages
        label={t('plan.stage-name')}
        value={draft.label}
        onChange={(next) => setDraft({ ...draft, label: next })}
        error={label ? undefined : t('records.required')}
      />
      <div className="field-pair">
        <Probability draft={draft} onChange={setDraft} />
        {isOpen && <Workload draft={draft} onChange={setDraft} />}
      </div>
      {isOpen && <Leaving object={object} draft={draft} onChange={setDraft} />}
    </SidePanel>
  )
}

type Editing = { draft: StageDraft; onChange: (draft: StageDraft) => void }

function Probability({ draft, onChange }: Editing) {
  const t = useText()
  return (
    <Field label={t('plan.probability')}>
      {(control) => (
        <InputNumber
          {...control}
          min={0}
          max={100}
          precision={0}
          suffix="%"
          value={Math.round(draft.probability * 100)}
          onChange={(percent) => onChange({ ...draft, probability: (percent ?? 0) / 100 })}
        />
      )}
    </Field>
  )
}

/** How much work one of this stage is: what people are loaded with may be counted by it. */
function Workload({ draft, onChange }: Editing) {
  const t = useText()
  return (
    <Field label={t('plan.workload')} hint={t('plan.workload-hint')}>
      {(control) => (
        <InputNumber
          {...control}
          min={0}
          max={100}
          precision={2}
          value={draft.workload}
          onChange={(workload) => onChange({ ...draft, workload: workload ?? 1 })}
        />
      )}
    </Field>
  )
}

function Leaving({ object, draft, onChange }: Editing & { object: ObjectMetadata }) {
  const t = useText()
  const label = useLabel()
  const names = useNamesOfIds()
  return (
    <>
      <Field label={t('plan.required')} hint={t('plan.required-hint')}>
        {(control) => (
          <Select
            {...control}
            mode="multiple"
            maxCount={MOST_REQUIRED}
            showSearch={{ optionFilterProp: 'label' }}
            value={draft.requiredFields}
            options={object.fields
              .filter((field) => !field.readOnly)
              .map((field) => ({ value: field.name, label: label(field.label) }))}
            onChange={(requiredFields: string[]) => onChange({ ...draft, requiredFields })}
          />
        )}
      </Field>
      <Field label={t('plan.gate')} hint={t('plan.gate-hint')}>
        {(control) => (
          <ConditionEditor
            control={control}
            object={object}
            names={names}
            value={draft.gate ?? ''}
            onChange={(gate) => onChange({ ...draft, gate: gate || null })}
          />
        )}
      </Field>
    </>
  )
}
