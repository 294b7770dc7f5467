import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import type { FieldMetadata, FieldType, ObjectMetadata } from '../client/metadata.ts'
import { BothLanguages, inBothLanguages } from '../kit/both-languages.tsx'
import { ErrorNote } from '../kit/error-note.tsx'
import { Field } from '../kit/field.tsx'
import { SidePanel } from '../kit/side-panel.tsx'
import { useLabel, useText } from '../kit/text.tsx'
import { useToast } from '../kit/use-toast.tsx'
import { addFieldTo, changeFieldOf, definitionsChanged } from './definition-queries.ts'
import {
  canBeRequired,
  canBeSearched,
  canBeUnique,
  type FieldDraft,
  fieldDraftOf,
  fieldNameOf,
  sentOptions,
} from './field-draft.ts'
import { FieldOptions } from './field-options.tsx'
import { useDefinitionProblem } from './use-definition-problem.ts'

type Editing = { draft: FieldDraft; onChange: (draft: FieldDraft) => void; isNew: boolean }

/** A field of the company's own: a new one, or one that is there. Type and name stay as they were made. */
export function FieldPanel({
  object,
  field,
  version,
  onClose,
}: {
  object: ObjectMetadata
  field?: FieldMetadata | undefined
  version?: number
  onClose: () => void
}) {
  const t = useText()
  const label = useLabel()
  const toast = useToast()
  const queries = useQueryClient()
  const isNew = field === undefined
  const [draft, setDraft] = useState(() => fieldDraftOf(field))
  const [tried, setTried] = useState(false)
  const given = inBothLanguages(draft.label)
  const name = draft.name || fieldNameOf(given?.en ?? '')
  const saving = useMutation({
    mutationFn: () => {
      const { type, required, searchable, unique } = draft
      const change = { label: given ?? draft.label, options: sentOptions(draft, isNew), required }
      if (!isNew) return changeFieldOf(object.name, { name, version: version ?? 0 }, change)
      return addFieldTo(object.name, { ...change, name, type, searchable, unique })
    },
    onSuccess: () => {
      toast.done(t('definition.saved', { name: label(given ?? draft.label) }))
      onClose()
    },
    onSettled: () => definitionsChanged(queries),
  })
  const problem = useDefinitionProblem()(saving.error)
  const save = () => {
    setTried(true)
    if (given && name) saving.mutate()
  }
  return (
    <SidePanel
      open
      title={field ? label(field.label) : t('definition.add-to', { object: label(object.label) })}
      onClose={onClose}
      footer={
        <Button type="primary" block loading={saving.isPending} onClick={save}>
          {t('kit.save')}
        </Button>
      }
    >
      {problem ? (
        <p className="field-error" role="alert">
          {problem}
        </p>
      ) : (
        <ErrorNote error={saving.error} />
      )}
      <BothLanguages
        label={t('definition.label')}
        value={draft.label}
        onChange={(next) => setDraft({ ...draft, label: next })}
        error={tried && !given ? t('records.required') : undefined}
      />
      <Naming draft={draft} onChange={setDraft} isNew={isNew} name={name} tried={tried} />
      <FieldOptions object={object} draft={draft} onChange={setDraft} isNew={isNew} />
      <Flags draft={draft} onChange={setDraft} isNew={isNew} />
    </SidePanel>
  )
}

const TYPES: readonly FieldType[] = [
  'text',
  'long-text',
  'number',
  'money',
  'percent',
  'date',
  'date-time',
  'yes-no',
  'choice',
  'choices',
  'person',
  'department',
  'reference',
  'email',
  'phone',
  'url',
  'region',
  'auto-number',
  'formula',
  'file',
]

function Naming({ draft, onChange, isNew, name, tried }: Editing & { name: string; tried: boolean }) {
  const t = useText()
  return (
    <div className="field-pair">
      <Field label={t('definition.type')} hint={isNew ? undefined : t('definition.for-good')}>
        {(control) => (
          <Select
            {...control}
            style={{ width: '100%' }}
            disabled={!isNew}
            showSearch={{ optionFilterProp: 'label' }}
            value={draft.type}
            options={TYPES.map((value) => ({ value, label: t(`definition.type-${value}`) }))}
            onChange={(type: FieldType) =>
              onChange({ ...draft, type, required: false, searchable: false, unique: false })
            }
          />
        )}
      </Field>
      <Field
        label={t('definition.name')}
        hint={t('definition.name-hint')}
        error={tried && !name ? t('definition.name-needed') : undefined}
      >
        {(control) => (
          <Input
            {...control}
            disabled={!isNew}
            spellCheck={false}
            maxLength={40}
            placeholder={name}
            value={draft.name}
            onChange={(event) => onChange({ ...draft, name: event.target.value.trim() })}
          />
        )}
      </Field>
    </div>
  )
}

function Flags({ draft, onChange, isNew }: Editing) {
  const t = useText()
  const flags = [
    ...(canBeRequired(draft.type) ? (['required'] as const) : []),
    ...(isNew && canBeSearched(draft.type) ? (['searchable'] as const) : []),
    ...(isNew && canBeUnique(draft.type) ? (['unique'] as const) : []),
  ]
  return (
    <div className="flags">
      {flags.map((flag) => (
        <Checkbox
          key={flag}
          checked={draft[flag]}
          onChange={(event) => onChange({ ...draft, [flag]: event.target.checked })}
        >
          {t(`definition.is-${flag}`)}
        </Checkbox>
      ))}
    </div>
  )
}
