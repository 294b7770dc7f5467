import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvLine, withoutMark } from './csv-line.ts'
import type { CsvFault, CsvRecord } from './csv-records.ts'
import { csvReader } from './csv-records.ts'

function readAll(
  pieces: readonly string[],
  delimiter = ',',
): { records: CsvRecord[]; fault?: CsvFault | undefined } {
  const reader = csvReader(delimiter)
  const records = pieces.flatMap((piece) => reader.push(piece))
  records.push(...reader.end())
  return { records, fault: reader.fault() }
}

const fieldsOf = (text: string): string[][] => readAll([text]).records.map((record) => record.fields)

const awkward = fc.string({
  unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '户', '\t', "'", ';', '='),
  maxLength: 8,
})
const table = fc.array(fc.array(awkward, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 })

describe('reading delimited text', () => {
  test('CRLF, LF and CR end a record, and the last needs none', () => {
    expect(fieldsOf('a,b\r\nc,d\ne,f\rg,h')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
      ['g', 'h'],
    ])
  })

  test('a quoted field holds delimiters, doubled quotes and line breaks', () => {
    expect(fieldsOf('"a,b","say ""hi""","two\r\nlines"\n')).toEqual([['a,b', 'say "hi"', 'two\r\nlines']])
  })

  test('a quote inside plain text is text', () => {
    expect(fieldsOf('12" screen,6\'2"\n')).toEqual([['12" screen', '6\'2"']])
  })

  test('blank lines give no record, a quoted empty field does', () => {
    expect(readAll(['a\n\n  \n""\nb,\n']).records).toEqual([
      { line: 1, fields: ['a'] },
      { line: 4, fields: [''] },
      { line: 5, fields: ['b', ''] },
    ])
  })

  test('a record carries the physical line on which it starts', () => {
    expect(readAll(['h\r\n"x\r\ny\nz"\r\nend']).records.map((record) => record.line)).toEqual([1, 2, 5])
  })

  test('a quote that ends with a carriage return does not swallow the line break behind it', () => {
    expect(fieldsOf('"a\r"\nb')).toEqual([['a\r'], ['b']])
  })

  test('a quote never closed is a fault on the line where it opened', () => {
    const { records, fault } = readAll(['a,b\n1,"2\n3,4\n'])
    expect(fault).toEqual({ code: 'open-quote', line: 2 })
    expect(records.map((record) => record.fields)).toEqual([['a', 'b']])
  })

  test('text behind a closing quote is a fault, and reading stops for good', () => {
    const reader = csvReader(',')
    expect(reader.push('a\n"b"c\nd\n')).toEqual([{ line: 1, fields: ['a'] }])
    expect(reader.fault()).toEqual({ code: 'text-after-quote', line: 2 })
    expect(reader.push('e\n')).toEqual([])
    expect(reader.end()).toEqual([])
  })

  test('a record beyond the limit is a fault, in one field or in many', () => {
    for (const long of ['x'.repeat(50), 'x,'.repeat(30), `"${'x\n'.repeat(30)}`]) {
      const reader = csvReader(',', 40)
      reader.push(`ok\n${long}`)
      expect(reader.fault()).toEqual({ code: 'line-too-long', line: 2 })
    }
  })

  test('what is written reads back equal, wherever the text is cut', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(',', ';', '\t'),
        fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
        (rows, delimiter, cuts) => {
          const text = rows.map((row) => `${csvLine(row, { delimiter })}\r\n`).join('')
          const pieces: string[] = []
          for (let at = 0; at < text.length; ) {
            const length = cuts.next().value ?? 1
            pieces.push(text.slice(at, at + length))
            at += length
          }
          const whole = readAll([text], delimiter)
          expect(whole.fault).toBeUndefined()
          expect(whole.records.map((record) => record.fields)).toEqual(rows)
          expect(readAll(pieces, delimiter)).toEqual(whole)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('it agrees with csv-parse on every well-formed table', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const text = rows.map((row) => csvLine(row)).join('\n')
        const theirs = parse(text, {
          relax_column_count: true,
          record_delimiter: '\n',
          skip_empty_lines: false,
        })
        expect(fieldsOf(text)).toEqual(theirs)
      }),
      { numRuns: 300 },
    )
  })
})

describe('writing delimited text', () => {
  test('formulas are neutralised where a spreadsheet will open the file', () => {
    const safe = (value: string): string => csvLine([value, 'x'], { excelSafe: true })
    expect(safe('=1+1')).toBe("'=1+1,x")
    expect(safe('+1')).toBe("'+1,x")
    expect(safe('-1')).toBe('-1,x')
    expect(safe('-1%')).toBe('-1%,x')
    expect(safe('-1+cmd()')).toBe("'-1+cmd(),x")
    expect(safe('@SUM(A1)')).toBe("'@SUM(A1),x")
    expect(safe('\tx')).toBe("'\tx,x")
    expect(safe('\rx')).toBe('"\'\rx",x')
    expect(safe('＝1')).toBe("'＝1,x")
    expect(safe('a=1')).toBe('a=1,x')
  })

  test('numbers stay numbers, and nothing is touched without asking', () => {
    expect(csvLine([-5, true, null, { day: '2026-01-05' }], { excelSafe: true })).toBe('-5,true,,2026-01-05')
    expect(csvLine(['=1'])).toBe('=1')
  })

  test('no text written safely starts a formula, and every one is found again', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', 'a', '"', ',') }),
        (text) => {
          const [field = ''] = fieldsOf(csvLine([text, 'x'], { excelSafe: true }))[0] ?? []
          expect(field).not.toMatch(/^[=+\-@\t\r]/)
          expect(withoutMark(field)).toBe(text)
        },
      ),
      { numRuns: 200 },
    )
  })
})
