-- Whoever keeps the pool holds what lies in it: a stay names its keeper, ends by the database itself when somebody else holds the
-- opportunity or its life ends, and is checked at commit.
alter table pool_stay add column keeper_id uuid not null references person;
alter table pool_stay add column taken_by uuid references person;
comment on column pool_stay.keeper_id is 'Who answers for it while it lies here: its holder.';
comment on column pool_stay.taken_by is 'Who held it next.';
create index pool_stay_claimed on pool_stay (taken_by, pool, until) where ended_because = 'claimed';
create index pool_stay_keeper on pool_stay (pool, keeper_id) where until is null;
create index pool_stay_ended on pool_stay (opportunity_id, until desc) where until is not null;

do $$
declare known text[];
begin
  select array_agg(m[1]) into known from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '''([a-z-]+)''', 'g') m
   where c.conname = 'holding_because_check' and c.conrelid = 'holding'::regclass;
  known := known || array(select x from unnest(array['claimed', 'assigned', 'arrived', 'released', 'recycled', 'taken-back', 'moved']) x
    where x <> all(known));
  alter table holding drop constraint holding_because_check;
  execute format('alter table holding add constraint holding_because_check check (because in (%s)) not valid',
    (select string_agg(quote_literal(x), ', ') from unnest(known) x));
end $$;
alter table holding validate constraint holding_because_check;

-- What somebody asked the keeper for. It falls when somebody else gets it.
create table pool_application (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  stay_id uuid not null references pool_stay,
  opportunity_id uuid not null references opportunity,
  pool text not null,
  person_id uuid not null references person,
  note text,
  state text not null default 'open' check (state in ('open', 'approved', 'declined', 'fallen', 'withdrawn')),
  applied_at timestamptz not null,
  answered_at timestamptz,
  answered_by uuid references person,
  on_behalf_of uuid references person,
  answer text,
  check ((state = 'open') = (answered_at is null))
);
create unique index pool_application_open on pool_application (stay_id, person_id) where state = 'open';
create index pool_application_of on pool_application (person_id, applied_at desc, id desc);
create index pool_application_in on pool_application (pool, applied_at, id) where state = 'open';
create index pool_application_opportunity on pool_application (opportunity_id);
grant select, insert, update on pool_application to baton_app;

create function end_stay_where_taken() returns trigger language plpgsql security definer set search_path = baton, public, pg_temp as $$
begin
  update pool_stay st set until = greatest(lower(f.during), st.since), ended_because = f.because, ended_by = f.actor_id, taken_by = f.person_id
  from fresh f where st.opportunity_id = f.opportunity_id and st.until is null and upper_inf(f.during) and st.keeper_id <> f.person_id;
  return null;
end $$;
create trigger holding_ends_stay after insert on holding referencing new table as fresh
  for each statement execute function end_stay_where_taken();

create function end_stay_with_life() returns trigger language plpgsql security definer set search_path = baton, public, pg_temp as $$
begin
  update pool_stay st set until = greatest(upper(new.open_during), st.since), ended_by = new.updated_by,
    ended_because = case when new.merged_into is not null then 'merged' when new.deleted_at is not null then 'deleted'
      else coalesce(new.outcome, 'done') end
  where st.opportunity_id = new.id and st.until is null;
  return null;
end $$;
create trigger opportunity_ends_stay after update of open_during, deleted_at on opportunity for each row
  when (upper_inf(old.open_during) and not upper_inf(new.open_during)) execute function end_stay_with_life();

-- The one who gets it had asked for it, or the rest asked in vain.
create function let_applications_fall() returns trigger language plpgsql security definer set search_path = baton, public, pg_temp as $$
begin
  update pool_application a set version = a.version + 1, answered_at = greatest(new.until, a.applied_at), answered_by = new.ended_by,
    state = case when a.person_id = new.taken_by then 'approved' else 'fallen' end
  where a.stay_id = new.id and a.state = 'open';
  return null;
end $$;
create trigger pool_stay_lets_applications_fall after update of until on pool_stay for each row
  when (old.until is null and new.until is not null) execute function let_applications_fall();

create function refuse_stay_without_keeper() returns trigger language plpgsql security definer set search_path = baton, public, pg_temp as $$
begin
  if exists (select 1 from pool_stay s join opportunity o on o.id = s.opportunity_id
             where s.id = new.id and s.until is null and (o.holder_id <> s.keeper_id or not o.is_open or o.deleted_at is not null)) then
    raise exception 'What lies in a pool is held by its keeper.' using errcode = 'BTN11';
  end if;
  return null;
end $$;
create constraint trigger pool_stay_is_kept after insert or update on pool_stay deferrable initially deferred for each row
  when (new.until is null) execute function refuse_stay_without_keeper();

