-- How far an opportunity ever came, kept beside it: a funnel over a million does not ask every tile.
alter table opportunity add column furthest integer;
comment on column opportunity.furthest is 'Position of the furthest open stage before delivery it has stood at; null where there was none.';

-- Rewriting the table makes every index anew at once, which is many times faster than changing a million rows under them.
create function furthest_of(opportunity uuid) returns integer language sql stable as $$
  select max(s.position)::integer from holding h join stage s on s.id = h.stage_id
  where h.opportunity_id = opportunity and s.kind = 'open' and s.phase <> 'delivery'
$$;
set local maintenance_work_mem = '512MB';
drop index opportunity_holder, opportunity_stage, opportunity_closed;
alter table opportunity alter column furthest type integer using furthest_of(id);
drop function furthest_of;

drop trigger opportunity_one_road on opportunity;
create trigger opportunity_one_road before update of holder_id, stage_id, phase, stage_since, held_since, open_during, outcome,
  outcome_reason, closed_at, opened_at, plan_version_id, furthest on opportunity for each statement execute function refuse_off_road();

create or replace function holding_pass(opportunities uuid[], expected uuid[], persons uuid[], stages uuid[], because text, reason text, decisions uuid[], actor uuid, passed_at timestamp with time zone, outcome_reasons text[])
 RETURNS TABLE(passed_opportunity uuid, at_instant timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
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

  update holding h set during = tstzrange(lower(h.during), x.at) from unnest(passes) x where h.opportunity_id = x.o and upper_inf(h.during);
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
    version = o.version + 1, updated_at = passed_at, updated_by = actor
  from unnest(passes) x where o.id = x.o;
  insert into holding (opportunity_id, stage_id, person_id, during, because, reason, decision_id, actor_id)
  select x.o, x.stage, x.person, tstzrange(x.at, null), holding_pass.because, holding_pass.reason, x.decision, actor
  from unnest(passes) x where x.kind = 'open';
  perform set_config('baton.road', '', true);
  return query select x.o, x.at from unnest(passes) x;
end $function$;

create or replace function holding_follow_plan(old_version uuid, new_version uuid, actor uuid, moved_at timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'baton', 'public', 'pg_temp'
AS $function$
declare moved bigint;
begin
  if exists (select 1 from stage a where a.plan_version_id = old_version
             and not exists (select 1 from stage b where b.plan_version_id = new_version and b.key = a.key)) then
    raise exception 'A stage is missing in the new version.' using errcode = 'BTN09';
  end if;
  perform set_config('baton.road', 'open', true);
  update holding h set stage_id = b.id from stage a join stage b on b.key = a.key and b.plan_version_id = new_version
   where a.plan_version_id = old_version and h.stage_id = a.id and upper_inf(h.during);
  update opportunity o set stage_id = b.id, plan_version_id = new_version, version = o.version + 1, updated_at = moved_at, updated_by = actor
  from stage a join stage b on b.key = a.key and b.plan_version_id = new_version
   where o.plan_version_id = old_version and o.stage_id = a.id;
  get diagnostics moved = row_count;
  update opportunity o set furthest = f.position
    from (select h.opportunity_id as id, max(b.position) as position
          from holding h join stage a on a.id = h.stage_id
          join stage b on b.key = a.key and b.plan_version_id = new_version and b.kind = 'open' and b.phase <> 'delivery'
          join opportunity x on x.id = h.opportunity_id and x.plan_version_id = new_version
          group by h.opportunity_id) f
   where f.id = o.id and o.furthest is distinct from f.position;
  perform set_config('baton.road', '', true);
  return moved;
end $function$;

-- What the board and the reports ask stands in indexes: they are read without their rows.
create index opportunity_holder on opportunity (holder_id, stage_id, amount desc nulls last, id desc) include (amount_currency)
  where deleted_at is null;
create index opportunity_stage on opportunity (stage_id, amount desc nulls last, id desc) include (amount_currency, holder_id)
  where deleted_at is null;
create index opportunity_figures on opportunity (closed_at, id) include (holder_id, stage_id, is_open, outcome, amount, amount_currency,
  opened_at, furthest, product_id, account_id, source, type) where deleted_at is null;
