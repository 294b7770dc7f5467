import type { z } from 'zod'
import { openCursor, type Page, packCursor } from '../../kernel/page.ts'
import { type Instant, instantOf, isInstant } from '../../kernel/time.ts'
import type { Context } from '../../objects/context.ts'
import { badCursor } from '../../objects/errors.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Actor } from '../../platform/events/journal.ts'
import type {
  listNotices as listEndpoint,
  Notice,
  NoticeGroup,
  NoticeItem,
  readAllNotices as readAllEndpoint,
} from './contract.ts'
import * as errors from './errors.ts'
import { kindOf, kindsOf, URGENT_KINDS } from './rules/kinds.ts'
import * as store from './store.ts'

type ListAsked = z.infer<NonNullable<typeof listEndpoint.query>>
type ReadAllAsked = z.infer<NonNullable<typeof readAllEndpoint.body>>

/** Tells people something, in the caller's transaction and one statement; what was told already is left. Answers how many are new. */
export async function notify(tx: Tx, at: Instant, notices: readonly Notice[]): Promise<number> {
  if (notices.length === 0) return 0
  return (await store.insertNotices(tx, at, notices)).length
}

/** Tells others of somebody's deed, with that one's name as `by`: nobody is told of what they did themselves. */
export async function tellOthers(
  tx: Tx,
  { actor, now }: { actor: Actor; now: Instant },
  notices: readonly Notice[],
): Promise<number> {
  const others = notices.filter(({ personId }) => personId !== actor.personId)
  return notify(
    tx,
    now,
    others.map((notice) => ({ ...notice, people: { by: actor.personId, ...notice.people } })),
  )
}

/**
 * A page of what the viewer was told. Unread ones first is two lists one after the other, each by its index; the cursor says in
 * which of them it stands.
 */
export async function listNotices(
  { db, viewer, registry }: Context,
  { order, unread, group, limit, cursor }: ListAsked,
): Promise<Page<NoticeItem>> {
  const reader = { viewer, registry }
  const kinds = group && kindsOf(group)
  const after = cursor === undefined ? undefined : placeOf(cursor)
  const parts = partsOf(order, unread)
  const first = after?.part ?? 0
  if (first >= parts.length) throw badCursor({})
  const found: { row: store.Row & { place: string }; part: number }[] = []
  for (let part = first; part < parts.length && found.length <= limit; part++) {
    const wanted = { isRead: parts[part], kinds, limit: limit + 1 - found.length }
    const rows = await store.noticesOf(db, reader, wanted, part === first ? after?.place : undefined)
    found.push(...rows.map((row) => ({ row, part })))
  }
  const last = found.length > limit ? found[limit - 1] : undefined
  return {
    items: found.slice(0, limit).map(({ row }) => itemOf(row)),
    ...(last ? { next: packCursor([last.part, last.row.place, last.row.id]) } : {}),
  }
}

/** Notices as one person may read them now, whoever asks: for what is sent to them. */
export async function noticesFor(
  db: Context['db'],
  reader: Pick<Context, 'viewer' | 'registry'>,
  ids: readonly string[],
): Promise<NoticeItem[]> {
  return (await store.noticesFor(db, reader, ids)).map(itemOf)
}

export function countUnread({ db, viewer }: Context): Promise<{ unread: number; urgent: number }> {
  return store.countUnread(db, viewer.personId, URGENT_KINDS)
}

/** Refuses `notifications.not-found` for what was told to somebody else. */
export async function markRead({ db, viewer, now }: Context, id: string): Promise<undefined> {
  if (!(await store.markOne(db, viewer.personId, id, now))) throw errors.notFound({ id })
}

export async function markUnread({ db, viewer }: Context, id: string): Promise<undefined> {
  if (!(await store.markOne(db, viewer.personId, id, null))) throw errors.notFound({ id })
}

/** What came after `until` stays unread: nobody has seen it. */
export async function markAllRead(
  { db, viewer, now }: Context,
  { until, group }: ReadAllAsked,
): Promise<{ read: number }> {
  const upTo = until === undefined ? now : instantOf(Date.parse(until))
  return { read: await store.markAll(db, viewer.personId, upTo, group && kindsOf(group), now) }
}

/** Which rows come one after the other: all, those not read (or read) only, or first those and then the others. */
function partsOf(order: ListAsked['order'], unread: boolean | undefined): (boolean | undefined)[] {
  if (unread !== undefined) return [!unread]
  return order === 'newest' ? [undefined] : [false, true]
}

function itemOf({ place: _, ...row }: store.Row & { place?: string }): NoticeItem {
  const { group, urgency } = kindOf(row.kind)
  return { ...row, group: group as NoticeGroup, urgency }
}

function placeOf(cursor: string): { part: number; place: store.Place } {
  const [part, at, id, ...rest] = openCursor(cursor) ?? []
  const isPlace =
    rest.length === 0 &&
    (part === 0 || part === 1) &&
    typeof at === 'string' &&
    isInstant(at.replace(' ', 'T').replace(/\+00$/, 'Z')) &&
    typeof id === 'string' &&
    /^[0-9a-f-]{36}$/.test(id)
  if (!isPlace) throw badCursor({})
  return { part, place: { at, id } }
}
