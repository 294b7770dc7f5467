-- True where a notice asks something of this person that still waits for them: an offer they are a party of or decide about, an approval,
-- a contest they decide. As long as it does they are told what it is about, though they may not see the opportunity else.
create function asked_about(kind text, opportunity uuid, person uuid) returns boolean language sql stable as $$
  select case
    when kind like 'handover.%' then exists (select 1 from hand_over h where h.opportunity_id = opportunity and h.state = 'offered'
      and person in (h.from_person_id, h.to_person_id, h.escalated_to))
    when kind = 'approvals.asked' then exists (select 1 from approval a where a.opportunity_id = opportunity and a.state = 'asked')
    when kind like 'contests.%' then exists (select 1 from contest c where c.opportunity_id = opportunity and c.state = 'open'
      and c.decider_id = person)
    else false end
$$;
