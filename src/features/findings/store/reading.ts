import { type Fragment, raw, sql } from '../../../kernel/fragment.ts'
import { rowPredicate, voicesOf } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { Finding, FindingBox, FindingKind } from '../contract.ts'

type Row = Omit<Finding, 'opportunities' | 'dismissible'> & {
  opportunities: Finding['opportunities'] | null
  /** Of the finding before this one in its list: the keys of the page after it. */
  sortedAt: string
}

/** What the viewer may know of: what they or those below them hold, and what is about an opportunity they may see. */
function seen({ viewer, registry }: Context): Fragment {
  if (viewer.admin) return raw('true')
  return sql`(x.holder_id = any(${[...voicesOf(viewer), ...viewer.reports]}::uuid[])
    or exists (select 1 from opportunity o where o.id = any(x.opportunity_id || x.opportunity_ids) and o.deleted_at is null
      and ${rowPredicate(viewer, 'opportunity', registry, 'o', 'asked')}))`
}

function boxed({ viewer }: Context, box: FindingBox): Fragment {
  if (box === 'mine') return sql`x.holder_id = any(${voicesOf(viewer)}::uuid[])`
  if (box === 'team') return sql`x.holder_id = any(${viewer.reports}::uuid[])`
  return raw('true')
}

const MOST_NAMED = 10

async function select(db: Queryable, context: Context, rest: Fragment): Promise<Row[]> {
  const { viewer, registry } = context
  return run<Row>(
    db,
    sql`select x.id, x.version, x.kind, x.subject, x.subject_id as "subjectId", x.facts,
      json_build_object('id', h.id, 'name', h.name) as holder, x.found_at as "foundAt", c.due_at as "dueAt", x.escalated_at as "escalatedAt",
      coalesce(case when x.ended_at is null then greatest(k.checked_at, x.found_at) end, x.ended_at, x.found_at) as "seenAt",
      x.ended_at as "endedAt", x.ended_because as "endedBecause", case when e.id is not null then json_build_object('id', e.id, 'name', e.name) end as "endedBy",
      x.reason, to_char(x.until, 'YYYY-MM-DD') as until,
      to_char(coalesce(x.ended_at, x.found_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "sortedAt",
      (select json_agg(json_build_object('id', o.id, 'version', o.version, 'number', o.number, 'title', o.title,
          'holder', json_build_object('id', p.id, 'name', p.name)) order by o.number)
        from (select * from opportunity o where o.id = any(x.opportunity_id || x.opportunity_ids) and o.deleted_at is null
          and ${rowPredicate(viewer, 'opportunity', registry, 'o', 'asked')} order by o.number limit ${MOST_NAMED}) o
        join person p on p.id = o.holder_id) as opportunities
    from finding x join person h on h.id = x.holder_id left join person e on e.id = x.ended_by left join finding_check k on k.kind = x.kind
    left join lateral (select due_at from clock where subject_id = x.id and kind = 'finding' order by stopped_at desc nulls first limit 1) c on true
    ${rest}`,
  )
}

function shaped(context: Context, { opportunities, sortedAt: _, ...row }: Row): Finding {
  const { viewer } = context
  const theirs = [...voicesOf(viewer), ...viewer.reports].includes(row.holder.id)
  return {
    ...row,
    opportunities: opportunities ?? [],
    dismissible: row.endedAt === null && (theirs || viewer.admin),
  }
}

export type Asked = {
  box: FindingBox
  kind?: FindingKind | undefined
  person?: string | undefined
  state: 'open' | 'ended'
  after?: { at: string; id: string } | undefined
  limit: number
}

