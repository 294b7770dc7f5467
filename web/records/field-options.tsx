import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input, InputNumber, Select } from 'antd'
import { metadataQuery, type ObjectMetadata } from '../client/metadata.ts'
import { Field } from '../kit/field.tsx'
import { useLabel, useText } from '../kit/text.tsx'
import { type FieldDraft, optionsOf } from './field-draft.ts'

type Editing = {
  object: ObjectMetadata
  draft: FieldDraft
  onChange: (draft: FieldDraft) => void
  isNew: boolean
}

/** What a field's type asks besides: its choices, what it points to, its formula. */
export function FieldOptions(editing: Editing) {
  const t = useText()
  const { draft, onChange, isNew } = editing
  const options = optionsOf(draft.type)
  return (
    <>
      {options.includes('choices') && <Choices draft={draft} onChange={onChange} />}
      {options.includes('open') && isNew && (
        <p>
          <Checkbox
            checked={draft.open}
            onChange={(event) => onChange({ ...draft, open: event.target.checked })}
          >
            {t('definition.open')}
          </Checkbox>
        </p>
      )}
      {options.includes('target') && <Target {...editing} />}
      {options.includes('decimals') && (
        <Count
          name="decimals"
          most={6}
          value={draft.decimals}
          onChange={(n) => onChange({ ...draft, decimals: n ?? 0 })}
        />
      )}
      {options.includes('maxLength') && (
        <Count
          name="maxLength"
          most={20_000}
          value={draft.maxLength}
          onChange={(maxLength) => onChange({ ...draft, maxLength })}
        />
      )}
      {options.includes('allowNegative') && (
        <p>
          <Checkbox
            checked={draft.allowNegative}
            onChange={(event) => onChange({ ...draft, allowNegative: event.target.checked })}
          >
            {t('definition.allow-negative')}
          </Checkbox>
        </p>
      )}
      {options.includes('formula') && <Formula {...editing} />}
      {options.includes('prefix') && (
        <Field label={t('definition.prefix')} hint={t('definition.prefix-hint')}>
          {(control) => (
            <Input
              {...control}
              maxLength={10}
              value={draft.prefix}
              onChange={(event) => onChange({ ...draft, prefix: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  )
}

function Choices({ draft, onChange }: Pick<Editing, 'draft' | 'onChange'>) {
  const t = useText()
  const put = (id: string, language: 'zh' | 'en', text: string) =>
    onChange({
      ...draft,
      choices: draft.choices.map((one) =>
        one.id === id ? { ...one, label: { ...one.label, [language]: text } } : one,
      ),
    })
  const add = () =>
    onChange({
      ...draft,
      choices: [...draft.choices, { id: crypto.randomUUID(), label: { zh: '', en: '' } }],
    })
  return (
    <fieldset className="field choices">
      <legend className="muted">{t('definition.choices')}</legend>
      {draft.choices.map((choice, i) => (
        <div key={choice.id} className="choice-row">
          {(['zh', 'en'] as const).map((language) => (
            <Input
              key={language}
              lang={language}
              maxLength={80}
              aria-label={t(`definition.choice-${language}`, { number: i + 1 })}
              placeholder={
                language === 'zh' ? t('definition.in-chinese') : choice.label.zh || t('definition.in-english')
              }
              value={choice.label[language]}
              onChange={(event) => put(choice.id, language, event.target.value)}
            />
          ))}
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('definition.remove-choice', { number: i + 1 })}
            onClick={() =>
              onChange({ ...draft, choices: draft.choices.filter((one) => one.id !== choice.id) })
            }
          />
        </div>
      ))}
      <Button icon={<PlusOutlined aria-hidden />} onClick={add}>
        {t('definition.add-choice')}
      </Button>
    </fieldset>
  )
}

function Target({ draft, onChange, isNew }: Editing) {
  const t = useText()
  const label = useLabel()
  const objects = useQuery(metadataQuery).data?.objects ?? []
  return (
    <Field label={t('definition.target')}>
      {(control) => (
        <Select
          {...control}
          style={{ width: '100%' }}
          disabled={!isNew}
          value={draft.target || null}
          options={objects.map((one) => ({ value: one.name, label: label(one.label) }))}
          onChange={(target) => onChange({ ...draft, target: target ?? '' })}
        />
      )}
    </Field>
  )
}

function Count({
  name,
  most,
  value,
  onChange,
}: {
  name: 'decimals' | 'maxLength'
  most: number
  value: number | null
  onChange: (value: number | null) => void
}) {
  const t = useText()
  return (
    <Field label={t(`definition.${name}`)}>
      {(control) => (
        <InputNumber
          {...control}
          min={name === 'decimals' ? 0 : 1}
          max={most}
          precision={0}
          value={value}
          onChange={(next) => onChange(next)}
        />
      )}
    </Field>
  )
}

function Formula({ object, draft, onChange, isNew }: Editing) {
  const t = useText()
  const label = useLabel()
  const known = object.fields.filter((field) => !['file', 'formula'].includes(field.type)).slice(0, 6)
  return (
    <>
      <Field
        label={t('definition.formula')}
        hint={t('definition.formula-hint', {
          names: known.map((field) => `${field.name} (${label(field.label)})`),
        })}
      >
        {(control) => (
          <Input.TextArea
            {...control}
            spellCheck={false}
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={2000}
            value={draft.formula}
            onChange={(event) => onChange({ ...draft, formula: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('definition.gives')}>
        {(control) => (
          <Select
            {...control}
            style={{ width: '100%' }}
            disabled={!isNew}
            value={draft.gives}
            options={(['number', 'text', 'bool'] as const).map((value) => ({
              value,
              label: t(`definition.gives-${value}`),
            }))}
            onChange={(gives: FieldDraft['gives']) => onChange({ ...draft, gives })}
          />
        )}
      </Field>
    </>
  )
}
