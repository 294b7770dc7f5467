import type { Text } from '../../src/kernel/text.ts'
import type { FieldMetadata, FieldType } from '../client/metadata.ts'
import type { FieldInput } from './definition-queries.ts'

type Options = NonNullable<FieldInput['options']>
export type ChoiceDraft = { id: string; value?: string; label: Text }

/** A field as the form holds it; of the options only those of its type are sent. */
export type FieldDraft = {
  label: Text
  name: string
  type: FieldType
  required: boolean
  searchable: boolean
  unique: boolean
  choices: readonly ChoiceDraft[]
  open: boolean
  target: string
  decimals: number
  allowNegative: boolean
  maxLength: number | null
  formula: string
  gives: 'text' | 'number' | 'bool'
  prefix: string
}

const OPTIONS: Partial<Record<FieldType, readonly (keyof Options)[]>> = {
  text: ['maxLength'],
  'long-text': ['maxLength'],
  number: ['decimals'],
  percent: ['decimals'],
  money: ['allowNegative'],
  choice: ['choices'],
  choices: ['choices', 'open'],
  reference: ['target'],
  'auto-number': ['prefix'],
  formula: ['formula', 'gives'],
}
const TEXTS: readonly FieldType[] = ['text', 'long-text', 'email', 'phone', 'url']
const KEPT: readonly FieldType[] = ['auto-number', 'formula']

/** Which options mean something for a type. */
export function optionsOf(type: FieldType): readonly (keyof Options)[] {
  return OPTIONS[type] ?? []
}

export function canBeSearched(type: FieldType): boolean {
  return TEXTS.includes(type)
}
export function canBeUnique(type: FieldType): boolean {
  return (TEXTS.includes(type) && type !== 'long-text') || type === 'number'
}
export function canBeRequired(type: FieldType): boolean {
  return !KEPT.includes(type)
}

/** The draft of a field; a text where there is none. */
export function fieldDraftOf(field?: FieldMetadata): FieldDraft {
  if (!field) return BLANK
  const { label, name, type, required, options } = field
  const { choices = [], open, target, decimals, maxLength, formula, gives, prefix } = options
  return {
    ...BLANK,
    label,
    name,
    type,
    required,
    choices: choices.map((choice) => ({ id: choice.value, ...choice })),
    open: open ?? BLANK.open,
    target: target ?? '',
    decimals: decimals ?? BLANK.decimals,
    allowNegative: options.allowNegative ?? false,
    maxLength: maxLength ?? null,
    formula: formula ?? '',
    gives: gives ?? BLANK.gives,
    prefix: prefix ?? '',
  }
}

/** What stays as it was when the field was made. */
const FIXED: readonly (keyof Options)[] = ['open', 'target', 'gives']

/** The options that are sent for the draft's type; of a field that is there without the fixed ones. A new choice's value is its name. */
export function sentOptions(draft: FieldDraft, isNew: boolean): Options {
  const all: Options = {
    choices: draft.choices
      .filter((choice) => choice.label.zh.trim() || choice.label.en.trim())
      .map(sentChoice),
    open: draft.open,
    target: draft.target,
    decimals: draft.decimals,
    allowNegative: draft.allowNegative,
    ...(draft.maxLength === null ? {} : { maxLength: draft.maxLength }),
    formula: draft.formula.trim(),
    gives: draft.gives,
    prefix: draft.prefix.trim(),
  }
  const named = optionsOf(draft.type)
    .filter((name) => name in all && (isNew || !FIXED.includes(name)))
    .map((name) => [name, all[name]])
  const options = Object.fromEntries(named) as Options
  if (options.choices?.length === 0) delete options.choices
  if (options.prefix === '') delete options.prefix
  if (options.formula === '') delete options.formula
  return options
}

function sentChoice({ id, value, label, ...kept }: ChoiceDraft) {
  const zh = label.zh.trim() || label.en.trim()
  const en = label.en.trim() || zh
  return { ...kept, value: value ?? (choiceValue(en) || id), label: { zh, en } }
}

/** A value a choice can be kept as: letters, digits, spaces, `_.-`. */
function choiceValue(name: string): string {
  return name
    .replace(/[^\p{L}\p{N}_.-]+/gu, ' ')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .trim()
    .slice(0, 60)
}

/** The name conditions and the API call a field, from its English label; empty where that has no Latin letter. */
export function fieldNameOf(english: string): string {
  const words = english
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9 _-]/g, '')
    .split(/[ _-]+/)
    .filter(Boolean)
  const name = words
    .map((word, i) =>
      i === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join('')
  return name.replace(/^[^a-z]+/, '').slice(0, 40)
}

const BLANK: FieldDraft = {
  label: { zh: '', en: '' },
  name: '',
  type: 'text',
  required: false,
  searchable: false,
  unique: false,
  choices: [],
  open: false,
  target: '',
  decimals: 2,
  allowNegative: false,
  maxLength: null,
  formula: '',
  gives: 'number',
  prefix: '',
}
