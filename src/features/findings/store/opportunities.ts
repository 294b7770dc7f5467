import { type Fragment, raw, sql } from '../../../kernel/fragment.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { FindingKind } from '../contract.ts'

/** The worst so many of a kind that one person holds: the next ones are found as these are mended. */
export const MOST_OF_ONE = 50
const MOST_SHARING = 20 // what more than so many leads have in common is a word, no customer
const SAMPLE = 20_000 // opportunities whose ways say how long a stage takes
const LEAST_WAYS = 20
const LEAST_DWELL_DAYS = 7

/** What a check looks for: rows of key, subject, subject_id, opportunity_id, opportunity_ids, holder_id, facts, ground. */
export type Found = Fragment

/** Open, and in nobody's pool: what lies there waits to be claimed, and its own limit runs. */
const LIVE = `o.deleted_at is null and o.is_open
  and not exists (select 1 from pool_stay y where y.opportunity_id = o.id and y.until is null)`
const TOUCHED = 'greatest(o.held_since, o.last_follow_up_at)'

/** What a finding about one opportunity rests on: while it stays and nothing else is said, the finding stays. */
const GROUND = {
  'next-step-past': 'o.next_step_on::text',
  untouched: `extract(epoch from ${TOUCHED})::text`,
  dwelling: `concat(o.stage_id, ' ', extract(epoch from o.stage_since))`,
} as const
type OfOpportunity = keyof typeof GROUND

/** True in SQL for the finding `x` where what it is about is no more. Said of what can be seen at once; the rest its check says. */
export const GONE = raw(`case x.kind
  ${Object.entries(GROUND)
    .map(([kind, ground]) => `when '${kind}' then not exists (${standing(ground)})`)
    .join('\n  ')}
  when 'hand-over-unanswered' then not exists (select 1 from hand_over h where h.id = x.subject_id and h.state = 'offered')
  when 'duplicate-pursuit' then (select count(distinct o.holder_id) from opportunity o
    where o.id = any(x.opportunity_ids) and o.deleted_at is null and o.is_open) < 2
  else false end`)

function standing(ground: string): string {
  return `select 1 from opportunity o where o.id = x.opportunity_id and ${LIVE} and ${ground} = x.ground`
}

/** Checks that name the worst only end by what they rest on, not by what they name. */
export function namesWorstOnly(kind: FindingKind): boolean {
  return kind in GROUND
}

function ofOpportunity(kind: OfOpportunity, facts: Fragment, from: Fragment): Found {
  return sql`select ${raw(`'${kind}:' || o.id`)} as key, 'opportunity' as subject, o.id as subject_id, o.id as opportunity_id,
    '{}'::uuid[] as opportunity_ids, o.holder_id, ${facts} as facts, ${raw(GROUND[kind])} as ground ${from}`
}

/** What an agreed next step lies before `since`, a day for each holder. */
export function nextStepPast(people: readonly string[], days: readonly string[]): Found {
  return ofOpportunity(
    'next-step-past',
    sql`jsonb_build_object('on', o.next_step_on)`,
    sql`from unnest(${people}::uuid[], ${days}::date[]) as p(id, since) cross join lateral (
      select o.* from opportunity o where o.holder_id = p.id and o.next_step_on < p.since and ${raw(LIVE)}
      order by o.next_step_on, o.id limit ${MOST_OF_ONE}) o`,
  )
}

/** What nobody has touched since an instant, one for each holder, and has no next step ahead. */
export function untouched(people: readonly string[], instants: readonly string[], today: string): Found {
  return ofOpportunity(
    'untouched',
    sql`jsonb_build_object('since', ${raw(TOUCHED)})`,
    sql`from unnest(${people}::uuid[], ${instants}::timestamptz[]) as p(id, since) cross join lateral (
      select o.* from opportunity o where o.holder_id = p.id and ${raw(TOUCHED)} < p.since and ${raw(LIVE)}
        and (o.next_step_on is null or o.next_step_on < ${today}::date)
      order by ${raw(TOUCHED)}, o.id limit ${MOST_OF_ONE}) o`,
  )
}

export type Median = { stageKey: string; seconds: number }

/** How long an opportunity stands at each stage as a rule: the median over a sample of those that have left it. */
export async function mediansOf(db: Queryable): Promise<Median[]> {
  const [size] = await db<{ rows: number }[]>`
    select greatest(reltuples, 1)::float8 as rows from pg_class where oid = 'opportunity'::regclass`
  const percent = Math.min(100, (100 * SAMPLE) / (size?.rows ?? 1))
  return run<Median>(
    db,
    sql`with ways as (
      select h.opportunity_id, s.key, sum(extract(epoch from upper(h.during) - lower(h.during)))::float8 as seconds
      from opportunity o tablesample system (${percent}) repeatable (1) join holding h on h.opportunity_id = o.id
      join stage s on s.id = h.stage_id and s.kind = 'open' join stage n on n.id = o.stage_id
      where o.deleted_at is null and not upper_inf(h.during) and (s.key <> n.key or not o.is_open) group by 1, 2
    ) select key as "stageKey", percentile_cont(0.5) within group (order by seconds) as seconds
    from ways group by key having count(*) >= ${LEAST_WAYS}`,
  )
}

