import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Cell, cellText } from '../../../engines/tabular/cell.ts'
import { proposeMapping } from '../../../engines/tabular/mapping.ts'
import type { Context } from '../../../objects/context.ts'
import { openSheet } from '../../../platform/sheets/sheet.ts'
import { requireAdmin, requireRight } from '../../permissions/index.ts'
import {
  type Answer,
  type ImportObject,
  type MappingLine,
  type Run,
  type Settings,
  settings as settingsShape,
} from '../contract.ts'
import * as errors from '../errors.ts'
import * as store from '../store.ts'
import { type ReadFile, type ReadRow, readColumns, targetsFor } from './reading.ts'
import { Resolver } from './resolve.ts'
import { checkFile, runFile, undoFile } from './work.ts'

const SAMPLES = 20
const SAMPLE_LENGTH = 300

/** Where uploaded files are kept: in this installation's home. */
export function importFolder(): string {
  return join(process.env['BATON_HOME'] || '.baton', 'imports')
}

/** Opens a stored file as an import: its form, its headings, what each column probably is. Refuses files that are no table. */
export async function openRun(
  context: Context,
  object: ImportObject,
  fileName: string,
  filePath: string,
): Promise<Run> {
  requireCreate(context, object)
  const { sheet, samples, targets, cells } = await firstRows(context, object, filePath)
  const hash = headingsHash(sheet.headings)
  const remembered = await store.rememberedMapping(context.db, object, hash, context.viewer.personId)
  const mapping = remembered ?? proposed(sheet.headings, targets, cells)
  const id = await store.insertRun(context.db, {
    object,
    fileName: fileName.slice(0, 200),
    filePath,
    fileHash: await hashOf(filePath),
    format: {
      format: sheet.format,
      encoding: sheet.encoding,
      sheet: sheet.sheet || undefined,
      sheets: sheet.sheets,
      headings: sheet.headings,
      samples,
    },
    mapping,
    personId: context.viewer.personId,
    at: context.now,
  })
  return view(context, await found(context, id))
}

async function firstRows(context: Context, object: ImportObject, filePath: string) {
  const sheet = await openSheet(filePath)
  const samples: string[][] = []
  const raw: Cell[][] = []
  for await (const row of sheet.rows()) {
    samples.push(row.cells.map((cell) => cellText(cell).slice(0, SAMPLE_LENGTH)))
    raw.push(row.cells)
    if (samples.length >= SAMPLES) break
  }
  const columns = sheet.headings.map((_, column) => raw.map((row) => row[column] ?? null))
  const targets = await targetsFor(context, object)
  return { sheet, samples, targets, cells: { object, samples: columns } }
}

function proposed(...given: Parameters<typeof proposeMapping>): MappingLine[] {
  return proposeMapping(...given).map(({ heading, field, score, unit }) => ({
    heading,
    field: field ?? null,
    score,
    ...(unit ? { unit } : {}),
  }))
}

const LEDGER = /^(holder|stage|openedAt|closedAt|outcomeReason|entered:.*)$/

/**
 * The rows of a table of opportunities that nobody imports: what each says of an opportunity, and what is wrong with it. Writes nothing.
 * Refuses files that are no table.
 */
export async function readTable(context: Context, filePath: string) {
  const { sheet, samples, targets, cells } = await firstRows(context, 'opportunity', filePath)
  const mapping = proposed(sheet.headings, targets, cells).map((line) =>
    line.field && LEDGER.test(line.field) ? { ...line, field: null } : line,
  )
  const file: ReadFile = {
    object: 'opportunity',
    filePath,
    format: { format: sheet.format, sheet: sheet.sheet, headings: sheet.headings, samples },
    mapping,
    settings: { holders: 'divide', create: { people: true, accounts: true, products: true } },
    answers: {},
  }
  const resolver = await Resolver.open(context, file)
  const { rows } = await readColumns(context, file, 0)
  return { mapping, rows, fieldsOf: (row: ReadRow) => resolver.fieldsOf(row) }
}

