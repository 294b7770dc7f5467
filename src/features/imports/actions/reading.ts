import { type Cell, cellText } from '../../../engines/tabular/cell.ts'
import { dateOrderOf } from '../../../engines/tabular/dates.ts'
import type { Reason } from '../../../kernel/explain.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import { openSheet, type Sheet } from '../../../platform/sheets/sheet.ts'
import { publishedPlan } from '../../plan/index.ts'
import { fieldMissing } from '../errors.ts'
import { convertCell, type Hints } from '../rules/convert.ts'
import { type Target, targetsOf } from '../rules/targets.ts'
import * as store from '../store.ts'

export type ReadRow = {
  line: number
  cells: string[]
  values: Map<string, unknown>
  problems: store.ProblemRow[]
}
/** A file, what its columns are, and how it is read: a run, or a table nobody imports. */
export type ReadFile = Pick<
  store.RunRow,
  'object' | 'filePath' | 'format' | 'mapping' | 'settings' | 'answers'
>
type ColumnPlan = { column: number; target: Target; hints: Hints }

/** What columns of this object can feed. */
export async function targetsFor(context: Context, object: store.RunRow['object']): Promise<Target[]> {
  const { fields } = objectNamed(context.registry, object)
  const stages = object === 'opportunity' ? (await publishedPlan(context.db)).stages : []
  return targetsOf(object, fields, stages)
}

/** The file of a run, its columns bound to fields, each row read as values. Refuses where a required field is fed by no column. */
export async function readRun(context: Context, run: ReadFile, from: number) {
  const { rows, fed, missing } = await readColumns(context, run, from)
  if (missing.length > 0) throw fieldMissing({ fields: missing })
  return { rows, fed }
}

/** The same, whatever fields are fed; `missing` names the required ones that are not. */
export async function readColumns(context: Context, run: ReadFile, from: number) {
  const sheet = await openSheet(run.filePath, run.format.sheet ? { sheet: run.format.sheet } : {})
  const targets = new Map((await targetsFor(context, run.object)).map((target) => [target.name, target]))
  const columns = await planColumns(context, run, sheet, targets)
  const fed = new Set(columns.map((column) => column.target.name))
  const missing = [...targets.values()]
    .filter((target) => target.required && !fed.has(target.name))
    .map((target) => target.name)
  return { rows: rowsOf(sheet, columns, from), fed, missing }
}

async function planColumns(
  context: Context,
  run: ReadFile,
  sheet: Sheet,
  targets: ReadonlyMap<string, Target>,
): Promise<ColumnPlan[]> {
  const company = await store.companyDefaults(context.db)
  const mapped = run.mapping.flatMap((line) => {
    const target = line.field ? targets.get(line.field) : undefined
    const column = sheet.headings.indexOf(line.heading)
    return target && column >= 0 ? [{ column, target, line }] : []
  })
  const orders = run.settings.dateOrder
    ? undefined
    : await ordersOf(
        sheet,
        mapped.filter(({ target }) => target.kind.startsWith('date')).map(({ column }) => column),
      )
  return mapped.map(({ column, target, line }) => ({
    column,
    target,
    hints: {
      order: run.settings.dateOrder ?? orders,
      zone: company.timeZone,
      serials: sheet.serials,
      currency: line.unit?.currency ?? run.settings.currency ?? company.currency,
      scale: line.unit?.scale,
    },
  }))
}

const SAMPLE = 5000

/** The order of day and month all date columns of a file share, where their first rows show it. */
async function ordersOf(
  sheet: Sheet,
  columns: readonly number[],
): Promise<'day-first' | 'month-first' | undefined> {
  if (columns.length === 0 || sheet.format === 'xlsx') return undefined
  const cells: Cell[] = []
  for await (const row of sheet.rows()) {
    for (const column of columns) cells.push(row.cells[column] ?? null)
    if (cells.length > SAMPLE * columns.length) break
  }
  const found = dateOrderOf(cells)
  return found.kind === 'certain' ? (found.order as 'day-first' | 'month-first') : undefined
}

const SHOWN = 200

/** A reason names what it is about; it does not repeat a book that stands in the wrong cell. */
export function shortened({ code, facts }: Reason): Reason {
  const short = Object.entries(facts).map(([name, fact]) => [
    name,
    typeof fact === 'string' && fact.length > SHOWN ? `${fact.slice(0, SHOWN)}…` : fact,
  ])
  return { code, facts: Object.fromEntries(short) }
}

async function* rowsOf(sheet: Sheet, columns: readonly ColumnPlan[], from: number): AsyncGenerator<ReadRow> {
  for await (const row of sheet.rows(from)) {
    const cells = row.cells.map(cellText)
    const values = new Map<string, unknown>()
    const problems: store.ProblemRow[] = []
    if (row.problem)
      problems.push({ line: row.line, field: null, code: row.problem.code, facts: row.problem.facts, cells })
    for (const { column, target, hints } of columns) {
      const reading = convertCell(target.kind, row.cells[column] ?? null, hints)
      if (reading.kind === 'value') values.set(target.name, reading.value)
      else if (reading.kind === 'problem')
        problems.push({ line: row.line, field: target.name, ...shortened(reading.problem), cells })
    }
    yield { line: row.line, cells, values, problems }
  }
}
