import type { Queryable } from '../../../platform/db/pool.ts'

export type Told = { id: string; opportunityId: string; personId: string | null }

/** Marks offers whose word is due as reminded; answers each with who owes the word. One statement; what another process has is skipped. */
export async function remindDue(tx: Queryable, at: string, most: number): Promise<Told[]> {
  return tx<Told[]>`
    with due as (
      select h.id from hand_over h join opportunity o on o.id = h.opportunity_id and o.deleted_at is null
      where h.state = 'offered' and h.reminded_at is null and h.due_at <= ${at}
      order by h.due_at limit ${most} for update of h skip locked)
    update hand_over h set reminded_at = ${at} from due where h.id = due.id
    returning h.id, h.opportunity_id as "opportunityId", case when h.asked then h.from_person_id else h.to_person_id end as "personId"`
}

/** Names who decides about offers that stayed unanswered after the reminder; answers each with that person. One statement. */
export async function escalateDue(tx: Queryable, at: string, most: number): Promise<Told[]> {
  return tx<Told[]>`
    with due as (
      select h.id from hand_over h join opportunity o on o.id = h.opportunity_id and o.deleted_at is null
      where h.state = 'offered' and h.reminded_at is not null and h.escalated_at is null and h.escalates_at <= ${at}
      order by h.escalates_at limit ${most} for update of h skip locked)
    update hand_over h set escalated_at = ${at}, escalated_to = who_decides(
      case when h.asked then h.from_person_id else h.to_person_id end, array[h.from_person_id, h.to_person_id])
    from due where h.id = due.id
    returning h.id, h.opportunity_id as "opportunityId", h.escalated_to as "personId"`
}

/** Names somebody else where whoever was to decide has left. One statement. */
export async function replaceLeavers(tx: Queryable, most: number): Promise<Told[]> {
  return tx<Told[]>`
    with gone as (
      select h.id from hand_over h join person p on p.id = h.escalated_to
      where h.state = 'offered' and h.escalated_at is not null and (p.deactivated_at is not null or p.deleted_at is not null)
      order by h.id limit ${most} for update of h skip locked)
    update hand_over h set escalated_to = who_decides(
      case when h.asked then h.from_person_id else h.to_person_id end, array[h.from_person_id, h.to_person_id])
    from gone where h.id = gone.id
    returning h.id, h.opportunity_id as "opportunityId", h.escalated_to as "personId"`
}

/**
 * What waits for people who left goes up their line at once: offers they should have answered, which nobody can accept any more, and
 * those they were to decide about. One statement.
 */
export async function takeFrom(tx: Queryable, people: readonly string[], at: string): Promise<Told[]> {
  return tx<Told[]>`
    with stuck as (
      select h.id, h.to_person_id = any(${people as string[]}::uuid[]) as receiver from hand_over h
      where h.state = 'offered' and (h.escalated_to = any(${people as string[]}::uuid[])
        or (h.to_person_id = any(${people as string[]}::uuid[]) and h.escalated_at is null))
      order by h.id for update of h)
    update hand_over h set asked = h.asked and not s.receiver, reminded_at = coalesce(h.reminded_at, ${at}),
      escalated_at = coalesce(h.escalated_at, ${at}), due_at = least(h.due_at, ${at}), escalates_at = least(h.escalates_at, ${at}),
      escalated_to = who_decides(case when h.asked and not s.receiver then h.from_person_id else h.to_person_id end,
        array[h.from_person_id, h.to_person_id])
    from stuck s where h.id = s.id
    returning h.id, h.opportunity_id as "opportunityId", h.escalated_to as "personId"`
}

/** Locks what waits for people who are about to leave, before anything of theirs changes: whoever answers holds it first too. */
export async function lockWaitingFor(tx: Queryable, people: readonly string[]): Promise<void> {
  await tx`select 1 from hand_over where state = 'offered' and to_person_id = any(${people as string[]}::uuid[]) order by id for update`
}