/** A fresh place for an uploaded file. */
export async function newFilePath(): Promise<string> {
  await mkdir(importFolder(), { recursive: true, mode: 0o700 })
  return join(importFolder(), randomUUID())
}

export async function discard(path: string): Promise<void> {
  await rm(path, { force: true })
}

export async function listRuns(context: Context) {
  const rows = await store.runsOf(context.db, context.viewer.admin ? null : context.viewer.personId)
  return { items: rows.map((row) => plainView(row)) }
}

export async function getRun(context: Context, id: string): Promise<Run> {
  return view(context, await found(context, id))
}

type Choices = {
  mapping?: Record<string, string | null> | undefined
  settings?: Settings | undefined
  answers?: Record<string, Record<string, Answer>> | undefined
}

/** Says what columns mean and answers questions. Refuses unknown headings and fields, and one field fed twice. */
export async function setMapping(
  context: Context,
  id: string,
  { mapping, settings, answers }: Choices,
): Promise<Run> {
  const run = await found(context, id)
  requireState(run, ['uploaded', 'checked', 'failed', 'cancelled', 'undone'])
  const lines = mapping ? await changedMapping(context, run, mapping) : run.mapping
  const merged = { ...run.answers }
  for (const [field, values] of Object.entries(answers ?? {})) merged[field] = { ...merged[field], ...values }
  await store.saveChoices(context.db, id, lines, { ...run.settings, ...settings }, merged)
  if (mapping)
    await store.rememberMapping(context.db, run, headingsHash(run.format.headings), lines, context.now)
  return getRun(context, id)
}

async function changedMapping(
  context: Context,
  run: store.RunRow,
  given: Record<string, string | null>,
): Promise<MappingLine[]> {
  const names = new Set((await targetsFor(context, run.object)).map((target) => target.name))
  const used = new Set<string>()
  const lines = run.mapping.map((line) => {
    const field = Object.hasOwn(given, line.heading) ? (given[line.heading] ?? null) : line.field
    if (field !== null && (!names.has(field) || used.has(field)))
      throw errors.badMapping({ heading: line.heading, field })
    if (field !== null) used.add(field)
    return { ...line, field, score: Object.hasOwn(given, line.heading) ? 1 : line.score }
  })
  const unknown = Object.keys(given).find((heading) => !run.mapping.some((line) => line.heading === heading))
  if (unknown !== undefined) throw errors.badMapping({ heading: unknown, field: null })
  return lines
}

/** Starts a dry run in the background. */
export async function startCheck(context: Context, id: string): Promise<Run> {
  return start(context, id, ['uploaded', 'checked', 'failed', 'cancelled', 'undone'], 'checking', checkFile)
}

/** Starts the import in the background; a failed or cancelled one goes on where it stopped. Refuses while questions are open. */
export async function startRun(context: Context, id: string): Promise<Run> {
  const run = await found(context, id)
  const questions = run.report.questions?.length ?? 0
  if (run.state === 'checked' && questions > 0) throw errors.questionsOpen({ questions })
  return start(context, id, ['checked', 'failed', 'cancelled'], 'running', runFile)
}

export async function cancelRun(context: Context, id: string): Promise<Run> {
  const run = await found(context, id)
  if (!(await store.enterState(context.db, id, ['checking', 'running'], 'cancelled', context.now))) {
    throw errors.wrongState({ state: run.state, wanted: ['checking', 'running'] })
  }
  return getRun(context, id)
}

/** Takes an import back. Refuses where its opportunities were worked on since. */
export async function startUndo(context: Context, id: string): Promise<Run> {
  const records = await store.workedOn(context.db, (await found(context, id)).id)
  if (records > 0) throw errors.workedOn({ records })
  return start(context, id, ['done', 'failed', 'cancelled'], 'undoing', undoFile)
}

