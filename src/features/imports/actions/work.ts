import { setImmediate as breath, setTimeout as sleep } from 'node:timers/promises'
import { isRefusal } from '../../../kernel/refusal.ts'
import type { Context } from '../../../objects/context.ts'
import { addsMany, patiently, settleSearch, sqlState } from '../../../platform/db/transaction.ts'
import { record } from '../../../platform/events/journal.ts'
import { refusalOf } from '../../../platform/http/problem.ts'
import { tellOthers } from '../../notifications/index.ts'
import { publishedPlan } from '../../plan/index.ts'
import { MINE } from '../../responsibility/contract.ts'
import type { Question, Run } from '../contract.ts'
import * as store from '../store.ts'
import { type ReadRow, readRun } from './reading.ts'
import { LONGEST_NAME, type ReadyRow, Resolver } from './resolve.ts'
import { type Made, writeBatch } from './write.ts'

const BATCH = 2000
/** Letters of rows held at a time: a thousand rows of a megabyte each are no batch. */
const BATCH_LENGTH = 8_000_000
const BREATH = 50 // rows read at a stretch while the batch before is being written
const stopping = { now: false }

/** Background work ends after its batch; a run stays `running` and the next start goes on with it. */
export function stopAfterBatch(): void {
  stopping.now = true
}

const MOST_PROBLEMS_KEPT = 100_000
const MOST_PROBLEM_LENGTH = 500_000_000

/** Reads a whole file without writing a record: every row that would fail, every question with how many rows wait for it. */
export async function checkFile(context: Context, id: string): Promise<void> {
  await guarded(context, id, async (run) => {
    await store.clearProblems(context.db, id)
    const resolver = await Resolver.open(context, run)
    const questions = new Map<string, Question>()
    let read = 0
    let failed = 0
    let pending: store.ProblemRow[] = []
    let keys: string[] = []
    let known = 0
    const lookUp = async () => {
      const { object } = run
      if (object !== 'person')
        known += (await patiently(context.db, (tx) => store.takenKeys(tx, object, keys))).size
      keys = []
    }
    let waiting = 0
    let kept = 0
    for await (const row of (await readRun(context, run, 0)).rows) {
      read += 1
      const outcome = resolver.resolve(row)
      const key = row.values.get('externalKey')
      if (typeof key === 'string' && key.length <= LONGEST_NAME) keys.push(key)
      if (keys.length >= BATCH) await lookUp()
      if ('ready' in outcome) continue
      for (const asked of outcome.questions) count(questions, asked)
      if (outcome.problems.length > 0) failed += 1
      if (failed < MOST_PROBLEMS_KEPT && kept < MOST_PROBLEM_LENGTH) {
        pending.push(...outcome.problems)
        waiting += outcome.problems.length * lengthOf(row)
      }
      if (pending.length >= BATCH || waiting > BATCH_LENGTH) {
        await store.insertProblems(context.db, id, pending)
        kept += waiting
        waiting = 0
        pending = []
        if (await store.isCancelled(context.db, id)) return 'cancelled'
      }
    }
    await store.insertProblems(context.db, id, pending)
    if (keys.length > 0) await lookUp()
    await store.saveReport(context.db, id, { questions: [...questions.values()], known }, read)
    await store.saveProgress(context.db, id, {
      rowsRead: read,
      created: 0,
      skipped: known,
      problems: failed,
      resumeLine: 0,
    })
    return 'checked'
  })
}

