import { type Fragment, raw, sql } from '../../../kernel/fragment.ts'
import { openCursor, packCursor } from '../../../kernel/page.ts'
import { badCursor } from '../../../objects/errors.ts'
import { type Asked, rowsWhere } from '../../../objects/query/asked.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { StayBecause } from './stays.ts'

export type LyingRow = {
  id: string
  number: number
  stageKey: string
  stageLabel: { zh: string; en: string }
  since: string
  because: StayBecause
  reason: string | null
  previousId: string | null
  previous: string | null
}
export type Sort = 'newest' | 'oldest' | 'largest'

const FAR = 10_000

/** How much lies in each of these pools, counted up to 10,001 each. One query. */
export async function lyingCounts(
  db: Queryable,
  pools: readonly string[],
): Promise<Map<string, { count: number; more: boolean }>> {
  const rows = await db<{ pool: string; count: number }[]>`
    select p as pool, (select count(*)::int from (select 1 from pool_stay s where s.pool = p and s.until is null limit ${FAR + 1}) x) as count
    from unnest(${pools as string[]}::text[]) p`
  return new Map(rows.map(({ pool, count }) => [pool, { count: Math.min(count, FAR), more: count > FAR }]))
}

/** A page of what lies in a pool and passes the asker's filter. One query. Refuses `objects.bad-cursor`, `objects.bad-filter`. */
export async function lyingPage(
  db: Queryable,
  asked: Asked,
  pool: string,
  { sort, cursor, limit }: { sort: Sort; cursor: string | undefined; limit: number },
): Promise<{ rows: LyingRow[]; next?: string }> {
  const key = sort === 'largest' ? sql`coalesce(r.amount, -1)` : sql`s.since`
  const direction = raw(sort === 'oldest' ? 'asc' : 'desc')
  const after = cursor === undefined ? raw('') : afterCursor(cursor, sort, key)
  const rows = await run<LyingRow & { at: string }>(
    db,
    sql`select r.id, r.number, g.key as "stageKey", g.label as "stageLabel", s.since, s.because, s.reason,
      h.id as "previousId", h.name as previous, ${key}::text as at
    from pool_stay s join opportunity r on r.id = s.opportunity_id join stage g on g.id = r.stage_id
    left join person h on h.id = s.previous_holder_id
    where s.pool = ${pool} and s.until is null and ${rowsWhere(asked)}${after}
    order by ${key} ${direction}, s.opportunity_id ${direction} limit ${limit + 1}`,
  )
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { rows: rows.slice(0, limit), ...(last ? { next: packCursor([sort, last.at, last.id]) } : {}) }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const FORMS: Readonly<Record<'largest' | 'since', RegExp>> = {
  largest: /^-?\d{1,18}$/,
  since: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/,
}

function afterCursor(cursor: string, sort: Sort, key: Fragment): Fragment {
  const [of, at, id] = openCursor(cursor) ?? []
  const form = sort === 'largest' ? FORMS.largest : FORMS.since
  if (of !== sort || typeof at !== 'string' || typeof id !== 'string' || !form.test(at) || !UUID.test(id))
    throw badCursor({})
  const type = raw(sort === 'largest' ? 'bigint' : 'timestamptz')
  return sql` and (${key}, s.opportunity_id) ${raw(sort === 'oldest' ? '>' : '<')} (${at}::text::${type}, ${id}::uuid)`
}
