import type { Language } from '../../../kernel/text.ts'
import type { Measured, MeasureEntry } from '../../insights/contract/query.ts'
import type { Answer } from '../contract.ts'

/** A cell of an answer as a table: what it is decides how it is written. */
export type SheetCell =
  | { kind: 'text'; text: string }
  | { kind: 'count' | 'number' | 'share'; value: number }
  | { kind: 'money'; amount: string; currency: string }
  | null
export type Sheet = { headings: string[]; rows: SheetCell[][]; foot: SheetCell[] }

const WORDS = {
  zh: {
    none: '（无）',
    all: '合计',
    n: '样本数',
    low: '下限 95%',
    high: '上限 95%',
    before: '对比期',
    between: '，',
  },
  en: {
    none: '(none)',
    all: 'All',
    n: 'n',
    low: 'low 95%',
    high: 'high 95%',
    before: 'before',
    between: ', ',
  },
} as const

/** What stands in the places of one measure, heading by heading. */
type Column = { heading: string; cell: (of: Measured) => SheetCell }

/**
 * An answer as one table: the keys, then each measure with what it is made of, its interval and what was before. Money takes a column
 * for each currency, since currencies are never added.
 */
export function sheetOf({ answered }: Answer, language: Language): Sheet {
  const words = WORDS[language]
  const { measures, by, lines, all } = answered
  const columns = measures.map((measure, at) => {
    const cells = [...lines.map(({ values }) => values[at]), all.values[at]]
    return columnsOf(
      measure,
      cells.filter((one) => one !== undefined),
      language,
    )
  })
  const cellsOf = (values: readonly Measured[]) =>
    columns.flatMap((each, at) => {
      const value = values[at]
      return each.map(({ cell }) => (value ? cell(value) : null))
    })
  const text = (said: string): SheetCell => ({ kind: 'text', text: said })
  return {
    headings: [
      ...by.map(({ label }) => label[language]),
      ...columns.flatMap((each) => each.map(({ heading }) => heading)),
    ],
    rows: lines.map(({ keys, values }) => [
      ...keys.map(({ key, label }) => text(label ?? key ?? words.none)),
      ...cellsOf(values),
    ]),
    foot: [...by.map((_, at) => (at === 0 ? text(words.all) : null)), ...cellsOf(all.values)],
  }
}

function columnsOf(measure: MeasureEntry, values: readonly Measured[], language: Language): Column[] {
  const words = WORDS[language]
  const name = measure.label[language]
  const has = (what: 'low' | 'before') => values.some((one) => one[what] !== undefined)
  const unit = UNIT_WORDS[measure.unit]?.[language]
  const heading = unit ? `${name} (${unit})` : name
  const beside = (word: string) => `${name}${words.between}${word}`
  const own: Column[] =
    measure.unit === 'money'
      ? currenciesOf(values).flatMap((currency) => moneyColumns(name, currency, values, words))
      : [
          { heading, cell: ({ value }) => cellOf(measure, value) },
          ...(has('low')
            ? [
                { heading: beside(words.low), cell: ({ low }: Measured) => cellOf(measure, low ?? null) },
                { heading: beside(words.high), cell: ({ high }: Measured) => cellOf(measure, high ?? null) },
              ]
            : []),
          ...(has('before')
            ? [
                {
                  heading: beside(words.before),
                  cell: ({ before }: Measured) => cellOf(measure, before ?? null),
                },
              ]
            : []),
        ]
  if (measure.unit === 'count') return own
  return [...own, { heading: beside(words.n), cell: ({ n }) => ({ kind: 'count', value: n }) }]
}

function moneyColumns(
  name: string,
  currency: string,
  values: readonly Measured[],
  words: (typeof WORDS)[Language],
): Column[] {
  const sumIn = (sums: Measured['money']): SheetCell => {
    const found = sums?.find((one) => one.currency === currency)
    return found ? { kind: 'money', ...found } : null
  }
  const heading = `${name} (${currency})`
  return [
    { heading, cell: ({ money }) => sumIn(money) },
    ...(values.some(({ beforeMoney }) => beforeMoney)
      ? [
          {
            heading: `${heading}${words.between}${words.before}`,
            cell: ({ beforeMoney }: Measured) => sumIn(beforeMoney),
          },
        ]
      : []),
  ]
}

/** The currencies of some sums, the one most often met first. */
export function currenciesOf(values: readonly Measured[]): string[] {
  const counts = new Map<string, number>()
  for (const { money, beforeMoney } of values)
    for (const { currency } of [...(money ?? []), ...(beforeMoney ?? [])])
      counts.set(currency, (counts.get(currency) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([currency]) => currency)
}

const UNIT_WORDS: Readonly<Partial<Record<MeasureEntry['unit'], Record<Language, string>>>> = {
  days: { zh: '天', en: 'days' },
  minutes: { zh: '工作分钟', en: 'working minutes' },
}

function cellOf({ unit }: MeasureEntry, value: number | null): SheetCell {
  if (value === null) return null
  if (unit === 'share') return { kind: 'share', value }
  return { kind: unit === 'count' ? 'count' : 'number', value }
}

/** A cell as a person reads it. */
export function cellText(cell: SheetCell, language: Language): string {
  if (cell === null) return ''
  if (cell.kind === 'text') return cell.text
  const locale = language === 'zh' ? 'zh-CN' : 'en'
  if (cell.kind === 'money')
    return new Intl.NumberFormat(locale).format(cell.amount as Intl.StringNumericLiteral)
  if (cell.kind === 'share')
    return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(cell.value)
  const digits = cell.kind === 'count' ? 0 : 1
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(cell.value)
}

/** A cell as a file of text holds it: numbers without signs for thousands, shares in per cent. */
export function plainCell(cell: SheetCell): string | number | null {
  if (cell === null) return null
  if (cell.kind === 'text') return cell.text
  if (cell.kind === 'money') return Number(cell.amount)
  if (cell.kind === 'share') return `${Number((cell.value * 100).toFixed(2))}%`
  return Number(cell.value.toFixed(4))
}

/** A title as part of a file's name. */
export function fileName(title: string): string {
  const plain = title
    .replace(/[\p{Cc}<>:"/\\|?*]/gu, ' ')
    .replace(/(?<!\w)\.|\.(?!\w)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return [...plain].slice(0, 60).join('').trim() || 'report'
}
