import type { z } from 'zod'
import { isId } from '../../../kernel/id.ts'
import type { Viewer } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { requireRight } from '../../permissions/index.ts'
import type { changeDashboard, createDashboard, Dashboard, Tile } from '../contract/dashboards.ts'
import { MOST_REPORTS } from '../contract.ts'
import * as errors from '../errors.ts'
import { BUILT_IN_DASHBOARDS, type BuiltInDashboard, builtInDashboard } from '../rules/built-in.ts'
import { checkTiles } from '../rules/tiles.ts'
import * as store from '../store/dashboards.ts'
import { readMany } from './reports.ts'
import { checkEditable, checkSharing, isEditable, note, ofReference, sharingOf } from './sharing.ts'

type CreateInput = z.output<NonNullable<typeof createDashboard.body>>
type ChangeInput = z.output<NonNullable<typeof changeDashboard.body>>

/** Every dashboard the viewer may read; those of the product first. */
export async function list({ db, viewer }: Context): Promise<{ items: Dashboard[] }> {
  requireRight(viewer, 'opportunity', 'see')
  const start = await store.startKey(db, viewer.personId)
  const own = BUILT_IN_DASHBOARDS.map((one) => shownBuiltIn(one, start === one.key))
  return { items: [...own, ...(await store.readable(db, viewer)).map((row) => shown(row, viewer))] }
}

/** Refuses `reports.dashboard-not-found` where it is not the viewer's to read. */
export async function read(
  context: Context,
  reference: string,
  db: Queryable = context.db,
): Promise<Dashboard> {
  const { viewer } = context
  requireRight(viewer, 'opportunity', 'see')
  if (isId(reference)) return shown(await rowOf(db, viewer, reference), viewer)
  const own = builtInDashboard(reference)
  if (!own) throw errors.dashboardNotFound({ id: reference })
  return shownBuiltIn(own, (await store.startKey(db, viewer.personId)) === reference)
}

/** Refuses `reports.too-many`, `reports.too-many-tiles`, `reports.tile-twice`, `reports.not-found`. */
export async function create(context: Context, input: CreateInput): Promise<Dashboard> {
  const { viewer, now } = context
  requireRight(viewer, 'opportunity', 'see')
  await checkReports(context.db, viewer, input.tiles)
  return context.transaction(async (tx) => {
    await checkSharing(tx, input.sharing)
    if ((await store.countOf(tx, viewer.personId)) >= MOST_REPORTS)
      throw errors.tooMany({ most: MOST_REPORTS })
    const id = await store.insert(tx, viewer.personId, input, now)
    await note(tx, context, 'dashboard.created', id, { after: { name: input.name, sharing: input.sharing } })
    return read(context, id, tx)
  })
}

/** Refuses `reports.dashboard-not-found`, `reports.not-yours`, `reports.comes-with-product`, `reports.stale`, and what `create` refuses. */
export async function change(
  context: Context,
  reference: string,
  version: number,
  input: ChangeInput,
): Promise<Dashboard> {
  return context.transaction(async (tx) => {
    const row = await locked(tx, context, reference, version)
    const sharing = sharingOf(input.sharing, row)
    if (input.sharing) await checkSharing(tx, sharing)
    const { name = row.name, tiles = row.tiles } = input
    if (input.tiles) {
      const before = new Set(row.tiles.map(({ report }) => report)) // what stands there may stay
      await checkReports(tx, context.viewer, tiles, before)
    }
    await store.update(tx, row.id, { name, tiles, sharing }, context.now)
    await note(tx, context, 'dashboard.changed', row.id, {
      before: { name: row.name, sharing: sharingOf(undefined, row) },
      after: { name, sharing },
    })
    return read(context, row.id, tx)
  })
}

export async function remove(context: Context, reference: string, version: number): Promise<undefined> {
  await context.transaction(async (tx) => {
    const row = await locked(tx, context, reference, version)
    await store.remove(tx, row.id)
    await note(tx, context, 'dashboard.removed', row.id, { before: { name: row.name } })
  })
}

export async function startWith(context: Context, reference: string): Promise<undefined> {
  await read(context, reference)
  await context.transaction((tx) => store.putStart(tx, context.viewer.personId, ofReference(reference)))
}

/** Whoever pins a report may read it. */
async function checkReports(
  db: Queryable,
  viewer: Viewer,
  tiles: readonly Tile[],
  standing: ReadonlySet<string> = new Set(),
): Promise<void> {
  const reports = await readMany(
    db,
    viewer,
    tiles.map(({ report }) => report),
  )
  checkTiles(tiles, (report) => reports.get(report)?.label[viewer.language] ?? report)
  const unknown = tiles.find(({ report }) => !reports.has(report) && !standing.has(report))
  if (unknown) throw errors.notFound({ id: unknown.report })
}

async function locked(
  tx: Queryable,
  { viewer }: Context,
  reference: string,
  version: number,
): Promise<store.DashboardRow> {
  const own = builtInDashboard(reference)
  if (own) throw errors.comesWithIt({ name: own.label[viewer.language] })
  if (!isId(reference)) throw errors.dashboardNotFound({ id: reference })
  await store.lock(tx, reference)
  const row = await rowOf(tx, viewer, reference)
  checkEditable(viewer, row, version)
  return row
}

async function rowOf(db: Queryable, viewer: Viewer, id: string): Promise<store.DashboardRow> {
  const [row] = await store.readable(db, viewer, id)
  if (!row) throw errors.dashboardNotFound({ id })
  return row
}

function shown({ name, ...row }: store.DashboardRow, viewer: Viewer): Dashboard {
  return { ...row, label: { zh: name, en: name }, builtIn: false, editable: isEditable(viewer, row) }
}

function shownBuiltIn({ key, label, tiles }: BuiltInDashboard, start: boolean): Dashboard {
  return {
    id: key,
    version: 1,
    label,
    builtIn: true,
    owner: null,
    sharing: { with: 'everybody', departments: [] },
    editable: false,
    updatedAt: null,
    tiles,
    start,
  }
}
