import { CloseOutlined, FilterOutlined, SearchOutlined } from '@ant-design/icons'
import { Button, Input, Popover, Select, Tag } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import {
  type BuilderLine,
  type BuilderTree,
  fromSource,
  toSource,
} from '../../src/engines/conditions/builder.ts'
import {
  inWords,
  parseCondition,
  type Term,
  type ValueKind,
  type Vocabulary,
} from '../../src/engines/conditions/index.ts'
import type { FieldMetadata, ObjectMetadata } from '../client/metadata.ts'
import { useLabel, useLanguage, useText } from '../kit/text.tsx'
import { viewOf } from './fields/all.ts'
import { idOf } from './queries.ts'
import type { ListAddress } from './use-asked.ts'

const KINDS: Partial<Record<FieldMetadata['type'], ValueKind>> = {
  number: 'number',
  money: 'number',
  percent: 'number',
  'auto-number': 'number',
  date: 'day',
  'date-time': 'instant',
  'yes-no': 'bool',
  choices: 'texts',
}

/** Words and conditions over a list; both stand in the page's address. */
export function FilterBar({
  object,
  asked,
  onChange,
  children,
  names,
}: {
  object: ObjectMetadata
  asked: ListAddress
  onChange: (change: Partial<ListAddress>) => void
  children?: ReactNode
  /** Names of ids that stand in conditions (stages, people). */
  names?: (id: string) => string | undefined
}) {
  const t = useText()
  const [typed, setTyped] = useState(asked.q ?? '')
  useEffect(() => {
    const later = setTimeout(() => typed !== (asked.q ?? '') && onChange({ q: typed || undefined }), 250)
    return () => clearTimeout(later)
  }, [typed, asked.q, onChange])
  return (
    <search className="filter-bar">
      <Input
        allowClear
        prefix={<SearchOutlined aria-hidden />}
        aria-label={t('records.search')}
        placeholder={t('records.search-hint')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        data-search-here
      />
      {children}
      <Conditions
        object={object}
        filter={asked.filter ?? ''}
        onChange={(filter) => onChange({ filter: filter || undefined })}
        names={names}
      />
    </search>
  )
}

/** The conditions of a filter as removable words, and one more to add. A filter the builder cannot show stands as one sentence. */
function Conditions({
  object,
  filter,
  onChange,
  names,
}: {
  object: ObjectMetadata
  filter: string
  onChange: (filter: string) => void
  names: ((id: string) => string | undefined) | undefined
}) {
  const t = useText()
  const language = useLanguage()
  const [open, setOpen] = useState(false)
  const vocabulary = vocabularyFor(object)
  const kindOf = (name: string) => kindAt(vocabulary, name)
  const lines = linesOf(filter, vocabulary)
  const put = (next: readonly BuilderTree[]) => onChange(toSource({ all: next }, kindOf) ?? '')
  const say = (source: string) => {
    const parsed = parseCondition(source, vocabulary)
    return parsed.ok
      ? inWords(
          parsed.condition,
          vocabulary,
          language,
          (path, value) => nameIn(object, path, value, language) ?? names?.(String(value)),
        )
      : source
  }
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
          <Button icon={<FilterOutlined />}>{t('records.filter')}</Button>
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
  text: ['contains', 'is', 'starts-with', 'is-empty', 'is-filled'],
}

function NewCondition({ object, onAdd }: { object: ObjectMetadata; onAdd: (line: BuilderLine) => void }) {
  const t = useText()
  const label = useLabel()
  const [name, setName] = useState<string>()
  const [operator, setOperator] = useState<BuilderLine['operator']>()
  const [value, setValue] = useState<unknown>(null)
  const field = object.fields.find((one) => one.name === name)
  const operators = field ? (OPERATORS[groupOf(field)] ?? []) : []
  const chosen = operator ?? operators[0]
  const needsValue = chosen !== 'is-empty' && chosen !== 'is-filled'
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
  if (['reference', 'person', 'department'].includes(field.type)) return 'reference'
  if (field.type === 'choice') return 'choice'
  return KINDS[field.type] ?? 'text'
}

function vocabularyFor(object: ObjectMetadata): Vocabulary {
  const term = (field: FieldMetadata): Term =>
    ['reference', 'person', 'department'].includes(field.type)
      ? { kind: 'record', label: field.label, fields: {} }
      : {
          kind:
            KINDS[field.type] ??
            (field.type === 'formula' && field.options.gives !== 'text' ? 'number' : 'text'),
          label: field.label,
        }
  return {
    root: object.name,
    fields: Object.fromEntries(object.fields.map((field) => [field.name, term(field)])),
  }
}

function kindAt(vocabulary: Vocabulary, name: string): ValueKind | undefined {
  const term = vocabulary.fields[name]
  return term?.kind === 'record' ? 'text' : term?.kind
}

function linesOf(filter: string, vocabulary: Vocabulary): BuilderTree[] | undefined {
  if (!filter) return []
  const tree = fromSource(filter, vocabulary)
  if (!tree) return undefined
  if ('all' in tree) return [...tree.all]
  return [tree]
}

function nameIn(
  object: ObjectMetadata,
  path: readonly string[],
  value: unknown,
  language: 'zh' | 'en',
): string | undefined {
  const field = object.fields.find((one) => one.name === path[0])
  return field?.options.choices?.find((choice) => choice.value === value)?.label[language]
}