-- A pass of many may have many who do it: people who claim at the same moment share a transaction.
create function holding_pass_each(
  opportunities uuid[], expected uuid[], persons uuid[], stages uuid[], because text, reason text, decisions uuid[], actors uuid[],
  passed_at timestamptz, outcome_reasons text[]
) returns table (passed_opportunity uuid, at_instant timestamptz)
language plpgsql security definer set search_path = baton, public, pg_temp as $$
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
    version = o.version + 1, updated_at = passed_at, updated_by = d.actor
  from unnest(passes) x join unnest(opportunities, actors) d(o, actor) on d.o = x.o where o.id = x.o;
  insert into holding (opportunity_id, stage_id, person_id, during, because, reason, decision_id, actor_id)
  select x.o, x.stage, x.person, tstzrange(x.at, null), holding_pass_each.because, holding_pass_each.reason, x.decision, d.actor
  from unnest(passes) x join unnest(opportunities, actors) d(o, actor) on d.o = x.o where x.kind = 'open';
  perform set_config('baton.road', '', true);
  return query select x.o, x.at from unnest(passes) x;
end $$;

create or replace function holding_pass(
  opportunities uuid[], expected uuid[], persons uuid[], stages uuid[], because text, reason text, decisions uuid[], actor uuid,
  passed_at timestamptz, outcome_reasons text[]
) returns table (passed_opportunity uuid, at_instant timestamptz)
language sql security definer set search_path = baton, public, pg_temp as $$
  select * from holding_pass_each(opportunities, expected, persons, stages, because, reason, decisions,
    array_fill(actor, array[cardinality(opportunities)]), passed_at, outcome_reasons)
$$;

revoke all on function holding_pass_each from public;
grant execute on function holding_pass_each to baton_app;

create function follow_duties(opportunities uuid[], at timestamptz, actors uuid[])
returns table (opportunity_id uuid, person_id uuid, letter text, function text, added boolean)
language plpgsql set search_path = baton, public, pg_temp as $$
#variable_conflict use_column
begin
  return query
  update participation x set during = tstzrange(lower(x.during), greatest(follow_duties.at, lower(x.during) + interval '1 microsecond'))
  from opportunity o join stage s on s.id = o.stage_id
  where o.id = any(opportunities) and o.is_open and x.opportunity_id = o.id and upper_inf(x.during)
    and (x.person_id = o.holder_id or (x.by_plan and s.duties->>x.function is distinct from x.letter))
  returning x.opportunity_id, x.person_id, x.letter, x.function, false;

  return query
  with wanted as (
    select o.id, o.holder_id, d.key as function, d.value as letter
    from opportunity o join stage s on s.id = o.stage_id join person h on h.id = o.holder_id cross join jsonb_each_text(s.duties) d
    where o.id = any(opportunities) and o.is_open and d.key <> all(h.functions)
      and not exists (select 1 from participation x where x.opportunity_id = o.id and x.function = d.key and upper_inf(x.during))
  ), found as (
    select distinct on (w.id, c.id) w.id, c.id as person, w.letter, w.function
    from wanted w cross join lateral (
      (select p.id from holding t join person p on p.id = t.person_id
        where t.opportunity_id = w.id and p.id <> w.holder_id and w.function = any(p.functions)
          and p.deactivated_at is null and p.deleted_at is null
        order by lower(t.during) desc limit 1)
      union all
      (select p.id from person p left join person_load l on l.person_id = p.id
        where w.letter = 'R' and p.id <> w.holder_id and w.function = any(p.functions)
          and p.deactivated_at is null and p.deleted_at is null
        order by coalesce(l.open, 0), p.id limit 1)
      limit 1) c
    where not exists (select 1 from participation y where y.opportunity_id = w.id and y.person_id = c.id and upper_inf(y.during))
    order by w.id, c.id, position(w.letter in 'RCI'), w.function
  )
  insert into participation as n (opportunity_id, person_id, letter, function, during, actor_id, by_plan)
  select f.id, f.person, f.letter, f.function,
    tstzrange(greatest(follow_duties.at, coalesce((select max(upper(x.during)) from participation x
      where x.opportunity_id = f.id and x.person_id = f.person), follow_duties.at)), null), d.actor, true
  from found f left join unnest(opportunities, actors) d(o, actor) on d.o = f.id
  returning n.opportunity_id, n.person_id, n.letter, n.function, true;
end $$;

create or replace function follow_duties(opportunities uuid[], at timestamptz, actor uuid)
returns table (opportunity_id uuid, person_id uuid, letter text, function text, added boolean)
language sql set search_path = baton, public, pg_temp as $$
  select * from follow_duties(opportunities, at, array_fill(actor, array[cardinality(opportunities)]))
$$;

-- The roles a company starts with may claim what lies in their pools, and give back what they hold.
update role set version = version + 1, grants = jsonb_set(grants, '{opportunity,rights}',
    (select jsonb_agg(x) from (select x from jsonb_array_elements_text(grants->'opportunity'->'rights') x
      union select unnest(array['claim', 'release'])) r))
where key in ('director', 'manager', 'sales', 'marketing', 'support', 'success') and grants->'opportunity'->'rights' is not null
  and not (grants->'opportunity'->'rights' ?& array['claim', 'release']);
update company set access_version = access_version + 1;
