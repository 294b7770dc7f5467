import { type Fragment, raw, sql } from '../../kernel/fragment.ts'
import type { Instant } from '../../kernel/time.ts'
import { rowPredicate } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import { run } from '../../platform/db/transaction.ts'
import type { Section, TodayLine } from './contract.ts'

/** Whose day: their own day, the last one looked at, and where they are. */
export type Whose = { personId: string; today: string; until: string; zone: string }
/** Where a page begins: after the line of this place. */
export type Place = { paused: boolean; at: string; id: string }

export type HeldRow = {
  holderId: string
  held: number
  counts: Record<Section, number>
  line: {
    id: string
    version: number
    number: number
    title: string
    account: string | null
    stageKey: string
    stageLabel: { zh: string; en: string }
    amount: number | null
    currency: string | null
    nextStep: string | null
    nextStepOn: string | null
    contactName: string | null
    contactPhone: string | null
    theirName: string | null
    theirPhone: string | null
    what: TodayLine['due']['what']
    startedAt: string
    dueAt: string
    warnAt: string | null
    pausedAt: string | null
    section: Section
    /** The place as it is compared: to the microsecond. */
    at: string
  } | null
}

const SECTION_COUNTS = raw(
  (['overdue', 'today', 'next', 'paused'] as const)
    .map((one) => `'${one}', count(*) filter (where section = '${one}')`)
    .join(', '),
)

/**
 * What these people hold and the viewer may see that is due by the end of their next working day, soonest first: of each its soonest
 * running limit; what is paused comes last. One row at least for each of them, with how much they hold and how much is due. One query.
 */
export async function dueOpportunities(
  context: Context,
  whose: readonly Whose[],
  limit: number,
  after?: Place,
): Promise<HeldRow[]> {
  const { db, viewer, registry, now } = context
  const beyond = after
    ? sql`where (paused_at is not null, due_at, id) > (${after.paused}, ${after.at}::text::timestamptz, ${after.id}::uuid)`
    : raw('')
  return run<HeldRow>(
    db,
    sql`with whose as (${wanted(whose)}), mine as materialized (
      select o.id, o.holder_id, d.*, case when d.paused_at is not null then 'paused' when d.due_at <= ${now} then 'overdue'
        when d.due_at <= w.today_end then 'today' else 'next' end as section
      from whose w join opportunity o on o.holder_id = w.person_id and ${rowPredicate(viewer, 'opportunity', registry, 'o')}
      cross join lateral (
        select c.kind as what, c.started_at, c.due_at, c.warn_at, c.paused_at from clock c
        where c.opportunity_id = o.id and c.stopped_at is null and c.kind in ('first-contact', 'next-step', 'follow-up', 'dwell', 'claim')
        order by c.paused_at is not null, c.due_at, c.kind limit 1) d
      where o.is_open and o.deleted_at is null and (d.paused_at is not null or d.due_at <= w.until_end)
    ), counted as (
      select holder_id, jsonb_build_object(${SECTION_COUNTS}) as counts from mine group by holder_id
    ), page as (
      select * from mine ${beyond} order by paused_at is not null, due_at, id limit ${limit}
    )
    select w.person_id as "holderId", coalesce(l.open, 0) as held, coalesce(n.counts, '{"overdue":0,"today":0,"next":0,"paused":0}') as counts,
      case when o.id is not null then jsonb_build_object(
        'id', o.id, 'version', o.version, 'number', o.number, 'title', o.title, 'account', a.name, 'stageKey', s.key, 'stageLabel', s.label,
        'amount', o.amount, 'currency', o.amount_currency, 'nextStep', o.next_step, 'nextStepOn', o.next_step_on,
        'contactName', o.contact_name, 'contactPhone', o.contact_phone, 'theirName', t.name, 'theirPhone', t.phone,
        'what', p.what, 'startedAt', ${instant('p.started_at')}, 'dueAt', ${instant('p.due_at')}, 'warnAt', ${instant('p.warn_at')},
        'pausedAt', ${instant('p.paused_at')}, 'section', p.section, 'at', p.due_at::text) end as line
    from whose w left join person_load l on l.person_id = w.person_id left join counted n on n.holder_id = w.person_id
      left join page p on p.holder_id = w.person_id left join opportunity o on o.id = p.id left join stage s on s.id = o.stage_id
      left join account a on a.id = o.account_id and a.deleted_at is null and ${rowPredicate(viewer, 'account', registry, 'a')}
      left join contact t on t.id = o.contact_id and t.deleted_at is null and ${rowPredicate(viewer, 'contact', registry, 't')}
    order by p.paused_at is not null, p.due_at, p.id`,
  )
}

