-- A pass of many is worked in sets: what hangs on it is done once a statement, not once a row; what everybody counts together, how much
-- a keeper holds, is locked last; and no statement in it is planned anew for how many they are.
drop trigger opportunity_changed_counts on opportunity;
create function count_changed_opportunities() returns trigger language plpgsql security definer
 set search_path = baton, public, pg_temp as $$
declare zone text := (select time_zone from company);
begin
  insert into tally_change
  select c.holder_id, c.stage_id, c.furthest, c.is_open, c.outcome, c.amount_currency, c.month, c.days, sum(c.n), sum(c.n * c.amount)
  from (
    select holder_id, stage_id, furthest, is_open, outcome, amount_currency, closed_month_of(closed_at, zone) as month,
      cycle_days(opened_at, closed_at, zone) as days, 1 as n, coalesce(amount, 0) as amount from fresh where deleted_at is null
    union all
    select holder_id, stage_id, furthest, is_open, outcome, amount_currency, closed_month_of(closed_at, zone),
      cycle_days(opened_at, closed_at, zone), -1, coalesce(amount, 0) from former where deleted_at is null) c
  group by 1, 2, 3, 4, 5, 6, 7, 8 having sum(c.n) <> 0 or sum(c.n * c.amount) <> 0;
  return null;
end $$;
create trigger opportunity_changed_counts after update on opportunity referencing old table as former new table as fresh
  for each statement when (coalesce(current_setting('baton.counted', true), '') <> 'on') execute function count_changed_opportunities();

drop trigger opportunity_overtakes_contest on opportunity;
drop trigger opportunity_overtakes_offer on opportunity;
drop function overtake_contest();
drop function withdraw_overtaken_offer();
-- Set against set, no join of the two: a plan made for one row serves a hundred thousand.
create function overtake_of_passed() returns trigger language plpgsql set search_path = baton, public, pg_temp as $$
declare
  gone uuid[] := array(
    (select x.id from (select id, holder_id from former except select id, holder_id from fresh) x)
    union
    (select y.id from (select id, open_during, stage_id from fresh where not is_open
                       except select id, open_during, stage_id from former where not is_open) y));
  at timestamptz;
begin
  if cardinality(gone) = 0 then return null; end if;
  at := (select max(updated_at) from fresh);
  update contest set state = 'overtaken', ended_at = greatest(at, filed_at), version = version + 1
   where opportunity_id = any(gone) and state = 'open';
  update hand_over set state = 'withdrawn', answer = 'overtaken', answered_at = greatest(at, offered_at), version = version + 1
   where opportunity_id = any(gone) and state = 'offered';
  return null;
end $$;
create trigger opportunity_overtakes after update on opportunity referencing old table as former new table as fresh
  for each statement execute function overtake_of_passed();

drop trigger pool_stay_lets_applications_fall on pool_stay;
create or replace function let_applications_fall() returns trigger language plpgsql security definer
 set search_path = baton, public, pg_temp as $$
begin
  update pool_application a set version = a.version + 1, answered_at = greatest(n.until, a.applied_at), answered_by = n.ended_by,
    state = case when a.person_id = n.taken_by then 'approved' else 'fallen' end
  from fresh n where a.stay_id = n.id and n.until is not null and a.state = 'open';
  return null;
end $$;
create trigger pool_stay_lets_applications_fall after update on pool_stay referencing new table as fresh
  for each statement execute function let_applications_fall();

alter function follow_duties(uuid[], timestamptz, uuid[]) set plan_cache_mode = force_generic_plan;

create or replace function holding_pass_each(opportunities uuid[], expected uuid[], persons uuid[], stages uuid[], because text, reason text, decisions uuid[], actors uuid[], passed_at timestamp with time zone, outcome_reasons text[])
 returns table(passed_opportunity uuid, at_instant timestamp with time zone)
 language plpgsql security definer set search_path = baton, public, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
  found record;
  passes passing[];
begin
  perform set_config('baton.road', 'open', true);
  perform 1 from opportunity o where o.id = any(opportunities) order by o.id for update;
  perform 1 from person p where p.id = any(persons) order by p.id for share;

  select array_agg(row(n.o, n.e, n.p, n.s, n.d, n.r,
           greatest(passed_at, coalesce((select lower(h.during) + interval '1 microsecond' from holding h
                                   where h.opportunity_id = n.o and upper_inf(h.during)),
                                 (select upper(x.open_during) from opportunity x where x.id = n.o and not x.is_open))),
           s.kind, s.phase)::passing) into passes
  from unnest(opportunities, expected, persons, stages, decisions, outcome_reasons) as n(o, e, p, s, d, r)
  join opportunity o on o.id = n.o and o.deleted_at is null
  join stage s on s.id = n.s and s.plan_version_id = o.plan_version_id;

  if coalesce(cardinality(passes), 0) <> cardinality(opportunities) then
    raise exception 'An opportunity or a stage of its plan is not there.' using errcode = 'BTN09';
  end if;
  select x.o, o.holder_id into found from unnest(passes) x join opportunity o on o.id = x.o where o.holder_id <> x.expected limit 1;
  if found.o is not null then
    raise exception 'Somebody else holds % now', found.o using errcode = 'BTN07', detail = json_build_object('opportunityId', found.o, 'holderId', found.holder_id)::text;
  end if;
  select x.person into found from unnest(passes) x join person p on p.id = x.person
   where x.kind = 'open' and (p.deactivated_at is not null or p.deleted_at is not null) limit 1;
  if found.person is not null then
    raise exception 'Inactive person %', found.person using errcode = 'BTN05', detail = found.person::text;
  end if;

  update opportunity o set
    holder_id = x.person,
    held_since = case when o.holder_id <> x.person or not o.is_open then x.at else o.held_since end,
    stage_since = case when o.stage_id <> x.stage then x.at else o.stage_since end,
    stage_id = x.stage, phase = x.phase,
    furthest = greatest(o.furthest, (select s.position from stage s where s.id = x.stage and s.kind = 'open' and s.phase <> 'delivery')),
    open_during = case when x.kind = 'open' then case when o.is_open then o.open_during else tstzrange(x.at, null) end
                       else case when o.is_open then tstzrange(lower(o.open_during), x.at) else o.open_during end end,
    outcome = case when x.kind in ('won', 'lost') then x.kind
                   when x.kind = 'done' or x.phase = 'delivery' then o.outcome else null end,
    outcome_reason = case when x.kind in ('won', 'lost') then x.outcome_reason
                          when x.kind = 'done' or x.phase = 'delivery' then o.outcome_reason else null end,
    closed_at = case when x.kind in ('won', 'lost') then x.at
                     when x.kind = 'done' or x.phase = 'delivery' then o.closed_at else null end,
    version = o.version + 1, updated_at = passed_at, updated_by = d.actor
  from unnest(passes) x join unnest(opportunities, actors) d(o, actor) on d.o = x.o where o.id = x.o;
  update holding h set during = tstzrange(lower(h.during), x.at) from unnest(passes) x where h.opportunity_id = x.o and upper_inf(h.during);
  insert into holding (opportunity_id, stage_id, person_id, during, because, reason, decision_id, actor_id)
  select x.o, x.stage, x.person, tstzrange(x.at, null), holding_pass_each.because, holding_pass_each.reason, x.decision, d.actor
  from unnest(passes) x join unnest(opportunities, actors) d(o, actor) on d.o = x.o where x.kind = 'open';
  perform set_config('baton.road', '', true);
  return query select x.o, x.at from unnest(passes) x;
end $$;