/** Carries a run out batch by batch from where it stands; each batch and its progress are one transaction. */
export async function runFile(context: Context, id: string): Promise<void> {
  await guarded(context, id, async (run) => {
    if (run.resumeLine === 0) await store.clearProblems(context.db, id)
    const resolver = await Resolver.open(context, run)
    const progress: store.Progress = {
      rowsRead: run.resumeLine === 0 ? 0 : run.rowsRead,
      created: run.resumeLine === 0 ? 0 : run.created,
      skipped: run.resumeLine === 0 ? 0 : run.skipped,
      problems: run.resumeLine === 0 ? 0 : run.problems,
      resumeLine: run.resumeLine,
    }
    let batch: Resolved[] = []
    let length = 0
    let writing: Promise<Outcome> = Promise.resolve('carried-out')
    try {
      // a batch is read and resolved while the one before it is written
      for await (const row of (await readRun(context, run, run.resumeLine + 1)).rows) {
        batch.push({ row, outcome: resolver.resolve(row) })
        length += lengthOf(row)
        if (batch.length % BREATH === 0) await breath()
        if (batch.length < BATCH && length < BATCH_LENGTH) continue
        const outcome = await writing
        if (outcome !== 'carried-out') return leaving(outcome)
        if (stopping.now) return 'running'
        writing = carryOut(context, run, resolver, batch, progress)
        batch = []
        length = 0
      }
      let outcome = await writing
      if (outcome === 'carried-out' && batch.length > 0)
        outcome = await carryOut(context, run, resolver, batch, progress)
      if (outcome !== 'carried-out') return leaving(outcome)
    } finally {
      await writing.catch(() => {}) // nothing is said of a run whose last batch is still being written
    }
    await settleSearch(context.db)
    await tellReceivers(context, id)
    return 'done'
  })
}

/** Whoever holds open opportunities by a run is told how many, once for the whole run, also where its end is done again. */
async function tellReceivers(context: Context, id: string): Promise<void> {
  await patiently(context.db, async (tx) => {
    const given = await store.heldByRun(tx, id)
    const now = context.registry.clock.now()
    await tellOthers(
      tx,
      { ...context, now },
      given.map(({ personId, count }) => ({
        personId,
        kind: 'imports.received-many',
        facts: { count },
        link: MINE,
        key: `imports.received:${id}:${personId}`,
      })),
    )
  })
}

function lengthOf({ cells }: ReadRow): number {
  return cells.reduce((sum, cell) => sum + cell.length, 0)
}

type Resolved = { row: ReadRow; outcome: ReturnType<Resolver['resolve']> }
type Outcome = 'carried-out' | 'cancelled' | 'taken-over'

/** The state a run is left in; undefined where another process goes on with it, whose word on the state it is. */
function leaving(outcome: Exclude<Outcome, 'carried-out'>): 'cancelled' | undefined {
  return outcome === 'cancelled' ? 'cancelled' : undefined
}

async function carryOut(
  context: Context,
  run: store.RunRow,
  resolver: Resolver,
  batch: readonly Resolved[],
  progress: store.Progress,
): Promise<Outcome> {
  if (await store.isCancelled(context.db, run.id)) return 'cancelled'
  const now = context.registry.clock.now()
  const ready: ReadyRow[] = []
  const problems: store.ProblemRow[] = []
  let failed = 0
  for (const { row, outcome } of batch) {
    if ('ready' in outcome) {
      ready.push(outcome.ready)
      continue
    }
    failed += 1
    problems.push(...outcome.problems, ...outcome.questions.map((one) => unanswered(row, one)))
  }
  let made: Made[] = []
  const done = await patiently(context.db, async (tx) => {
    made = []
    await store.lockRun(tx, run.id)
    await addsMany(tx)
    const current = await store.runById(tx, run.id, null)
    if (!current || current.resumeLine !== progress.resumeLine || current.state !== 'running')
      return undefined
    const fresh = { ...context, now }
    const plan = await publishedPlan(tx).catch(() => undefined)
    const { rows, known } = await withoutKnown(tx, run, ready)
    const created = plan ? await writeBatch(tx, fresh, run, plan, resolver, rows, made) : 0
    await store.insertProblems(tx, run.id, [...problems, ...known])
    const next = {
      rowsRead: progress.rowsRead + batch.length,
      created: progress.created + created,
      skipped: progress.skipped + known.length,
      problems: progress.problems + failed,
      resumeLine: batch.at(-1)?.row.line ?? progress.resumeLine,
    }
    await store.saveProgress(tx, run.id, next)
    return next
  })
  if (!done) return (await store.isCancelled(context.db, run.id)) ? 'cancelled' : 'taken-over'
  Object.assign(progress, done) // after the commit: a repeated transaction counts once
  for (const { field, ...one } of made) resolver.books.get(field)?.add(one)
  return 'carried-out'
}