async function start(
  context: Context,
  id: string,
  from: readonly Run['state'][],
  to: Run['state'],
  work: (context: Context, id: string) => Promise<void>,
): Promise<Run> {
  const run = await found(context, id)
  requireCreate(context, run.object)
  if (to === 'running' && run.settings.create?.people) requireAdmin(context.viewer)
  if (!(await store.enterState(context.db, id, from, to, context.now)))
    throw errors.wrongState({ state: run.state, wanted: [...from] })
  working.set(
    id,
    work(context, id).finally(() => working.delete(id)),
  )
  return getRun(context, id)
}

const working = new Map<string, Promise<void>>()

/** Resolves when the background work of a run has ended; at once where there is none. */
export async function settled(id: string): Promise<void> {
  await working.get(id)
}

/** How many imports are at work, of every process: being tried, carried out, taken back. */
export async function importsAtWork(
  db: Context['db'],
): Promise<Record<'checking' | 'running' | 'undoing', number>> {
  const counts = { checking: 0, running: 0, undoing: 0 }
  for (const { state } of await store.unfinishedRuns(db))
    if (state in counts) counts[state as keyof typeof counts] += 1
  return counts
}

/** Goes on with what a stopped server left in the middle. */
export async function resumeAll(
  contextFor: (personId: string) => Promise<Context | undefined>,
  db: Context['db'],
): Promise<void> {
  for (const { id, personId, state } of await store.unfinishedRuns(db)) {
    const context = await contextFor(personId)
    if (!context) continue
    const work = state === 'checking' ? checkFile : state === 'undoing' ? undoFile : runFile
    working.set(
      id,
      work(context, id).finally(() => working.delete(id)),
    )
  }
}

export async function problems(context: Context, id: string, after: number, limit: number) {
  await found(context, id)
  const rows = await store.problemsAfter(context.db, id, after, limit + 1)
  return {
    items: rows.slice(0, limit).map(({ line, field, code, facts }) => ({ line, field, code, facts })),
    more: rows.length > limit,
  }
}

/** The headings of the failed rows: the file's own, then where and why. */
export async function problemHeadings(context: Context, id: string): Promise<string[]> {
  return [...(await found(context, id)).format.headings, 'line', 'field', 'problem']
}

/** The rows that failed as they stood in the file, with the reason: to be mended and imported again. */
export async function* problemLines(
  context: Context,
  id: string,
): AsyncGenerator<(string | number | null)[]> {
  await found(context, id)
  let after = 0
  for (;;) {
    const rows = await store.problemsAfter(context.db, id, after, 500)
    if (rows.length === 0) return
    for (const row of rows)
      yield [...(row.cells ?? []), row.line, row.field ?? '', `${row.code} ${JSON.stringify(row.facts)}`]
    after = rows.at(-1)?.line ?? after
    if (rows.length < 500) return
  }
}

/** Refuses whoever may not make records of this kind, before anything of theirs is kept. */
export function requireCreate(context: Context, object: ImportObject): void {
  if (object === 'person') requireAdmin(context.viewer)
  else requireRight(context.viewer, object, 'create')
}

async function found(context: Context, id: string): Promise<store.RunRow> {
  const run = await store.runById(context.db, id, context.viewer.admin ? null : context.viewer.personId)
  if (!run) throw errors.notFound({ id })
  return run
}

function requireState(run: store.RunRow, wanted: readonly Run['state'][]): void {
  if (!wanted.includes(run.state)) throw errors.wrongState({ state: run.state, wanted: [...wanted] })
}

function plainView({
  filePath: _path,
  personId: _person,
  resumeLine: _line,
  report: _report,
  settings,
  ...run
}: store.RunRow) {
  return { ...run, settings: settingsShape.parse(settings) }
}

async function view(context: Context, run: store.RunRow): Promise<Run> {
  const targets = (await targetsFor(context, run.object)).map(({ name, label, required }) => ({
    name,
    label,
    required,
  }))
  return { ...plainView(run), targets, samples: run.format.samples, questions: run.report.questions ?? [] }
}

function headingsHash(headings: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(headings)).digest('hex')
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
