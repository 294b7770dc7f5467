import { csvLine } from '../../../src/engines/tabular/csv-line.ts'
import type { TrialRow } from '../../../src/features/trials/contract.ts'
import { placeOf } from '../../../src/features/trials/rules.ts'
import type { useText } from '../../kit/text.tsx'
import type { RowWords } from './trial-result.tsx'

const HEADINGS = ['line', 'opportunity', 'value', 'person', 'rule', 'why'] as const

/** Saves the rows of a trial as a CSV file that spreadsheets open as they are. */
export function saveCsv(
  name: string,
  rows: readonly TrialRow[],
  words: RowWords,
  t: ReturnType<typeof useText>,
): void {
  const lines = [
    HEADINGS.map((heading) => t(`trials.${heading}`)),
    ...rows.map((row) => [
      row.line,
      row.title,
      row.amount ? `${row.amount.amount} ${row.amount.currency}` : '',
      row.person.name,
      words.rule(placeOf(row)),
      words.why(row),
    ]),
  ]
  const text = lines.map((line) => csvLine(line, { excelSafe: true })).join('\r\n')
  const url = URL.createObjectURL(new Blob([`\uFEFF${text}\r\n`], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${name.replace(/\.\w+$/, '')}-${t('trials.title')}.csv`
  link.click()
  URL.revokeObjectURL(url)
}
