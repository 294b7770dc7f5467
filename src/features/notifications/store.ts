import { type Fragment, raw, sql } from '../../kernel/fragment.ts'
import { rowPredicate } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'
import { MOST_COUNTED, type Notice, type NoticeItem } from './contract.ts'

/** Keeps what is not known yet; answers the ids of the new ones. One statement. */
export async function insertNotices(
  tx: Queryable,
  at: string,
  notices: readonly Notice[],
): Promise<{ id: string }[]> {
  const list = JSON.stringify(
    notices.map(({ personId, opportunityId, ...rest }) => ({
      ...rest,
      person_id: personId,
      opportunity_id: opportunityId ?? null,
    })),
  )
  return tx<{ id: string }[]>`
    insert into notice (person_id, kind, opportunity_id, link, facts, key, at)
    select person_id, kind, opportunity_id, link, facts || coalesce((
      select jsonb_object_agg(named.key, p.name) from jsonb_each_text(n.people) named join person p on p.id = named.value::uuid
    ), '{}') || coalesce((select jsonb_build_object('number', o.number) from opportunity o where o.id = n.opportunity_id), '{}'), key, ${at}
    from jsonb_to_recordset(${list}::text::jsonb)
      as n(person_id uuid, kind text, opportunity_id uuid, link text, facts jsonb, people jsonb, key text)
    on conflict (key) do nothing returning id`
}

/** A notice as its reader may have it: the opportunity, and what was written about it, only while they may see it or are asked about it. */
export type Row = Omit<NoticeItem, 'group' | 'urgency'>

type Reader = Pick<Context, 'viewer' | 'registry'>

/** The columns of `Row` for a notice `n`, and what they are joined with. */
function readBy({ viewer, registry }: Reader): { columns: Fragment; joins: Fragment } {
  const visible = rowPredicate(viewer, 'opportunity', registry, 'o', 'asked')
  return {
    columns: sql`n.id, n.kind, n.link, n.at, n.read_at as "readAt",
      case when n.opportunity_id is null or o.id is not null then n.facts else n.facts - array['text', 'reason'] end as facts,
      case when o.id is null then null else json_build_object('id', o.id, 'number', o.number, 'title', o.title) end as opportunity,
      case when b.id is null then null else json_build_object('id', b.id, 'name', b.name) end as "onBehalfOf"`,
    joins: sql`left join person b on b.id = n.on_behalf_of
      left join opportunity o on o.id = n.opportunity_id and o.deleted_at is null
        and (${visible} or asked_about(n.kind, n.opportunity_id, coalesce(n.on_behalf_of, n.person_id)))`,
  }
}

export type Wanted = { isRead: boolean | undefined; kinds: readonly string[] | undefined; limit: number }
export type Place = { at: string; id: string }

/** The reader's notices behind `after`, newest first. */
export async function noticesOf(
  db: Queryable,
  reader: Reader,
  { isRead, kinds, limit }: Wanted,
  after: Place | undefined,
): Promise<(Row & { place: string })[]> {
  const { columns, joins } = readBy(reader)
  const which = raw(
    isRead === undefined ? '' : isRead ? 'and n.read_at is not null' : 'and n.read_at is null',
  )
  const among = kinds ? sql`and n.kind = any(${kinds as string[]}::text[])` : raw('')
  const rest = after ? sql`and (n.at, n.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : raw('')
  return run<Row & { place: string }>(
    db,
    sql`select ${columns}, n.at::text as place from (
        select * from notice n where n.person_id = ${reader.viewer.personId} ${which} ${among} ${rest}
        order by n.at desc, n.id desc limit ${limit}
      ) n ${joins} order by n.at desc, n.id desc`,
  )
}

/** These notices as one person may read them, in the order they were told. */
export async function noticesFor(db: Queryable, reader: Reader, ids: readonly string[]): Promise<Row[]> {
  const { columns, joins } = readBy(reader)
  return run<Row>(
    db,
    sql`select ${columns} from notice n ${joins} where n.id = any(${ids as string[]}::uuid[]) order by n.at, n.seq`,
  )
}

/** How many somebody has not read, and of these kinds; counting ends at a hundred. */
export async function countUnread(
  db: Queryable,
  personId: string,
  urgent: readonly string[],
): Promise<{ unread: number; urgent: number }> {
  const [row] = await db<{ unread: number; urgent: number }[]>`
    select count(*)::int as unread, (count(*) filter (where kind = any(${urgent as string[]}::text[])))::int as urgent
    from (select kind from notice where person_id = ${personId} and read_at is null order by at desc, id desc limit ${MOST_COUNTED}) n`
  return row ?? { unread: 0, urgent: 0 }
}

/** Notes when somebody read a notice of theirs (null: not yet); false where there is none. What is so already stays. */
export async function markOne(
  db: Queryable,
  personId: string,
  id: string,
  at: string | null,
): Promise<boolean> {
  const rows =
    await db`update notice set read_at = case when ${at}::timestamptz is null then null else coalesce(read_at, ${at}) end
    where id = ${id} and person_id = ${personId} returning 1`
  return rows.length > 0
}

export async function markAll(
  db: Queryable,
  personId: string,
  until: string,
  kinds: readonly string[] | undefined,
  at: string,
): Promise<number> {
  const rows = await db`update notice set read_at = ${at} where person_id = ${personId} and read_at is null
    and at <= ${until} and (${kinds === undefined} or kind = any(${(kinds ?? []) as string[]}::text[])) returning 1`
  return rows.length
}
