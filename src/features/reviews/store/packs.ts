import { sql } from '../../../kernel/fragment.ts'
import { rowPredicate } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { ActionFacts, EndedFacts, ReviewFacts } from '../rules/pack.ts'

type Text = { zh: string; en: string }
/** What things were called when the pack was made. */
export type Names = {
  stages: Record<string, Text>
  functions: Record<string, Text>
  causes: Record<string, Text>
}
export type Line = { kind: 'ended' | 'review' | 'action'; opportunityId: string; facts: unknown }

/** Makes the pack, once: false where there is one of the month already. */
export async function keep(
  tx: Queryable,
  { month, by, names, lines }: { month: string; by: string | null; names: Names; lines: readonly Line[] },
  now: string,
): Promise<boolean> {
  const made = await tx`
    insert into review_pack (month, made_at, made_by, names) values (${month}, ${now}, ${by}, ${names as never}::jsonb)
    on conflict (month) do nothing returning 1`
  if (made.length === 0) return false
  for (let from = 0; from < lines.length; from += MOST_AT_ONCE) {
    const part = lines.slice(from, from + MOST_AT_ONCE)
    const rows = part.map(({ kind, opportunityId, facts }, i) => ({
      line: from + i,
      kind,
      o: opportunityId,
      facts,
    }))
    await tx`
      insert into review_pack_line (month, line, kind, opportunity_id, facts)
      select ${month}, x.line, x.kind, x.o, x.facts from jsonb_to_recordset(${rows as never}::jsonb) as x(line integer, kind text, o uuid, facts jsonb)`
  }
  return true
}

const MOST_AT_ONCE = 2000

export async function months(db: Queryable): Promise<{ month: string; madeAt: string }[]> {
  return db<{ month: string; madeAt: string }[]>`
    select month::text, made_at as "madeAt" from review_pack order by month desc limit 200`
}

export async function head(db: Queryable, month: string) {
  const [row] = await db<{ madeAt: string; madeBy: { id: string; name: string } | null; names: Names }[]>`
    select k.made_at as "madeAt", case when p.id is not null then jsonb_build_object('id', p.id, 'name', p.name) end as "madeBy", k.names
    from review_pack k left join person p on p.id = k.made_by where k.month = ${month}`
  return row
}

export type Lines = { ended: EndedFacts[]; reviews: ReviewFacts[]; actions: ActionFacts[] }

/** The lines of a pack whose opportunities the viewer may see. */
export async function linesOf(db: Queryable, { viewer, registry }: Context, month: string): Promise<Lines> {
  const rows = await run<{ kind: Line['kind']; facts: unknown }>(
    db,
    sql`select l.kind, l.facts from review_pack_line l join opportunity o on o.id = l.opportunity_id and o.deleted_at is null
      where l.month = ${month}::date and ${rowPredicate(viewer, 'opportunity', registry, 'o', 'asked')} order by l.line`,
  )
  const of = <T>(kind: Line['kind']) => rows.filter((row) => row.kind === kind).map(({ facts }) => facts as T)
  return { ended: of('ended'), reviews: of('review'), actions: of('action') }
}

/** Reviews that ended in some days, and those going on. */
export async function reviewsOf(db: Queryable, { from, until }: { from: string; until: string }) {
  return db<(ReviewFacts & { opportunityId: string })[]>`
    select r.opportunity_id as "opportunityId", o.number, r.cause, r.node ->> 'stage' as stage,
      case when r.ended_at < ${until} then r.state else 'going' end as state
    from review r join opportunity o on o.id = r.opportunity_id
    where (r.ended_at >= ${from} and r.ended_at < ${until}) or (r.opened_at < ${until} and (r.ended_at is null or r.ended_at >= ${until}))
    order by r.opened_at, r.id`
}

/** Actions agreed or due in some days, and every other that is still to do. */
export async function actionsOf(
  db: Queryable,
  {
    from,
    until,
    first,
    last,
    today,
  }: { from: string; until: string; first: string; last: string; today: string },
) {
  return db<(ActionFacts & { opportunityId: string })[]>`
    select * from (
      select r.opportunity_id as "opportunityId", o.number, o.title as opportunity, t.title,
        jsonb_build_object('id', p.id, 'name', p.name) as holder, t.due_on::text as "dueOn", t.done_at as "doneAt", r.id as review,
        case when t.done_at is not null then 'done' when t.due_on < ${today}::date then 'late' else 'going' end as state,
        (a.created_at >= ${from} and a.created_at < ${until}) or t.due_on between ${first}::date and ${last}::date as "ofMonth"
      from review_action a join review r on r.id = a.review_id join task t on t.id = a.task_id and t.deleted_at is null
      join opportunity o on o.id = r.opportunity_id join person p on p.id = t.holder_id order by t.due_on, t.id
    ) m where m."ofMonth" or m."doneAt" is null`
}

export async function functionLabels(db: Queryable): Promise<Record<string, Text>> {
  const rows = await db<{ key: string; label: Text }[]>`select key, label from function`
  return Object.fromEntries(rows.map(({ key, label }) => [key, label]))
}

/** The moments a day of the company begins and the day after another ends. */
export async function edgesOf(
  db: Queryable,
  first: string,
  last: string,
  timeZone: string,
): Promise<{ from: string; until: string }> {
  const [row] = await db<{ from: string; until: string }[]>`
    select (${first}::date::timestamp at time zone ${timeZone}) as from, ((${last}::date + 1)::timestamp at time zone ${timeZone}) as until`
  if (!row) throw new Error('a day has no moments')
  return row
}
