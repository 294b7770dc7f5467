import { withoutMark } from '../../engines/tabular/csv-line.ts'
import type { CsvFault, CsvRecord } from '../../engines/tabular/csv-records.ts'
import { csvReader, MAX_CELLS, MAX_RECORD_LENGTH } from '../../engines/tabular/csv-records.ts'
import { decodedText } from './decoded-text.ts'
import { lineTooLong, openQuote, textAfterQuote, tooManyColumns, unknownDelimiter } from './errors.ts'
import type { RawRow } from './table.ts'
import { MAX_COLUMNS } from './table.ts'

const DELIMITERS = [',', '\t', ';', '|']
/** Characters and records looked at to find the delimiter. */
const SAMPLE_LENGTH = 128 * 1024
const SAMPLE_RECORDS = 50

/** How one text file is cut into rows. `declared`: the first line is `sep=;`, no record. */
export type TextForm = { encoding: string; delimiter: string; declared: boolean }

/** Finds the delimiter of a text file unless one is given; a first line `sep=;` has the last word. */
export async function textForm(path: string, encoding: string, given?: string): Promise<TextForm> {
  if (given !== undefined) refuseBadDelimiter(given)
  let sample = ''
  let whole = true
  for await (const text of decodedText(path, encoding)) {
    sample += text
    if (sample.length < SAMPLE_LENGTH) continue
    whole = false
    break
  }
  const declared = /^sep=([^\r\n"])\r?(\n|$)/i.exec(sample)?.[1]
  const delimiter = given ?? declared ?? likeliestDelimiter(sample, whole)
  return { encoding, delimiter, declared: declared !== undefined }
}

function refuseBadDelimiter(delimiter: string): void {
  if (delimiter.length !== 1 || /["\r\n]/.test(delimiter)) throw unknownDelimiter({ delimiter })
}

/** The delimiter under which most records have the same number of cells, more than one; `,` where none has. */
function likeliestDelimiter(sample: string, whole: boolean): string {
  let best = { delimiter: ',', evenness: 0, columns: 1 }
  for (const delimiter of DELIMITERS) {
    const { evenness, columns } = shapeUnder(sample, whole, delimiter)
    const better = evenness > best.evenness || (evenness === best.evenness && columns > best.columns)
    if (columns > 1 && better) best = { delimiter, evenness, columns }
  }
  return best.delimiter
}

function shapeUnder(
  sample: string,
  whole: boolean,
  delimiter: string,
): { evenness: number; columns: number } {
  const reader = csvReader(delimiter)
  const records = reader.push(sample)
  if (whole || records.length === 0) records.push(...reader.end())
  const widths = records.slice(0, SAMPLE_RECORDS).map((record) => record.fields.length)
  const counts = new Map<number, number>()
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1)
  const [columns, times] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0]
  const faulty = reader.fault() ? 0.5 : 1
  return { columns, evenness: widths.length === 0 ? 0 : (times / widths.length) * faulty }
}

/** The records of a text file in constant memory; refuses where quotes or lengths make no sense. */
export async function* textRows(path: string, form: TextForm): AsyncGenerator<RawRow> {
  const reader = csvReader(form.delimiter)
  for await (const text of decodedText(path, form.encoding)) {
    for (const record of reader.push(text)) {
      if (!isDeclaration(record, form)) yield rawRow(record)
    }
    refuseFault(reader.fault())
  }
  const last = reader.end()
  refuseFault(reader.fault())
  for (const record of last) if (!isDeclaration(record, form)) yield rawRow(record)
}

function isDeclaration(record: CsvRecord, form: TextForm): boolean {
  return form.declared && record.line === 1
}

function rawRow(record: CsvRecord): RawRow {
  return {
    line: record.line,
    cells: record.fields.map((field) => (field === '' ? null : withoutMark(field))),
  }
}

function refuseFault(fault: CsvFault | undefined): void {
  if (!fault) return
  const { line } = fault
  switch (fault.code) {
    case 'open-quote':
      throw openQuote({ line })
    case 'text-after-quote':
      throw textAfterQuote({ line })
    case 'line-too-long':
      throw lineTooLong({ line, limit: MAX_RECORD_LENGTH })
    case 'too-many-cells':
      throw tooManyColumns({ columns: MAX_CELLS + 1, limit: MAX_COLUMNS })
  }
}
