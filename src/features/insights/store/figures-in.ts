import type { Measured } from '../contract/query.ts'
import { type Amount, type FormName, measuredFrom, type Sums } from '../rules/figures.ts'
import { LEVELS, NONE, type QueryRow } from './query.ts'

export type Figures = {
  /** In the order of their ranks. */
  lines: { keys: (string | null)[]; values: Measured[]; rank: number }[]
  all: Measured[]
  withheld: boolean
}
type Asked = { form: FormName; isShare: boolean }

/** The rows of a question as figures: each line, and all together. */
export function figuresIn(rows: readonly QueryRow[], forms: readonly Asked[], dimensions: number): Figures {
  const keyOf = ({ k1, k2 }: QueryRow) => `${k1}\u0000${k2}`
  const amounts = Map.groupBy(
    rows.filter(({ level }) => level === LEVELS.lineCurrency),
    keyOf,
  )
  const ofAll = rows.filter(({ level }) => level === LEVELS.allCurrency)
  const whole = rows.find(({ level }) => level === LEVELS.all)
  const lines = rows
    .filter(({ level }) => level === LEVELS.line)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map((row) => ({
      keys: [row.k1, row.k2].slice(0, dimensions).map((key) => (key === NONE ? null : key)),
      values: valuesOf(row, forms, amounts.get(keyOf(row)) ?? []),
      rank: row.rank ?? 0,
    }))
  return {
    lines,
    all: valuesOf(whole, forms, ofAll),
    withheld: rows.some((row) => (row['withheld'] as unknown) === true),
  }
}

const NAMES = ['n', 's', 'q', 'x', 'ss', 'xx', 'sx'] as const

function valuesOf(
  row: QueryRow | undefined,
  forms: readonly Asked[],
  ofCurrencies: readonly QueryRow[],
): Measured[] {
  return forms.map(({ form, isShare }, i) => {
    const sums = Object.fromEntries(NAMES.map((name) => [name, Number(row?.[`m${i}${name}`] ?? 0)])) as Sums
    const amounts = ofCurrencies
      .flatMap((one): Amount[] =>
        one.cur === null
          ? []
          : [{ currency: one.cur, n: Number(one[`m${i}n`] ?? 0), minor: String(one[`m${i}a`] ?? '0') }],
      )
      .sort((a, b) => (a.currency < b.currency ? -1 : 1))
    return measuredFrom(form, sums, amounts, isShare)
  })
}
