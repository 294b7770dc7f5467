import type { Queryable } from '../../platform/db/pool.ts'
import type { Notice } from './contract.ts'

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
    ), '{}'), key, ${at}
    from jsonb_to_recordset(${list}::text::jsonb)
      as n(person_id uuid, kind text, opportunity_id uuid, link text, facts jsonb, people jsonb, key text)
    on conflict (key) do nothing returning id`
}