/** A page of findings: open ones oldest first, ended ones newest first; one more than asked tells that there is another. */
export async function listed(
  db: Queryable,
  context: Context,
  { box, kind, person, state, after, limit }: Asked,
): Promise<{ items: Finding[]; cursors: { at: string; id: string }[] }> {
  const open = state === 'open'
  const conditions = [
    sql`x.ended_at is ${raw(open ? 'null' : 'not null')} and ${boxed(context, box)} and ${seen(context)}`,
    kind ? sql`and x.kind = ${kind}` : raw(''),
    person ? sql`and x.holder_id = ${person}::uuid` : raw(''),
    !after
      ? raw('')
      : open
        ? sql`and (x.found_at, x.id) > (${after.at}::timestamptz, ${after.id}::uuid)`
        : sql`and (x.ended_at, x.id) < (${after.at}::timestamptz, ${after.id}::uuid)`,
    open ? raw('order by x.found_at, x.id') : raw('order by x.ended_at desc, x.id desc'),
    sql`limit ${limit + 1}`,
  ]
  const rows = await select(
    db,
    context,
    conditions.reduce((all, one) => sql`${all} ${one}`, raw('where')),
  )
  return {
    items: rows.map((row) => shaped(context, row)),
    cursors: rows.map(({ sortedAt, id }) => ({ at: sortedAt, id })),
  }
}

/** The open findings about one opportunity; whether the viewer may see it is asked before. */
export async function ofOpportunity(db: Queryable, context: Context, id: string): Promise<Finding[]> {
  const rows = await select(
    db,
    context,
    sql`where x.ended_at is null and (x.opportunity_id = ${id}::uuid or x.opportunity_ids @> array[${id}::uuid])
      order by x.found_at, x.id limit 50`,
  )
  return rows.map((row) => shaped(context, row))
}

/** One finding the viewer may know of. */
export async function findOne(db: Queryable, context: Context, id: string): Promise<Finding | undefined> {
  const [row] = await select(db, context, sql`where x.id = ${id}::uuid and ${seen(context)}`)
  return row && shaped(context, row)
}

/** Locks one finding until the transaction ends. */
export async function lockFinding(tx: Queryable, id: string): Promise<void> {
  await tx`select 1 from finding where id = ${id} for update`
}

export type Counts = {
  kinds: { kind: FindingKind; open: number; overdue: number }[]
  people: { person: { id: string; name: string }; open: number; overdue: number }[]
}

const MOST_PEOPLE = 200

/** How many are open and past their limit, by check and by who holds them, the most first. One pass. */
export async function counts(db: Queryable, context: Context, box: FindingBox): Promise<Counts> {
  const rows = await run<{ kind: FindingKind; id: string; name: string; open: number; overdue: number }>(
    db,
    sql`select g.kind, g.holder_id as id, p.name, g.open, g.overdue from (
      select x.kind, x.holder_id, count(*)::int as open,
        (count(*) filter (where x.escalated_at is not null or x.next_at <= ${context.now}::timestamptz))::int as overdue
      from finding x where x.ended_at is null and ${boxed(context, box)} and ${seen(context)} group by 1, 2) g
    join person p on p.id = g.holder_id`,
  )
  const kinds = summed(rows, ({ kind }) => kind).map(([kind, sums]) => ({ kind, ...sums }))
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  const people = summed(rows, ({ id }) => id).map(([id, sums]) => ({
    person: { id, name: names.get(id) ?? '' },
    ...sums,
  }))
  return { kinds, people: people.slice(0, MOST_PEOPLE) }
}

function summed<T extends { open: number; overdue: number }, K>(
  rows: readonly T[],
  by: (row: T) => K,
): [K, { open: number; overdue: number }][] {
  const sums = new Map<K, { open: number; overdue: number }>()
  for (const row of rows) {
    const sum = sums.get(by(row)) ?? { open: 0, overdue: 0 }
    sums.set(by(row), { open: sum.open + row.open, overdue: sum.overdue + row.overdue })
  }
  return [...sums].sort(([, a], [, b]) => b.open - a.open)
}

export async function dismiss(
  tx: Queryable,
  id: string,
  { by, at, reason, until }: { by: string; at: string; reason: string; until: string },
): Promise<void> {
  await tx`
    with ended as (
      update finding set ended_at = greatest(${at}::timestamptz, found_at), ended_because = 'dismissed', ended_by = ${by}, reason = ${reason},
        until = ${until}, next_at = null, version = version + 1 where id = ${id} returning id
    )
    update clock c set stopped_at = greatest(${at}::timestamptz, c.started_at), stopped_because = 'dismissed', next_at = null
    from ended e where c.subject_id = e.id and c.kind = 'finding' and c.stopped_at is null`
}
