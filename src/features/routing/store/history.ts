import { type Fragment, joined, sql } from '../../../kernel/fragment.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'

export type FoundHolder = {
  key: string
  personId: string
  number: number
  holds: boolean
  daysAgo: number
}

const NEWEST = 3 // of a customer: whoever got the last ones

/**
 * Who holds, or since `since` last held, opportunities of these customers (accounts by id, others by their contact keys), those who
 * hold first, then the latest. `except` are the opportunities that are asked about. One query.
 */
export async function holdersOfCustomers(
  tx: Queryable,
  { accounts, contacts }: { accounts: readonly string[]; contacts: readonly string[] },
  except: readonly string[],
  { now, since }: { now: string; since: string },
): Promise<FoundHolder[]> {
  if (accounts.length === 0 && contacts.length === 0) return []
  const found = (rows: Fragment) => sql`
    select o.holder_id as "personId", o.number, o.is_open as holds,
      case when o.is_open then 0 else greatest(0, floor(extract(epoch from ${now}::timestamptz - o.closed_at) / 86400))::int end as "daysAgo",
      o.is_open, coalesce(o.closed_at, o.held_since) as at, o.id
    from opportunity o where ${rows} and o.deleted_at is null and o.id <> all(${except}::uuid[])
      and (o.is_open or o.closed_at >= ${since}::timestamptz)
    order by o.is_open desc, coalesce(o.closed_at, o.held_since) desc, o.id desc limit ${NEWEST}`
  return run<FoundHolder>(
    tx,
    sql`
    select k.id::text as key, h."personId", h.number, h.holds, h."daysAgo"
    from unnest(${accounts}::uuid[]) as k(id) cross join lateral (${found(sql`o.account_id = k.id`)}) h
    union all
    select k.key, h."personId", h.number, h.holds, h."daysAgo"
    from unnest(${contacts}::text[]) as k(key) cross join lateral (
      ${found(sql`contact_keys(o.company_name, o.contact_phone, o.contact_email) && array[k.key]`)}) h`,
  )
}

export type Won = { ruleId: string; countedAt: string; people: string[]; won: number[]; closed: number[] }

/** What was counted for these rules last, however long ago. */
export async function wonByRules(tx: Queryable, ruleIds: readonly string[]): Promise<Won[]> {
  return tx<Won[]>`
    select rule_id as "ruleId", to_json(counted_at)#>>'{}' as "countedAt", to_json(people) as people, to_json(won) as won, to_json(closed) as closed
    from routing_conversion where rule_id = any(${ruleIds as string[]}::uuid[])`
}

/** How many opportunities each rule's people closed since its moment and how many of them were won. One query for all rules. */
export async function countWon(
  tx: Queryable,
  rules: readonly { ruleId: string; since: string; condition: Fragment | undefined }[],
  now: string,
): Promise<Won[]> {
  if (rules.length === 0) return []
  const counts = rules.map(
    ({ ruleId, since, condition }) => sql`
    select ${ruleId}::text as rule, r.holder_id as person, count(*) filter (where r.outcome = 'won')::int as won, count(*)::int as closed
    from opportunity r where r.closed_at >= ${since}::timestamptz
      and r.outcome in ('won', 'lost') and r.deleted_at is null${condition ? sql` and ${condition}` : sql``} group by r.holder_id`,
  )
  const rows = await run<Omit<Won, 'countedAt'>>(
    tx,
    sql`select rule as "ruleId", array_agg(person::text order by person) as people, array_agg(won order by person) as won,
      array_agg(closed order by person) as closed from (${joined(counts, ' union all ')}) c group by rule`,
  )
  const found = new Map(rows.map((row) => [row.ruleId, row]))
  return rules.map(({ ruleId }) => ({
    ruleId,
    countedAt: now,
    people: found.get(ruleId)?.people ?? [],
    won: found.get(ruleId)?.won ?? [],
    closed: found.get(ruleId)?.closed ?? [],
  }))
}

export async function saveWon(tx: Queryable, counted: readonly Won[]): Promise<void> {
  for (const { ruleId, countedAt, people, won, closed } of counted) {
    await tx`
      insert into routing_conversion (rule_id, counted_at, people, won, closed)
      values (${ruleId}, ${countedAt}, ${people}::uuid[], ${won}::int[], ${closed}::int[])
      on conflict (rule_id) do update set counted_at = excluded.counted_at, people = excluded.people, won = excluded.won, closed = excluded.closed`
  }
}

const LATELY = 200 // decisions a median is taken from

/** The median of the amounts each rule gave lately, those in `currency` alone; rules that gave none are not there. */
export async function medianAmounts(
  tx: Queryable,
  ruleIds: readonly string[],
  currency: string,
): Promise<Map<string, number>> {
  if (ruleIds.length === 0) return new Map()
  const rows = await tx<{ ruleId: string; median: number }[]>`
    select k.id as "ruleId", m.median from unnest(${ruleIds as string[]}::uuid[]) as k(id) cross join lateral (
      select percentile_disc(0.5) within group (order by l.amount) as median from (
        select (d.input->>'amount')::float8 as amount from decision d
        where d.rule_id = k.id and jsonb_typeof(d.input->'amount') = 'number'
          and coalesce(d.input->>'amountCurrency', ${currency}) = ${currency}
        order by d.made_at desc limit ${LATELY}) l) m
    where m.median is not null`
  return new Map(rows.map(({ ruleId, median }) => [ruleId, median]))
}