/** Rows whose key is there already are left as they are and said so. */
async function withoutKnown(
  tx: Parameters<Parameters<typeof patiently>[1]>[0],
  run: store.RunRow,
  ready: readonly ReadyRow[],
) {
  const keyOf = (row: ReadyRow) =>
    typeof row.input['externalKey'] === 'string' ? row.input['externalKey'] : undefined
  const keys = ready.flatMap((row) => keyOf(row) ?? [])
  const taken =
    run.object === 'person' || keys.length === 0
      ? new Set<string>()
      : await store.takenKeys(tx, run.object, keys)
  const rows = ready.filter((row) => !taken.has(keyOf(row) ?? ''))
  const known = ready
    .filter((row) => taken.has(keyOf(row) ?? ''))
    .map((row) => ({
      line: row.line,
      field: 'externalKey',
      code: 'imports.known-already',
      facts: { key: keyOf(row) },
      cells: row.cells,
    }))
  return { rows, known }
}

/** Takes a run back, whole, in one transaction. */
export async function undoFile(context: Context, id: string): Promise<void> {
  await guarded(context, id, async (run) => {
    await patiently(context.db, async (tx) => {
      const taken = await store.undoOpportunities(tx, id, context.viewer.personId, context.now)
      await store.undoOthers(tx, id, context.viewer.personId, context.now)
      await record(tx, context.actor, context.now, [
        {
          kind: 'import.undone',
          object: 'import-run',
          recordId: id,
          after: { opportunities: taken, file: run.fileName },
        },
      ])
    })
    return 'undone'
  })
}

const DOING: readonly Run['state'][] = ['checking', 'running', 'undoing']

const PAUSE_MS = 5_000

/**
 * Does a piece of background work and leaves the run in the state it answers, or failed with the reason. Where the database is away or
 * its disk is full the work waits, and goes on from what was committed.
 */
async function guarded(
  context: Context,
  id: string,
  work: (run: store.RunRow) => Promise<Run['state'] | undefined>,
): Promise<void> {
  try {
    const run = await store.runById(context.db, id, null)
    if (!run || !DOING.includes(run.state)) return
    const state = await work(run)
    if (state) await store.enterState(context.db, id, DOING, state, context.registry.clock.now())
  } catch (thrown) {
    if (willPass(thrown) && !stopping.now) {
      await sleep(PAUSE_MS, undefined, { ref: false })
      return guarded(context, id, work)
    }
    const message = isRefusal(thrown)
      ? { code: thrown.code, facts: thrown.facts }
      : {
          code: 'imports.fault',
          facts: { message: thrown instanceof Error ? thrown.message.slice(0, 300) : '' },
        }
    await store.fail(context.db, id, message, context.registry.clock.now())
  }
}

/** The database is away, starting, busy or full: not the import's fault. A statement that took too long would take too long again. */
function willPass(thrown: unknown): boolean {
  if (sqlState(thrown) === '57014') return false
  const status = refusalOf(thrown)?.status
  return status === 503 || status === 507
}

function count(questions: Map<string, Question>, asked: Omit<Question, 'rows'>): void {
  const key = `${asked.field} ${asked.value}`
  const found = questions.get(key)
  if (found) found.rows += 1
  else if (questions.size < 500) questions.set(key, { ...asked, rows: 1 })
}

function unanswered(row: ReadRow, { field, value, near }: Omit<Question, 'rows'>): store.ProblemRow {
  return {
    line: row.line,
    field,
    code: 'imports.unanswered',
    facts: { value, near: near[0]?.name ?? null },
    cells: row.cells,
  }
}
