import { decimalFrom, minorFrom } from '../../kernel/money.ts'
import type { BoardStage, Tally } from './contract.ts'

/** Which rows of a board: a person's, a stage's, those in a state; what is left out is not asked about. */
export type Cell = {
  holder?: string | undefined
  stage?: Pick<BoardStage, 'ids'> | undefined
  state?: 'due' | 'overdue' | undefined
}

const STATES: Readonly<Record<NonNullable<Cell['state']>, string>> = {
  overdue: 'dueAt <= now()',
  due: 'warnAt <= now() && dueAt > now()',
}

/** The filter that lists exactly the rows a cell counts, within the board's own. */
export function cellFilter(board: string, { holder, stage, state }: Cell): string {
  return both([
    board,
    holder && `holder == ${JSON.stringify(holder)}`,
    stage && among('stage', stage.ids),
    state && STATES[state],
  ])
}

type Asked = { phase?: string | undefined; type?: string | undefined; filter?: string | undefined }

/** The filter of the whole board: open opportunities, and what was asked for. `departments` and `stages` are ids, undefined where all count. */
export function boardFilter(
  { phase, type, filter }: Asked,
  departments: readonly string[] | undefined,
  stages: readonly string[] | undefined,
): string {
  return both([
    'isOpen == true',
    departments && among('holder.department', departments),
    stages && among('stage', stages),
    phase && `phase == ${JSON.stringify(phase)}`,
    type && `type == ${JSON.stringify(type)}`,
    filter?.trim() && `(${filter})`,
  ])
}

function among(field: string, ids: readonly string[]): string {
  return ids.length === 1 ? `${field} == ${JSON.stringify(ids[0])}` : `${field} in ${JSON.stringify(ids)}`
}

function both(parts: readonly (string | undefined | false)[]): string {
  return parts.filter(Boolean).join(' && ')
}

export const NOTHING: Tally = { held: 0, due: 0, overdue: 0, amount: [] }

/** Several put together; what is not known of one is not known of all, and amounts are added by currency. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const minor = new Map<string, bigint>()
  let [held, due, overdue]: [number, number | null, number | null] = [0, 0, 0]
  for (const one of tallies) {
    held += one.held
    due = plus(due, one.due)
    overdue = plus(overdue, one.overdue)
    for (const { amount, currency } of one.amount)
      minor.set(currency, (minor.get(currency) ?? 0n) + (minorFrom(amount, currency) ?? 0n))
  }
  const amount = [...minor].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    held,
    due,
    overdue,
    amount: amount.map(([currency, sum]) => ({ amount: decimalFrom(sum, currency), currency })),
  }
}

function plus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b
}
