-- The ledger: who held what, when, at which stage, and why. Only holding_open and holding_pass write it.

-- How a person was found. Complete enough to answer "why this person, why not me" as long as the opportunity lives.
create table decision (
  id uuid primary key default uuidv7(),
  opportunity_id uuid not null,
  plan_version_id uuid not null references plan_version,
  rule_id uuid references routing_rule,
  via text not null check (via in ('rule', 'fallback')),
  person_id uuid not null references person,
  draw double precision not null,
  input jsonb not null,
  outcome jsonb not null,
  actor_id uuid,
  made_at timestamptz not null
);
create index decision_opportunity on decision (opportunity_id, made_at);
create index decision_person_day on decision (person_id, made_at);
create trigger decision_append_only before update or delete on decision for each row execute function refuse_change();
grant select, insert on decision to baton_app;

-- Whose turn it is: the deficit of each person under each rule, kept in the database so that it survives restarts.
create table routing_credit (
  rule_id uuid not null references routing_rule,
  person_id uuid not null references person,
  credit double precision not null,
  last_received_at timestamptz,
  primary key (rule_id, person_id)
);
grant select, insert, update, delete on routing_credit to baton_app;

create table holding (
  opportunity_id uuid not null references opportunity,
  during tstzrange not null check (not isempty(during) and lower_inc(during) and not upper_inc(during)),
  person_id uuid not null references person,
  stage_id uuid not null references stage,
  because text not null check (because in ('routed', 'given', 'passed', 'hand-over', 'stage', 'reopened')),
  reason text,
  actor_id uuid,
  decision_id uuid references decision,
  primary key (opportunity_id, during without overlaps)
);
create index holding_person on holding (person_id) where upper_inf(during);
create index holding_stage on holding (stage_id);

-- No gap while open, by the database itself: the opportunity's life must be covered by its holdings.
alter table opportunity add constraint opportunity_is_held
  foreign key (id, period open_during) references holding (opportunity_id, period during) deferrable initially deferred;

create table participation (
  opportunity_id uuid not null references opportunity,
  person_id uuid not null references person,
  letter text not null check (letter in ('R', 'C', 'I')),
  function text references function,
  during tstzrange not null check (not isempty(during)),
  actor_id uuid,
  primary key (opportunity_id, person_id, letter, during without overlaps)
);
create index participation_person on participation (person_id) where upper_inf(during);
grant select, insert, update on participation to baton_app;

-- The road is marked for the length of one call; a hand that writes the ledger elsewhere is refused, the owner's too.
create function refuse_off_road() returns trigger language plpgsql as $$
begin
  if current_setting('baton.road', true) is distinct from 'open' then
    raise exception 'The ledger is written only by passing the baton.' using errcode = 'BTN03';
  end if;
  return null;
end $$;
create trigger holding_one_road before insert or update or delete or truncate on holding
  for each statement execute function refuse_off_road();
create trigger opportunity_one_road before update of holder_id, stage_id, phase, stage_since, held_since, open_during, outcome,
  outcome_reason, closed_at, opened_at, plan_version_id on opportunity for each statement execute function refuse_off_road();

-- What the ledger says and what the opportunity shows are one thing.
create function refuse_split_truth() returns trigger language plpgsql security definer set search_path from current as $$
begin
  if exists (select 1 from fresh f join opportunity o on o.id = f.opportunity_id
             where upper_inf(f.during) and (o.holder_id <> f.person_id or o.stage_id <> f.stage_id or not o.is_open)) then
    raise exception 'The holding and its opportunity disagree.' using errcode = 'BTN04';
  end if;
  return null;
end $$;
create trigger holding_matches after insert on holding referencing new table as fresh
  for each statement execute function refuse_split_truth();

-- Writes the holdings of opportunities that were inserted in this transaction and have none yet.
-- Persons of holdings without an end must be active; each gets a share lock, so that nobody leaves meanwhile.
create function holding_open(
  opportunities uuid[], stages uuid[], persons uuid[], starts timestamptz[], ends timestamptz[],
  becauses text[], decisions uuid[], actor uuid
) returns void language plpgsql security definer set search_path from current as $$
declare gone uuid;
begin
  perform set_config('baton.road', 'open', true);
  perform 1 from person p where p.id = any(persons) order by p.id for share;
  select p.id into gone from unnest(persons, ends) as n(id, until) join person p on p.id = n.id
   where n.until is null and (p.deactivated_at is not null or p.deleted_at is not null) limit 1;
  if gone is not null then
    raise exception 'Inactive person %', gone using errcode = 'BTN05', detail = gone::text;
  end if;
  if exists (select 1 from holding h where h.opportunity_id = any(opportunities)) then
    raise exception 'This opportunity is held already.' using errcode = 'BTN06';
  end if;
  insert into holding (opportunity_id, stage_id, person_id, during, because, decision_id, actor_id)
  select n.o, n.s, n.p, tstzrange(n.f, n.t), n.b, n.d, actor
  from unnest(opportunities, stages, persons, starts, ends, becauses, decisions) as n(o, s, p, f, t, b, d);
  perform set_config('baton.road', '', true);
end $$;

create type passing as (
  o uuid, expected uuid, person uuid, stage uuid, decision uuid, outcome_reason text, at timestamptz, kind text, phase text
);

-- Passes the baton for many opportunities at once; the only way a holder, a stage or an outcome changes.
-- `expected` is the holder the caller saw: somebody else's pass in between is refused (BTN07), never overwritten.
-- A stage of kind won, lost or done ends the holding; an open stage after an end opens a new one.
create function holding_pass(
  opportunities uuid[], expected uuid[], persons uuid[], stages uuid[], because text, reason text,
  decisions uuid[], actor uuid, passed_at timestamptz, outcome_reasons text[]
) returns table (passed_opportunity uuid, at_instant timestamptz) language plpgsql security definer set search_path from current as $$
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
end $$;
revoke all on function holding_open, holding_pass from public;
grant execute on function holding_open, holding_pass to baton_app;

-- The application reads the ledger; of the opportunity it may insert whole rows but change only what is not responsibility.
grant select on holding to baton_app;
grant select, insert on opportunity to baton_app;
grant update (version, title, type, source, company_name, contact_name, contact_phone, contact_email, account_id, contact_id,
  product_id, region, amount, amount_currency, expected_close_on, requirement, next_step, next_step_on, last_follow_up_at,
  external_key, updated_at, updated_by, search, search_grams) on opportunity to baton_app;

-- Nobody who still holds work can be deactivated.
create function refuse_leaving_with_work() returns trigger language plpgsql security definer set search_path from current as $$
declare held bigint;
begin
  if (new.deactivated_at is not null and old.deactivated_at is null) or (new.deleted_at is not null and old.deleted_at is null) then
    select count(*) into held from holding h where h.person_id = new.id and upper_inf(h.during);
    if held > 0 then
      raise exception 'Still holds % opportunities', held using errcode = 'BTN08', detail = held::text;
    end if;
  end if;
  return new;
end $$;
create trigger person_leaves_empty_handed before update of deactivated_at, deleted_at on person
  for each row execute function refuse_leaving_with_work();

-- Moves running opportunities to the stages of the same key in a newer version of their plan, holdings and all.
create function holding_follow_plan(old_version uuid, new_version uuid, actor uuid, moved_at timestamptz)
returns bigint language plpgsql security definer set search_path from current as $$
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
  perform set_config('baton.road', '', true);
  return moved;
end $$;
revoke all on function holding_follow_plan from public;
grant execute on function holding_follow_plan to baton_app;
