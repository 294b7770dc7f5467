import { csvLine } from '../../../engines/tabular/csv-line.ts'
import type { Language } from '../../../kernel/text.ts'
import type { Context } from '../../../objects/context.ts'
import { type WorkbookCell, workbookOf } from '../../../platform/sheets/xlsx/write-workbook.ts'
import { requireRight } from '../../permissions/index.ts'
import { type Answer, FORMATS, type Question } from '../contract.ts'
import * as errors from '../errors.ts'
import { fileName, plainCell, type Sheet, type SheetCell, sheetOf } from '../rules/sheet.ts'
import { answerQuestion } from './answering.ts'
import { read } from './reports.ts'

export type AnswerFile = { name: string; type: string; content: Buffer }
type Format = (typeof FORMATS)[number]

/** A question's answer as a file. Right: to export opportunities. Refuses `reports.unknown-format`, and what answering refuses. */
export async function exportQuestion(
  context: Context,
  question: Question,
  { format, title, language }: { format: string; title: string; language: Language },
): Promise<AnswerFile> {
  const wanted = FORMATS.find((one) => one === format)
  if (!wanted) throw errors.unknownFormat({ format: format.slice(0, 40), formats: [...FORMATS] })
  requireRight(context.viewer, 'opportunity', 'export')
  return fileOf(await answerQuestion(context, question), title, language, wanted, context.now.slice(0, 10))
}

/** A report's answer as a file, called as the report is. */
export async function exportReport(
  context: Context,
  reference: string,
  { format, language }: { format: string; language: Language },
): Promise<AnswerFile> {
  const { label, question } = await read(context, reference)
  return exportQuestion(context, question, { format, language, title: label[language] })
}

/** One answer as a file of text or a workbook; nothing in it is run as a formula. */
export function fileOf(
  answer: Answer,
  title: string,
  language: Language,
  format: Format,
  day: string,
): AnswerFile {
  const sheet = sheetOf(answer, language)
  const name = `${fileName(title)}-${day}.${format}`
  if (format === 'csv') return { name, type: 'text/csv; charset=utf-8', content: csvOf(sheet) }
  const content = workbookOf([
    {
      name: title,
      headings: sheet.headings,
      rows: sheet.rows.map((row) => row.map(workbookCell)),
      foot: sheet.foot.map(workbookCell),
    },
    definitions(answer, language),
  ])
  return { name, type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', content }
}

function csvOf({ headings, rows, foot }: Sheet): Buffer {
  const lines = [headings, ...[...rows, foot].map((row) => row.map(plainCell))]
  return Buffer.from(`\ufeff${lines.map((line) => `${csvLine(line, { excelSafe: true })}\r\n`).join('')}`)
}

const ABOUT = {
  zh: { name: '口径', measure: '指标', definition: '定义', period: '期间', before: '对比期' },
  en: {
    name: 'Definitions',
    measure: 'Measure',
    definition: 'Definition',
    period: 'Period',
    before: 'Before',
  },
} as const

/** What the figures are of: who reads the file elsewhere knows what was counted. */
function definitions({ answered, period, before }: Answer, language: Language) {
  const words = ABOUT[language]
  const days = (of: { from: string; to: string } | null) => (of ? `${of.from} – ${of.to}` : null)
  return {
    name: words.name,
    headings: [words.measure, words.definition],
    rows: [
      ...answered.measures.map(({ label, definition }) => [label[language], definition[language]]),
      ...(period ? [[words.period, days(period)]] : []),
      ...(before ? [[words.before, days(before)]] : []),
    ],
  }
}

function workbookCell(cell: SheetCell): WorkbookCell {
  if (cell === null) return null
  if (cell.kind === 'text') return cell.text
  if (cell.kind === 'money') return { number: cell.amount, as: 'money' }
  const as = cell.kind === 'share' ? 'percent' : cell.kind === 'count' ? 'whole' : 'decimal'
  return { number: cell.value, as }
}
