import type { z } from 'zod'
import { isId } from '../../../kernel/id.ts'
import { DEFAULT_PAGE_SIZE, type Page, packCursor } from '../../../kernel/page.ts'
import type { Viewer } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { placeOf } from '../../../objects/query/place.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { requireRight } from '../../permissions/index.ts'
import {
  type changeReport,
  type createReport,
  type listReports,
  MOST_REPORTS,
  question as questionShape,
  type Report,
} from '../contract.ts'
import * as errors from '../errors.ts'
import { BUILT_IN_REPORTS, type BuiltInReport, builtInReport } from '../rules/built-in.ts'
import * as store from '../store/reports.ts'
import { checkEditable, checkSharing, isEditable, note, ofReference, sharingOf } from './sharing.ts'

type ListAsked = z.output<NonNullable<typeof listReports.query>>
type CreateInput = z.output<NonNullable<typeof createReport.body>>
type ChangeInput = z.output<NonNullable<typeof changeReport.body>>

/** A page of reports; those of the product come first, on the first page. */
export async function list(context: Context, { box, q, limit, cursor }: ListAsked): Promise<Page<Report>> {
  const { db, viewer } = context
  requireRight(viewer, 'opportunity', 'see')
  const most = limit ?? DEFAULT_PAGE_SIZE
  const after = cursor === undefined ? undefined : placeOf(cursor)
  const found = await store.listed(db, viewer, { box, q, after, limit: most + 1 })
  const items = found.slice(0, most)
  const last = found.length > most ? items.at(-1) : undefined
  const own = after || box === 'mine' ? [] : await ofProduct(db, viewer, box === 'favourites', q)
  return {
    items: [...own, ...items.map((row) => shown(row, viewer))],
    ...(last ? { next: packCursor([last.place, last.id]) } : {}),
  }
}

async function ofProduct(
  db: Queryable,
  { personId }: Viewer,
  favouritesOnly: boolean,
  q: string | undefined,
): Promise<Report[]> {
  const favourites = await store.favouriteKeys(db, personId)
  const words = q?.trim().toLowerCase() ?? ''
  return BUILT_IN_REPORTS.filter(({ key }) => !favouritesOnly || favourites.has(key))
    .filter(({ label }) => `${label.zh} ${label.en}`.toLowerCase().includes(words))
    .map((one) => shownBuiltIn(one, favourites.has(one.key)))
}

/** Refuses `reports.not-found` where it is not the viewer's to read. */
export async function read(context: Context, reference: string, db: Queryable = context.db): Promise<Report> {
  const { viewer } = context
  requireRight(viewer, 'opportunity', 'see')
  if (isId(reference)) return shown(await rowOf(db, viewer, reference), viewer)
  const own = builtInReport(reference)
  if (!own) throw errors.notFound({ id: reference })
  return shownBuiltIn(own, (await store.favouriteKeys(db, viewer.personId)).has(reference))
}

/**
 * Those of some references the viewer may read, and those that are `lender`'s own, by reference: one query, or two, for all.
 */
export async function readMany(
  db: Queryable,
  viewer: Viewer,
  references: readonly string[],
  lender?: string,
): Promise<Map<string, Report>> {
  const ids = references.filter(isId)
  const found = await store.readable(db, viewer, ids)
  const missing = ids.filter((id) => !found.has(id))
  const lent = lender ? await store.lentBy(db, viewer, lender, missing) : []
  const favourites = await store.favouriteKeys(db, viewer.personId)
  const reports = new Map([...found, ...lent].map(([id, row]) => [id, shown(row, viewer)]))
  for (const reference of references) {
    const own = builtInReport(reference)
    if (own) reports.set(reference, shownBuiltIn(own, favourites.has(reference)))
  }
  return reports
}

/** Refuses `reports.too-many`, `reports.no-departments`, `reports.unknown-department`. */
export async function create(context: Context, input: CreateInput): Promise<Report> {
  const { viewer, now } = context
  requireRight(viewer, 'opportunity', 'see')
  return context.transaction(async (tx) => {
    await checkSharing(tx, input.sharing)
    if ((await store.countOf(tx, viewer.personId)) >= MOST_REPORTS)
      throw errors.tooMany({ most: MOST_REPORTS })
    const id = await store.insert(tx, viewer.personId, input, now)
    await note(tx, context, 'report.created', id, { after: { name: input.name, sharing: input.sharing } })
    return read(context, id, tx)
  })
}

/** Refuses `reports.not-found`, `reports.not-yours`, `reports.comes-with-product`, `reports.stale`. */
export async function change(
  context: Context,
  reference: string,
  version: number,
  input: ChangeInput,
): Promise<Report> {
  return context.transaction(async (tx) => {
    const row = await locked(tx, context, reference, version)
    const sharing = sharingOf(input.sharing, row)
    if (input.sharing) await checkSharing(tx, sharing)
    const { name = row.name, chart = row.chart } = input
    const question = input.question ?? questionOf(row)
    await store.update(tx, row.id, { name, chart, question, sharing }, context.now)
    await note(tx, context, 'report.changed', row.id, {
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
    await note(tx, context, 'report.removed', row.id, { before: { name: row.name } })
  })
}

export async function mark(context: Context, reference: string): Promise<undefined> {
  await read(context, reference)
  await context.transaction((tx) => store.mark(tx, context.viewer.personId, ofReference(reference)))
}

export async function unmark(context: Context, reference: string): Promise<undefined> {
  await read(context, reference)
  await context.transaction((tx) => store.unmark(tx, context.viewer.personId, ofReference(reference)))
}

async function locked(
  tx: Queryable,
  { viewer }: Context,
  reference: string,
  version: number,
): Promise<store.ReportRow> {
  const own = builtInReport(reference)
  if (own) throw errors.comesWithIt({ name: own.label[viewer.language] })
  if (!isId(reference)) throw errors.notFound({ id: reference })
  await store.lock(tx, reference)
  const row = await rowOf(tx, viewer, reference)
  checkEditable(viewer, row, version)
  return row
}

async function rowOf(db: Queryable, viewer: Viewer, id: string): Promise<store.ReportRow> {
  const row = (await store.readable(db, viewer, [id])).get(id)
  if (!row) throw errors.notFound({ id })
  return row
}

function shown(row: store.ReportRow, viewer: Viewer): Report {
  const { name, place: _, ...rest } = row
  return {
    ...rest,
    label: { zh: name, en: name },
    builtIn: false,
    editable: isEditable(viewer, row),
    question: questionOf(row),
  }
}

/** What was kept when the question knew fewer parts is completed by the usual ones. */
function questionOf({ question }: store.ReportRow): Report['question'] {
  return questionShape.parse(question)
}

function shownBuiltIn({ key, label, question, chart }: BuiltInReport, favourite: boolean): Report {
  return {
    id: key,
    version: 1,
    label,
    builtIn: true,
    owner: null,
    sharing: { with: 'everybody', departments: [] },
    editable: false,
    updatedAt: null,
    question,
    chart,
    favourite,
  }
}
