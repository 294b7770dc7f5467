import { Select } from 'antd'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { ConditionEditor } from '../../records/condition-editor.tsx'
import type { StageDraft } from './plan-draft.ts'

const MOST_REQUIRED = 4
const SIDES = {
  entry: { fields: 'entryFields', gate: 'entryGate' },
  exit: { fields: 'requiredFields', gate: 'gate' },
} as const

/** What an opportunity must have to enter a stage, or to leave it forward. */
export function StageGates({
  side,
  stage,
  object,
  onChange,
}: {
  side: keyof typeof SIDES
  stage: StageDraft
  object: ObjectMetadata
  onChange: (stage: StageDraft) => void
}) {
  const t = useText()
  const label = useLabel()
  const names = useNamesOfIds()
  const { fields, gate } = SIDES[side]
  return (
    <>
      <Field
        label={t(side === 'exit' ? 'plan.required' : 'plan.required-entry')}
        hint={t('plan.required-hint')}
      >
        {(control) => (
          <Select
            {...control}
            mode="multiple"
            maxCount={MOST_REQUIRED}
            showSearch={{ optionFilterProp: 'label' }}
            value={stage[fields]}
            options={object.fields
              .filter((field) => !field.readOnly)
              .map((field) => ({ value: field.name, label: label(field.label) }))}
            onChange={(chosen: string[]) => onChange({ ...stage, [fields]: chosen })}
          />
        )}
      </Field>
      <Field
        label={t(side === 'exit' ? 'plan.gate' : 'plan.gate-entry')}
        hint={t(side === 'exit' ? 'plan.gate-hint' : 'plan.gate-entry-hint')}
      >
        {(control) => (
          <ConditionEditor
            control={control}
            object={object}
            names={names}
            value={stage[gate] ?? ''}
            onChange={(source) => onChange({ ...stage, [gate]: source || null })}
          />
        )}
      </Field>
    </>
  )
}
