import type { z } from 'zod'
import { DEFAULT_PAGE_SIZE, openCursor, type Page, packCursor } from '../../../kernel/page.ts'
import { isInstant } from '../../../kernel/time.ts'
import { voicesOf } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { badCursor } from '../../../objects/errors.ts'
import { transaction } from '../../../platform/db/transaction.ts'
import { findVisible } from '../../opportunities/index.ts'
import type { Finding, FindingBox, listFindings } from '../contract.ts'
import * as keeping from '../store/keeping.ts'
import * as store from '../store/reading.ts'
import { tellOf } from './running.ts'

type Asked = z.output<NonNullable<typeof listFindings.query>>

/** A page of findings the viewer may know of. What was mended since its check looked is not among them any more. */
export async function listed(context: Context, { cursor, limit, ...asked }: Asked): Promise<Page<Finding>> {
  const { db, viewer } = context
  const most = limit ?? DEFAULT_PAGE_SIZE
  if (asked.box === 'mine' && asked.state === 'open') await settle(context, { people: voicesOf(viewer) })
  const { items, cursors } = await store.listed(db, context, { ...asked, after: opened(cursor), limit: most })
  const page = items.slice(0, most)
  const last = items.length > most ? cursors[most - 1] : undefined
  const ended = await settle(context, { ids: asked.state === 'open' ? page.map(({ id }) => id) : [] })
  return {
    items: page.filter(({ id }) => !ended.has(id)),
    ...(last ? { next: packCursor([last.at, last.id]) } : {}),
  }
}

export async function counts(context: Context, box: FindingBox): Promise<store.Counts> {
  if (box === 'mine') await settle(context, { people: voicesOf(context.viewer) })
  return store.counts(context.db, context, box)
}

/** The open findings about one opportunity the viewer may see. */
export async function ofOpportunity(context: Context, id: string): Promise<{ items: Finding[] }> {
  await findVisible(context.db, context, id)
  await settle(context, { opportunityId: id })
  return { items: await store.ofOpportunity(context.db, context, id) }
}

/** Ends what was mended among what is looked at, and gives on what was passed on; answers what ended. One query where there is nothing. */
async function settle({ db, now }: Context, looked: keeping.Looked): Promise<ReadonlySet<string>> {
  const ids = 'ids' in looked && looked.ids.length === 0 ? [] : await keeping.unsettled(db, looked)
  if (ids.length === 0) return new Set()
  return transaction(db, async (tx) => {
    const changes = await keeping.settle(tx, ids, now)
    await tellOf(tx, now, changes)
    return new Set(changes.flatMap(({ what, id }) => (what === 'ended' ? [id] : [])))
  })
}

function opened(cursor: string | undefined): { at: string; id: string } | undefined {
  if (cursor === undefined) return undefined
  const [at, id] = openCursor(cursor) ?? []
  if (typeof at !== 'string' || typeof id !== 'string' || !isInstant(at) || !UUID.test(id))
    throw badCursor({})
  return { at, id }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
