import { sql } from '../../kernel/fragment.ts'
import { rowPredicate } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'

export type HeldRow = {
  id: string
  holderId: string
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
  heldSince: string
  lastFollowUpAt: string | null
}

/** The day it is for the company. */
export async function companyDay(db: Queryable, now: string): Promise<string> {
  const [row] = await db<{ day: string }[]>`
    select to_char(${now}::timestamptz at time zone coalesce((select time_zone from company), 'UTC'), 'YYYY-MM-DD') as day`
  return row?.day ?? now.slice(0, 10)
}

/** What these people hold and the viewer may see, soonest due first, by the same order as `dueOf`: 48 hours for first contact, 7 days for follow-ups. */
export async function dueOpportunities(
  { db, viewer, registry }: Context,
  people: readonly string[],
  limits: { firstContactHours: number; followUpDays: number; until: string },
  limit: number,
): Promise<HeldRow[]> {
  return run<HeldRow>(
    db,
    sql`select o.id, o.holder_id as "holderId", o.version, o.number, o.title, a.name as account, s.key as "stageKey", s.label as "stageLabel", o.amount,
      o.amount_currency as currency, o.next_step as "nextStep", o.next_step_on as "nextStepOn", o.held_since as "heldSince",
      o.last_follow_up_at as "lastFollowUpAt"
    from opportunity o join stage s on s.id = o.stage_id left join account a on a.id = o.account_id and a.deleted_at is null
      and ${rowPredicate(viewer, 'account', registry, 'a')}
    cross join lateral (select case
      when o.next_step_on is not null then o.next_step_on::timestamptz
      when o.last_follow_up_at is null or o.last_follow_up_at < o.held_since then o.held_since + make_interval(hours => ${limits.firstContactHours})
      else o.last_follow_up_at + make_interval(days => ${limits.followUpDays}) end as at) due
    where o.holder_id = any(${people}::uuid[]) and ${rowPredicate(viewer, 'opportunity', registry, 'o')}
      and o.is_open and o.deleted_at is null and due.at < ${limits.until}::date + 1
    order by due.at, o.id limit ${limit}`,
  )
}

/** How many each of these people hold open. */
export async function heldCounts(db: Queryable, people: readonly string[]): Promise<Map<string, number>> {
  const rows = await db<{ id: string; held: number }[]>`
    select person_id as id, open as held from person_load where person_id = any(${people as string[]}::uuid[])`
  return new Map(rows.map(({ id, held }) => [id, held]))
}

/** The open tasks of these people that are due by `until`. */
export async function dueTasks(
  { db, viewer, registry }: Context,
  people: readonly string[],
  until: string,
  limit: number,
) {
  return run<{
    id: string
    holderId: string
    version: number
    title: string
    dueOn: string
    opportunityId: string | null
    opportunity: string | null
  }>(
    db,
    sql`select t.id, t.holder_id as "holderId", t.version, t.title, t.due_on as "dueOn", o.id as "opportunityId", o.title as opportunity
    from task t left join opportunity o on o.id = t.opportunity_id and o.deleted_at is null
      and ${rowPredicate(viewer, 'opportunity', registry, 'o')}
    where t.holder_id = any(${people}::uuid[]) and ${rowPredicate(viewer, 'task', registry, 't')} and t.done_at is null and t.deleted_at is null and t.due_on <= ${until}
    order by t.due_on, t.id limit ${limit}`,
  )
}
