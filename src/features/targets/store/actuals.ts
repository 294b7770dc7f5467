import { type Fragment, raw, sql } from '../../../kernel/fragment.ts'
import { rowPredicate, type Viewer, voicesOf } from '../../../objects/access.ts'
import type { Registry } from '../../../objects/metadata.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { TargetMeasure } from '../contract.ts'

/** Who reads; `everybody` counts for a place in a ranking and is shown to nobody. */
type Reader = { viewer: Viewer; registry: Registry; everybody?: true }

export type Actual = {
  /** A person, or a product; null of what has none. */
  key: string | null
  /** `2026-03` where it is told apart by month. */
  month: string | null
  currency: string | null
  n: number
  /** In the currency it is worth, and in the one asked for where that is another and a rate of its day is known. */
  own: string
  converted: string | null
}

export type Asked = {
  measure: TargetMeasure
  /** The first and the last day, in the company's calendar. */
  from: string
  to: string
  /** `credited`: whoever earns it; `held`: whoever holds it. */
  by: 'credited' | 'held' | 'product'
  /** Into which currency others are counted; null where they are not. */
  into: string | null
  byMonth?: boolean
}

/** What came in a period, counted by person or product over what the reader may see. One pass by the index of what was closed when. */
export function actuals(db: Queryable, reader: Reader, asked: Asked): Promise<Actual[]> {
  const { measure, from, to, by, into, byMonth } = asked
  const at = raw(measure === 'opened-count' ? 'c.opened_at' : 'c.closed_at')
  const month = byMonth ? sql`to_char(${at} at time zone y.time_zone, 'YYYY-MM')` : raw('null::text')
  const rate = into
    ? sql`left join lateral (select x.rate from exchange_rate x where x.currency = c.currency and c.currency <> ${into}
        and x.valid_from <= (${at} at time zone y.time_zone)::date order by x.valid_from desc limit 1) e on true`
    : sql`left join (select null::numeric as rate) e on true`
  return run(
    db,
    sql`select c.key::text as key, ${month} as month, c.currency, count(*)::int as n, coalesce(sum(c.minor), 0)::text as own,
      sum(round(c.minor * e.rate * power(10::numeric, minor_digits(${into ?? 'CNY'}) - minor_digits(c.currency))))::text as converted
    from (${rows(reader, by, measure)}) c cross join company y ${rate}
    where ${at} >= (${from}::date)::timestamp at time zone y.time_zone
      and ${at} < (${to}::date + 1)::timestamp at time zone y.time_zone
    group by 1, 2, 3, e.rate is null`,
  )
}

function rows(reader: Reader, by: Asked['by'], measure: TargetMeasure): Fragment {
  const life = measure === 'opened-count' ? sql`true` : sql`o.outcome = 'won'`
  if (by === 'credited')
    return sql`select w.person_id as key, w.currency, w.minor, w.closed_at from credited w where ${seenCredit(reader)}`
  const key = raw(by === 'held' ? 'o.holder_id' : 'o.product_id')
  return sql`select ${key} as key, o.amount_currency as currency, o.amount as minor, o.closed_at, o.opened_at
    from opportunity o where o.deleted_at is null and ${life} and ${seenRow(reader)}`
}

/** One's own, that of people one leads, and of what one may see. */
function seenCredit(reader: Reader): Fragment {
  const { viewer } = reader
  if (viewer.admin || reader.everybody) return sql`true`
  return sql`(w.person_id = any(${[...voicesOf(viewer), ...viewer.reports]}::uuid[]) or exists (
    select 1 from opportunity o where o.id = w.opportunity_id and ${seenRow(reader)}))`
}

function seenRow({ viewer, registry, everybody }: Reader): Fragment {
  return everybody ? sql`true` : rowPredicate(viewer, 'opportunity', registry, 'o')
}

export type Kept = { person: string; kept: number; n: number }

/** Of the limits that fell due in a period, how many each person kept. */
export async function keptInTime(db: Queryable, from: string, to: string): Promise<Kept[]> {
  return db<Kept[]>`
    select c.person_id as person, count(*) filter (where c.breached_at is null)::int as kept, count(*)::int as n
    from clock c cross join company y
    where c.kind <> 'finding' and (c.stopped_at is not null or c.breached_at is not null)
      and c.due_at >= (${from}::date)::timestamp at time zone y.time_zone
      and c.due_at < (${to}::date + 1)::timestamp at time zone y.time_zone
    group by 1`
}