function wanted(whose: readonly Whose[]): Fragment {
  const column = (name: keyof Whose) => whose.map((one) => one[name])
  return sql`select person_id, today, until as last_day, (today + 1)::timestamp at time zone zone as today_end, (until + 1)::timestamp at time zone zone as until_end
      from unnest(${column('personId')}::uuid[], ${column('today')}::date[], ${column('until')}::date[], ${column('zone')}::text[])
        as x(person_id, today, until, zone)`
}

function instant(column: string): Fragment {
  return raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
}

/** The open tasks of these people that are due by the end of their next working day; late by their limit, by their day where none runs. */
export async function dueTasks(
  { db, viewer, registry, now }: Context,
  whose: readonly Whose[],
  limit: number,
) {
  return run<{
    id: string
    holderId: string
    version: number
    title: string
    dueOn: string
    overdue: boolean
    opportunityId: string | null
    opportunity: string | null
  }>(
    db,
    sql`select t.id, t.holder_id as "holderId", t.version, t.title, t.due_on as "dueOn", o.id as "opportunityId", o.title as opportunity,
      coalesce(c.due_at <= ${now}, t.due_on < w.today) as overdue
    from (${wanted(whose)}) w join task t on t.holder_id = w.person_id
    left join opportunity o on o.id = t.opportunity_id and o.deleted_at is null and ${rowPredicate(viewer, 'opportunity', registry, 'o')}
    left join clock c on c.subject_id = t.id and c.kind = 'task' and c.stopped_at is null and c.paused_at is null
    where ${rowPredicate(viewer, 'task', registry, 't')} and t.done_at is null and t.deleted_at is null
      and t.due_on <= w.last_day
    order by t.due_on, t.id limit ${limit}`,
  )
}

export type BesideRow = {
  part: 'recycling' | 'watched'
  id: string
  title: string
  stageKey: string
  stageLabel: { zh: string; en: string }
  holderId: string
  holder: string
  what: string
  dueAt: string
}

/** What goes back to a pool from one person by `until`, and what others let pass and they were told, as long as it lasts; soonest first. */
export async function besides(
  { db, viewer, registry }: Context,
  personId: string,
  until: Instant,
  limit: number,
): Promise<BesideRow[]> {
  const part = (name: BesideRow['part'], from: Fragment) => sql`(
      select ${name}::text as part, o.id, o.title, s.key as "stageKey", s.label as "stageLabel", h.id as "holderId", h.name as holder,
        c.kind as what, c.due_at as "dueAt"
      ${from} join stage s on s.id = o.stage_id join person h on h.id = o.holder_id
      where c.stopped_at is null and o.is_open and o.deleted_at is null and ${rowPredicate(viewer, 'opportunity', registry, 'o')}
      order by c.due_at, c.id limit ${limit})`
  return run<BesideRow>(
    db,
    sql`${part(
      'recycling',
      sql`from clock c join opportunity o on o.id = c.opportunity_id and o.holder_id = ${personId}::uuid and c.kind = 'recycle'
        and c.person_id = ${personId}::uuid and c.paused_at is null and c.due_at < ${until}`,
    )} union all ${part('watched', watchedBy(personId))} order by "dueAt", id`,
  )
}

const TOLD = 1000 // the newest notices looked through: what came up and still runs is among them

/** The limits of others that came up to somebody: they were told so by their own notices, and the limit still runs. */
function watchedBy(personId: string): Fragment {
  return sql`from (
        select distinct split_part(key, ':', 2)::uuid as clock_id from (
          select n.key from notice n where n.person_id = ${personId}::uuid and n.kind = 'clocks.escalated' and n.key like 'clock:%'
          order by n.at desc, n.id desc limit ${TOLD}) newest
      ) told join clock c on c.id = told.clock_id and c.person_id <> ${personId}::uuid and c.paused_at is null
        join opportunity o on o.id = c.opportunity_id and o.holder_id <> ${personId}::uuid`
}