/** What stands at a stage for so many times as long as others stood there; the longest of each holder. */
export function dwelling(medians: readonly Median[], times: number, now: string): Found {
  return ofOpportunity(
    'dwelling',
    sql`jsonb_build_object('since', o.stage_since, 'median', round(o.median), 'stage', o.label)`,
    sql`from (select o.*, s.label, m.seconds as median, row_number() over (partition by o.holder_id order by o.stage_since, o.id) as place
      from unnest(${medians.map((one) => one.stageKey)}::text[], ${medians.map((one) => one.seconds)}::float8[]) as m(key, seconds)
      join stage s on s.key = m.key and s.kind = 'open' join opportunity o on o.stage_id = s.id
      where o.stage_since < ${now}::timestamptz - make_interval(secs => greatest(m.seconds * ${times}, ${LEAST_DWELL_DAYS * 86_400}))
        and ${raw(LIVE)}) o
      where o.place <= ${MOST_OF_ONE}`,
  )
}

/** Hand-overs nobody answered by so many days after their limit; held by whoever decides them, else by whoever owes the word. */
export function unanswered(before: string): Found {
  return sql`select 'hand-over-unanswered:' || h.id as key, 'hand-over' as subject, h.id as subject_id, h.opportunity_id,
      '{}'::uuid[] as opportunity_ids, w.holder as holder_id,
      jsonb_build_object('since', h.due_at, 'owed', w.owed, 'from', f.name, 'to', t.name) as facts, extract(epoch from h.due_at)::text as ground
    from hand_over h join opportunity o on o.id = h.opportunity_id and o.deleted_at is null
    join person f on f.id = h.from_person_id join person t on t.id = h.to_person_id
    cross join lateral (select case when h.asked then f.name else t.name end as owed,
      case when h.asked then f.id else t.id end as owes) e
    join person b on b.id = coalesce(h.escalated_to, e.owes)
    cross join lateral (select e.owed, case when b.deactivated_at is null and b.deleted_at is null then b.id
      else who_decides(b.id, array[b.id]) end as holder) w
    where h.state = 'offered' and h.due_at < ${before} and w.holder is not null`
}

/**
 * Open opportunities of one customer that different people pursue without one of them helping the other: the same account, or the same
 * company, telephone or e-mail. Where several of these are the same, one finding names them. Held by whoever is above them.
 */
export function duplicates(): Found {
  return sql`with shared as materialized (
      select 'a' || o.account_id as customer, array_agg(o.id order by o.id) as ids from opportunity o
      where o.account_id in (select p.account_id from opportunity p where ${raw(pursued('p'))} and p.account_id is not null
        group by p.account_id having count(distinct p.holder_id) > 1) and ${raw(pursued('o'))} group by o.account_id
      union all
      select k.customer, array_agg(o.id order by o.id) from opportunity o
      cross join lateral unnest(contact_keys(o.company_name, o.contact_phone, o.contact_email)) as k(customer)
      where ${raw(pursued('o'))} group by k.customer having count(distinct o.holder_id) > 1 and count(*) <= ${MOST_SHARING}
    ), once as (
      select distinct on (ids) customer, ids from shared order by ids, position(left(customer, 1) in 'aepc')
    ), several as (
      select n.customer, array_agg(o.id order by o.id) as ids, array_agg(distinct o.holder_id) as holders,
        (array_agg(o.holder_id order by o.opened_at desc, o.id desc))[1] as newest,
        (jsonb_agg(jsonb_build_object('number', o.number, 'holder', p.name) order by o.opened_at, o.id)) as named
      from once n join opportunity o on o.id = any(n.ids) join person p on p.id = o.holder_id
      where ${raw(LIVE)} group by n.customer
    )
    select 'duplicate-pursuit:' || md5(d.customer) as key, 'company' as subject, null::uuid as subject_id, null::uuid as opportunity_id,
      d.ids as opportunity_ids, coalesce(who_decides(d.newest, d.holders), who_decides(d.newest, '{}')) as holder_id,
      jsonb_build_object('count', cardinality(d.ids), 'several', jsonb_path_query_array(d.named, '$[0 to 9]')) as facts, d.ids::text as ground
    from several d where cardinality(d.holders) > 1 and exists (
      select 1 from opportunity a join opportunity b on b.id = any(d.ids) and b.holder_id <> a.holder_id where a.id = any(d.ids)
        and not exists (select 1 from participation x where upper_inf(x.during)
          and ((x.opportunity_id = a.id and x.person_id = b.holder_id) or (x.opportunity_id = b.id and x.person_id = a.holder_id))))`
}

/** Who looks after a customer that was won is no second pursuer. */
function pursued(alias: string): string {
  return `${alias}.deleted_at is null and ${alias}.is_open and ${alias}.phase <> 'delivery'`
}
