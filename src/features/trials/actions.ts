import { setImmediate } from 'node:timers/promises'
import { minorDigits } from '../../kernel/money.ts'
import type { Context } from '../../objects/context.ts'
import { readTable } from '../imports/index.ts'
import { requireAdmin } from '../permissions/index.ts'
import { simulation } from '../routing/index.ts'
import { type Explained, MOST_ROWS, type TrialFields, type TrialLine, type TrialRow } from './contract.ts'
import * as errors from './errors.ts'

const AT_ONCE = 100 // rows explained before others get their turn

type Read = Awaited<ReturnType<typeof read>>

/**
 * Decides about every row of a table as the plan, or the rules given, would. Answers lines of what was found. Writes nothing; right:
 * administrator. Refuses files that are no table, `trials.too-many-rows`, and as `simulation` does.
 */
export async function tryTable(
  context: Context,
  filePath: string,
  { rules }: TrialFields,
): Promise<AsyncGenerator<TrialLine>> {
  const table = await read(context, filePath)
  return linesOf(table, await decided(context, table, rules))
}

/** The same decision about one line of the table, with all candidates. Refuses `trials.no-such-line` too. */
export async function explainLine(
  context: Context,
  filePath: string,
  { rules }: TrialFields,
  line: number,
): Promise<Explained> {
  const table = await read(context, filePath)
  const at = table.good.findIndex((row) => row.line === line)
  if (at < 0) throw errors.noSuchLine({ line })
  return (await decided(context, table, rules)).explain(at)
}

async function read(context: Context, filePath: string) {
  requireAdmin(context.viewer)
  const { mapping, rows, fieldsOf } = await readTable(context, filePath)
  const good: { line: number; input: Record<string, unknown> }[] = []
  const failed: {
    line: number
    problems: { field: string | null; code: string; facts: Record<string, unknown> }[]
  }[] = []
  for await (const row of rows) {
    if (good.length + failed.length >= MOST_ROWS) throw errors.tooManyRows({ most: MOST_ROWS })
    const { input, problems } = fieldsOf(row)
    if (problems.length === 0) good.push({ line: row.line, input })
    else
      failed.push({
        line: row.line,
        problems: problems.map(({ field, code, facts }) => ({ field, code, facts })),
      })
  }
  return { columns: mapping.map(({ heading, field }) => ({ heading, field })), good, failed }
}

function decided(context: Context, { good }: Read, rules: TrialFields['rules']) {
  return simulation(context, { items: good.map(({ input }) => input), ...(rules ? { rules } : {}) })
}

async function* linesOf(
  { columns, good, failed }: Read,
  { planVersion, rules, explain }: Awaited<ReturnType<typeof simulation>>,
): AsyncGenerator<TrialLine> {
  yield { kind: 'head', planVersion, rules, columns, rows: good.length, failed }
  for (let from = 0; from < good.length; from += AT_ONCE) {
    await setImmediate()
    const rows = good.slice(from, from + AT_ONCE).map(({ line, input }, i): TrialRow => {
      const { candidates: _, rulesNamed: __, whatWouldChange: ___, ...row } = explain(from + i)
      return { line, title: String(input['title'] ?? ''), amount: moneyIn(input['amount']), ...row }
    })
    yield { kind: 'rows', rows }
  }
}

function moneyIn(value: unknown): TrialRow['amount'] {
  if (typeof value !== 'object' || value === null || !('amount' in value) || !('currency' in value))
    return null
  const currency = String(value.currency)
  return { amount: Number(value.amount).toFixed(minorDigits(currency)), currency }
}
