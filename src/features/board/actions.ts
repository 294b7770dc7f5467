import type { z } from 'zod'
import { parseCondition } from '../../engines/conditions/index.ts'
import { decimalFrom } from '../../kernel/money.ts'
import { seesAll, visibleFields, vocabularyFor } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import { badFilter, unknownField } from '../../objects/errors.ts'
import { objectNamed } from '../../objects/metadata.ts'
import { settleFor } from '../clocks/index.ts'
import { requireReach } from '../permissions/index.ts'
import { publishedPlan } from '../plan/index.ts'
import type { BoardRow, BoardStage, responsibilityBoard, Tally } from './contract.ts'
import * as errors from './errors.ts'
import { boardFilter, sumOf } from './rules.ts'
import * as store from './store.ts'

type Query = z.infer<NonNullable<typeof responsibilityBoard.query>>
type Plan = Awaited<ReturnType<typeof publishedPlan>>

const USUAL_LIMIT = 200

/**
 * The responsibility board: people × stages. Six queries, whatever the size.
 * Refuses `board.unknown-department`, `board.unknown-process`, `objects.bad-filter`, and `objects.unknown-field` where holder or stage are hidden.
 */
export async function board(context: Context, query: Query) {
  const { db, viewer } = context
  requireReach(viewer, 'opportunity', 'see')
  const readable = readableOf(context)
  const [plan, departments] = await Promise.all([publishedPlan(db), departmentsOf(context, query.department)])
  const keys = stagesOfProcess(plan, query.process)
  const filter = rowFilter(context, query)
  await settleFor(context, whoseLimits(context))
  const cells = await store.cells(db, context, { departments, phase: query.phase, stages: keys, filter })
  const stages = await columnsOf(context, plan, query, keys, cells)
  const rows = await rowsOf(context, query, departments, cells, readable)
  const own = keys && stages.flatMap(({ ids }) => ids)
  const limit = query.limit ?? USUAL_LIMIT
  return {
    at: context.now,
    stages,
    rows: rows.slice(0, limit),
    columns: stages.map(({ key }) => ({
      stage: key,
      ...sumOf(cells.filter(({ stage }) => stage === key).map((cell) => tallyOf(cell, readable))),
    })),
    total: sumOf(rows.map(({ total }) => total)),
    people: rows.length,
    more: rows.length > limit,
    filter: boardFilter(query, departments, own),
  }
}

/** Whose limits are worked out before they are counted: everybody's for who sees everything, else those of the viewer's people. */
function whoseLimits({ viewer, registry }: Context): { people?: string[] } {
  const isAll = seesAll(viewer, objectNamed(registry, 'opportunity'), registry)
  return isAll ? {} : { people: [viewer.personId, ...viewer.reports] }
}

/** What only rows can tell; without it the tallies answer. A filter is checked by itself, since it is put into others. */
function rowFilter({ viewer, registry }: Context, { type, filter }: Query): string {
  if (!type && !filter?.trim()) return ''
  const parsed = parseCondition(filter?.trim() || 'true', vocabularyFor(viewer, registry, 'opportunity'))
  if (!parsed.ok) throw badFilter({ problems: parsed.problems })
  return boardFilter({ type, filter }, undefined, undefined)
}

type Readable = { amount: boolean; due: boolean }

function readableOf({ viewer, registry }: Context): Readable {
  const read = new Set(visibleFields(viewer, objectNamed(registry, 'opportunity')).map(({ name }) => name))
  for (const field of ['holder', 'stage'])
    if (!read.has(field)) throw unknownField({ object: 'opportunity', field })
  return { amount: read.has('amount'), due: read.has('dueAt') && read.has('warnAt') }
}

async function departmentsOf({ db }: Context, id: string | undefined): Promise<string[] | undefined> {
  if (!id) return undefined
  const tree = await store.departmentTree(db, id)
  if (tree.length === 0) throw errors.unknownDepartment({ id })
  return tree
}

function stagesOfProcess({ processes }: Plan, key: string | undefined): string[] | undefined {
  if (!key) return undefined
  const found = processes.find((one) => one.key === key)
  if (!found) throw errors.unknownProcess({ process: key, known: processes.map((one) => one.key) })
  return found.stages
}

/** The plan's stages in their order, where work is done or something lies; then those of earlier versions at which something still lies. */
async function columnsOf(
  { db }: Context,
  plan: Plan,
  { phase }: Query,
  keys: readonly string[] | undefined,
  cells: readonly store.CellRow[],
): Promise<BoardStage[]> {
  const there = Map.groupBy(cells, ({ stage }) => stage)
  const idsOf = (key: string) => [...new Set((there.get(key) ?? []).flatMap(({ ids }) => ids))]
  const current = plan.stages
    .filter((stage) => !phase || stage.phase === phase)
    .filter(({ key }) => !keys || keys.includes(key))
    .filter(({ kind, key }) => kind === 'open' || there.has(key))
    .map(({ id, key, label, phase: of }) => ({
      key,
      label,
      phase: of,
      ids: [...new Set([id, ...idsOf(key)])],
    }))
  const gone = [...there.keys()].filter((key) => !current.some((stage) => stage.key === key))
  if (gone.length === 0) return current
  const known = await store.stagesByKey(db, gone)
  return [...current, ...known.map((stage) => ({ ...stage, ids: idsOf(stage.key) }))]
}

async function rowsOf(
  context: Context,
  query: Query,
  departments: readonly string[] | undefined,
  cells: readonly store.CellRow[],
  readable: Readable,
): Promise<BoardRow[]> {
  const { db, viewer } = context
  const byHolder = Map.groupBy(cells, ({ holder }) => holder)
  const others = query.people === 'all' ? store.wholly(context, departments) : undefined
  const people = await store.people(db, [...byHolder.keys()], others)
  const own = new Set([viewer.personId, ...viewer.reports])
  return people
    .map(({ id, name, departmentId, department }): BoardRow => {
      const of = (byHolder.get(id) ?? []).map((cell) => ({ stage: cell.stage, ...tallyOf(cell, readable) }))
      return {
        person: { id, name },
        department: departmentId && department ? { id: departmentId, name: department } : null,
        mine: own.has(id),
        cells: of,
        total: sumOf(of.length > 0 ? of : [tallyOf(undefined, readable)]),
      }
    })
    .sort(
      (a, b) =>
        Number(b.mine) - Number(a.mine) ||
        (b.total.overdue ?? 0) - (a.total.overdue ?? 0) ||
        b.total.held - a.total.held,
    )
}

function tallyOf(cell: store.CellRow | undefined, readable: Readable): Tally {
  const { held = 0, due = 0, overdue = 0, amount = [] } = cell ?? {}
  return {
    held,
    due: readable.due ? due : null,
    overdue: readable.due ? overdue : null,
    amount: readable.amount
      ? amount.map(({ currency, minor }) => ({ amount: decimalFrom(BigInt(minor), currency), currency }))
      : [],
  }
}
