import { csvLine } from '../engines/tabular/csv-line.ts'
import type { Language } from '../kernel/text.ts'
import { noteReadFrom } from '../platform/request-scope.ts'
import { demandRight, visibleFields } from './access.ts'
import type { Context } from './context.ts'
import type { FieldDefinition, ObjectDefinition } from './definition.ts'
import { kindOf } from './fields/index.ts'
import type { ListAsked } from './query/list.ts'
import * as store from './store.ts'

const FIRST_PAGE = 100
const MOST_ROWS = 1000
const LEAST_ROWS = 20
const PAGE_LETTERS = 262_144 // of each of the two pages that wait for each reader; rows may be long
const BOM = '\uFEFF' // spreadsheets take the file for UTF-8 only with it

/**
 * The asked records as lines of CSV, read page by page: constant memory, whatever their number and length. Money takes two columns.
 * Texts a spreadsheet would run as formulas are neutralised. Refuses `objects.not-allowed` without the right to export.
 */
export async function* exportLines(
  context: Context,
  asked: Omit<ListAsked, 'cursor' | 'limit'>,
): AsyncGenerator<string> {
  const { object, viewer } = asked
  demandRight(viewer, object.name, 'export')
  const fields = wantedFields(asked)
  const names = fields.map((field) => field.name)
  const pageAfter = async (cursor: string | undefined, limit: number) => {
    const { result, from } = await context.read((db) =>
      store.listRecords(db, { ...asked, fields: names, cursor, limit }, limit),
    )
    noteReadFrom(from)
    return result
  }
  let limit = FIRST_PAGE
  let page = await pageAfter(undefined, limit) // a question that is refused is refused before the first line
  yield `${BOM}${csvLine(
    fields.flatMap((field) => headingsOf(field, viewer.language)),
    { excelSafe: true },
  )}\r\n`
  for (;;) {
    const ahead = page.next === undefined ? undefined : pageAfter(page.next, limit) // read while this one is written
    ahead?.catch(() => {}) // thrown where it is awaited; nobody awaits it when the reader has gone
    const lines = linesOf(page.items, fields, viewer.language)
    if (lines) yield lines
    if (!ahead) return
    const fitting = Math.floor((page.items.length * PAGE_LETTERS) / lines.length)
    limit = Math.min(MOST_ROWS, Math.max(LEAST_ROWS, fitting))
    page = await ahead
  }
}

function linesOf(
  records: readonly store.RecordJson[],
  fields: readonly FieldDefinition[],
  language: Language,
): string {
  let lines = ''
  for (const record of records) {
    const cells = fields.flatMap((field) => cellsOf(field, record[field.name], language))
    lines += `${csvLine(cells, { excelSafe: true })}\r\n`
  }
  return lines
}

function wantedFields({
  object,
  viewer,
  fields,
}: { object: ObjectDefinition } & Pick<ListAsked, 'viewer' | 'fields'>): FieldDefinition[] {
  const visible = visibleFields(viewer, object)
  return fields ? visible.filter((field) => fields.includes(field.name)) : visible
}

function headingsOf(field: FieldDefinition, language: Language): string[] {
  const label = field.label[language]
  return field.type === 'money' ? [label, language === 'zh' ? `${label}币种` : `${label} currency`] : [label]
}

function cellsOf(field: FieldDefinition, value: unknown, language: Language): (string | number | null)[] {
  if (field.type === 'money') {
    const money = value as { amount: string; currency: string } | null
    return money ? [Number(money.amount), money.currency] : [null, null]
  }
  if (value === null) return [null]
  return [
    typeof value === 'number' && field.type !== 'auto-number' && field.type !== 'percent'
      ? value
      : kindOf(field).text(value, field, language),
  ]
}
