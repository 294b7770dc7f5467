import { CloseOutlined, FilterOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Popover, Select, Tag } from 'antd'
import { useState } from 'react'
import {
  type BuilderLine,
  type BuilderTree,
  fromSource,
  toSource,
} from '../../src/engines/conditions/builder.ts'
import type { Vocabulary } from '../../src/engines/conditions/index.ts'
import { type FieldMetadata, metadataQuery, type ObjectMetadata } from '../client/metadata.ts'
import type { FieldControl } from '../kit/field.tsx'
import { useLabel, useText } from '../kit/text.tsx'
import { type NameOfId, useConditionWords } from './condition-words.ts'
import { viewOf } from './fields/all.ts'
import { idOf } from './queries.ts'
import { useReferredTitles } from './referred-titles.ts'
import { isPointing, kindAt, kindOfField, vocabularyFor } from './vocabulary.ts'

/** The conditions of a filter as removable words, and one more to add. A filter the builder cannot show stands as one sentence. */
export function Conditions({
  object,
  filter,
  onChange,
  names,
  addText,
  control,
}: {
  object: ObjectMetadata
  filter: string
  onChange: (filter: string) => void
  names?: NameOfId | undefined
  /** What the button says that adds a condition. */
  addText?: string
  control?: FieldControl
}) {
  const t = useText()
  const [open, setOpen] = useState(false)
  const vocabulary = vocabularyFor(object, useQuery(metadataQuery).data?.objects)
  const kindOf = (name: string) => kindAt(vocabulary, name)
  const lines = linesOf(filter, vocabulary)
  const put = (next: readonly BuilderTree[]) => onChange(toSource({ all: next }, kindOf) ?? '')
  const titles = useReferredTitles(object, filter, vocabulary)
  const say = useConditionWords(object, (id) => names?.(id) ?? titles(id))
  return (
    <>
      {filter && !lines && (
        <Tag closable onClose={() => onChange('')}>
          {say(filter)}
        </Tag>
      )}
      {(lines ?? []).map((line, i) => (
        <Tag
          key={toSource(line, kindOf)}
          closable
          closeIcon={<CloseOutlined aria-label={t('records.remove-condition')} />}
          onClose={() => put((lines ?? []).filter((_, k) => k !== i))}
        >
          {say(toSource(line, kindOf) ?? '')}
        </Tag>
      ))}
      {(!filter || lines) && (
        <Popover
          open={open}
          onOpenChange={setOpen}
          trigger="click"
          placement="bottomLeft"
          content={
            <NewCondition
              object={object}
              onAdd={(line) => {
                put([...(lines ?? []), line])
                setOpen(false)
              }}
            />
          }
        >
          <Button
            icon={<FilterOutlined />}
            {...(control && {
              id: control.id,
              'aria-labelledby': `${control.id}-text`,
              'aria-describedby': control['aria-describedby'] ?? '',
            })}
          >
            <span id={control && `${control.id}-text`}>{addText ?? t('records.filter')}</span>
          </Button>
        </Popover>
      )}
    </>
  )
}

const OPERATORS: Readonly<Record<string, readonly BuilderLine['operator'][]>> = {
  number: ['at-least', 'at-most', 'is', 'is-empty', 'is-filled'],
  day: ['at-least', 'at-most', 'is', 'is-empty', 'is-filled'],
  instant: ['at-least', 'at-most', 'is-empty', 'is-filled'],
  bool: ['is'],
  texts: ['has-choice'],
  choice: ['is', 'is-not', 'is-empty', 'is-filled'],
  reference: ['is', 'is-not', 'is-empty', 'is-filled'],
  person: ['is', 'is-me', 'is-not', 'is-empty', 'is-filled'],
  text: ['contains', 'is', 'starts-with', 'is-empty', 'is-filled'],
}

const WITHOUT_VALUE = new Set<BuilderLine['operator']>(['is-empty', 'is-filled', 'is-me'])

function NewCondition({ object, onAdd }: { object: ObjectMetadata; onAdd: (line: BuilderLine) => void }) {
  const t = useText()
  const label = useLabel()
  const [name, setName] = useState<string>()
  const [operator, setOperator] = useState<BuilderLine['operator']>()
  const [value, setValue] = useState<unknown>(null)
  const field = object.fields.find((one) => one.name === name)
  const operators = field ? (OPERATORS[groupOf(field)] ?? []) : []
  const chosen = operator ?? operators[0]
  const needsValue = !chosen || !WITHOUT_VALUE.has(chosen)
  const ready = field && chosen && (!needsValue || (value !== null && value !== ''))
  const ValueInput =
    field &&
    viewOf({ type: field.type === 'money' ? 'number' : field.type === 'long-text' ? 'text' : field.type })
      .Input
  const add = () => {
    if (!field || !chosen) return
    const plain = idOf(value) ?? (Array.isArray(value) ? value[0] : value)
    onAdd({ field: field.name, operator: chosen, ...(needsValue ? { value: plain as string } : {}) })
  }
  return (
    <form
      className="new-condition"
      aria-label={t('condition.add')}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) add()
      }}
    >
      <Select
        aria-label={t('records.field')}
        placeholder={t('records.field')}
        showSearch={{ optionFilterProp: 'label' }}
        value={name ?? null}
        options={object.fields
          .filter((one) => !['file', 'formula'].includes(one.type))
          .map((one) => ({ value: one.name, label: label(one.label) }))}
        onChange={(next) => {
          setName(next ?? undefined)
          setOperator(undefined)
          setValue(null)
        }}
      />
      {field && (
        <Select
          aria-label={t('records.operator')}
          value={chosen ?? null}
          options={operators.map((one) => ({ value: one, label: t(`records.op-${one}` as never) }))}
          onChange={(next) => setOperator(next ?? undefined)}
        />
      )}
      {field && needsValue && ValueInput && (
        <ValueInput value={value} field={field} control={{ id: 'condition-value' }} onChange={setValue} />
      )}
      <Button type="primary" htmlType="submit" disabled={!ready}>
        {t('records.add-condition')}
      </Button>
    </form>
  )
}

function groupOf(field: FieldMetadata): string {
  if (isPointing(field)) return field.type === 'person' ? 'person' : 'reference'
  if (field.type === 'choice') return 'choice'
  return kindOfField(field)
}

function linesOf(filter: string, vocabulary: Vocabulary): BuilderTree[] | undefined {
  if (!filter) return []
  const tree = fromSource(filter, vocabulary)
  if (!tree) return undefined
  if ('all' in tree) return [...tree.all]
  return [tree]
}
