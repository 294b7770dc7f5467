import type { FieldOptions, FieldType, ObjectDefinition } from '../definition.ts'
import { badDefinition } from '../errors.ts'
import { compileFormula } from '../fields/formula.ts'
import { kindOf } from '../fields/index.ts'
import { customField, type FieldRow, type Registry, siblingsOf } from '../metadata.ts'

const TEXTS: readonly FieldType[] = ['text', 'long-text', 'email', 'phone', 'url']
/** Which options mean something for which type; any other is refused, so that nobody waits for what it would do. */
const OPTIONS: Readonly<Record<FieldType, readonly (keyof FieldOptions)[]>> = {
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
  date: [],
  'date-time': [],
  'yes-no': [],
  person: [],
  department: [],
  email: [],
  phone: [],
  url: [],
  region: [],
  file: [],
}

/** Refuses `objects.bad-definition` where the row does not make a field of its type on this object. */
export function checkField(registry: Registry, object: ObjectDefinition, row: FieldRow): void {
  const { type, options } = row
  for (const name of Object.keys(options)) {
    if (!OPTIONS[type].includes(name as keyof FieldOptions))
      throw wrong('option-not-for-type', { option: name, type })
  }
  checkChoices(row)
  if (type === 'reference' && !registry.objects.has(options.target ?? '')) {
    throw wrong('unknown-target', { target: options.target ?? null })
  }
  if (type === 'formula') checkFormula(registry, object, row)
  checkFlags(object, row)
}

function checkChoices({ type, options }: FieldRow): void {
  if (type !== 'choice' && type !== 'choices') return
  const choices = options.choices ?? []
  if (choices.length === 0 && !options.open) throw wrong('no-choices', {})
  const values = choices.map((choice) => choice.value)
  const twice = values.find((value, i) => values.indexOf(value) !== i)
  if (twice !== undefined) throw wrong('choice-twice', { value: twice })
}

function checkFormula(registry: Registry, object: ObjectDefinition, row: FieldRow): void {
  if (!row.options.formula) throw wrong('no-formula', {})
  const problem = compileFormula(customField(row), siblingsOf(registry.objects, object))
  if (problem) throw wrong(problem.code, problem.facts)
}

function checkFlags(object: ObjectDefinition, row: FieldRow): void {
  const field = customField(row)
  const isPlainText = TEXTS.includes(row.type)
  if (row.searchable && !(isPlainText && object.searchable)) throw wrong('not-searchable', { type: row.type })
  const canBeUnique = isPlainText || row.type === 'number'
  if (row.unique && !(canBeUnique && row.type !== 'long-text')) throw wrong('not-unique', { type: row.type })
  if (row.required && (field.readOnly || kindOf(field).columns(field).length === 0)) {
    throw wrong('never-required', { type: row.type })
  }
}

function wrong(code: string, facts: Record<string, unknown>) {
  return badDefinition({ code, facts })
}
