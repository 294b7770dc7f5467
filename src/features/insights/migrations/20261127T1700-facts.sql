-- How opportunities went, in figures that change only when something happens (`factsOf` of the engines): one row each, and one for every
-- part a person had in it at a stage. Counted behind what happens, from marks, in sets.
create table opportunity_fact (
  opportunity_id uuid primary key references opportunity on delete cascade,
  stages integer not null,
  people integer not null,
  first_follow_up_at timestamptz,
  first_contact_minutes float8,
  hand_overs integer not null,
  answered integer not null,
  answer_minutes float8 not null,
  accepted integer not null,
  declined integer not null,
  follow_ups integer not null,
  steps_over integer not null,
  steps_kept integer not null,
  limits_over integer not null,
  limits_kept integer not null,
  waiting_minutes float8,
  worked_minutes float8
);
create table opportunity_part (
  opportunity_id uuid not null references opportunity on delete cascade,
  stage text not null,
  person_id uuid not null references person,
  function text,
  department_id uuid,
  is_first boolean not null,
  went_on boolean,
  ended text check (ended in ('won', 'lost')),
  visits_left integer not null,
  dwell_days float8 not null,
  hand_overs integer not null,
  answered integer not null,
  answer_minutes float8 not null,
  accepted integer not null,
  declined integer not null,
  follow_ups integer not null,
  steps_over integer not null,
  steps_kept integer not null,
  limits_over integer not null,
  limits_kept integer not null,
  waiting_minutes float8,
  worked_minutes float8,
  primary key (opportunity_id, stage, person_id)
);
create index opportunity_part_person on opportunity_part (person_id);
grant select, insert, update, delete on opportunity_fact, opportunity_part to baton_app;

-- Opportunities to be counted anew: only ever added to by whatever changes them, taken away by whoever counts. Never unique: a mark set
-- while another is being worked off must not be lost.
create table fact_stale (
  id bigint generated always as identity primary key,
  opportunity_id uuid not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
grant select, insert, delete on fact_stale to baton_app;

-- What limits depend on is what facts depend on: where limits are worked out anew, so are they, afterwards.
create function mark_facts_of_settled() returns trigger language plpgsql set search_path from current as $$
begin
  insert into fact_stale (opportunity_id) select distinct opportunity_id from former where opportunity_id is not null;
  return null;
end $$;
create trigger clock_stale_settled_marks after delete on clock_stale referencing old table as former
  for each statement execute function mark_facts_of_settled();

-- What comes in closed has no limits.
create function mark_facts_of_closed() returns trigger language plpgsql set search_path from current as $$
begin
  insert into fact_stale (opportunity_id) select id from fresh where not is_open;
  return null;
end $$;
create trigger opportunity_came_closed_marks after insert on opportunity referencing new table as fresh
  for each statement execute function mark_facts_of_closed();

-- A follow-up of the past moves no limit, and a limit that is passed is worked out already.
create function mark_facts_of_fresh() returns trigger language plpgsql set search_path from current as $$
begin
  insert into fact_stale (opportunity_id) select distinct opportunity_id from fresh;
  return null;
end $$;
create trigger follow_up_added_marks after insert on follow_up referencing new table as fresh
  for each statement execute function mark_facts_of_fresh();
create trigger follow_up_changed_marks after update on follow_up referencing new table as fresh
  for each statement execute function mark_facts_of_fresh();

create function mark_facts_of_breached() returns trigger language plpgsql set search_path from current as $$
begin
  insert into fact_stale (opportunity_id) select distinct n.opportunity_id from fresh n join former o on o.id = n.id
    where n.opportunity_id is not null and o.breached_at is distinct from n.breached_at;
  return null;
end $$;
create trigger clock_breached_marks after update on clock referencing old table as former new table as fresh
  for each statement execute function mark_facts_of_breached();

-- What is there already.
insert into fact_stale (opportunity_id) select id from opportunity where deleted_at is null;
