-- What a limit depends on marks it the moment it changes: opportunities one by one, people whose working time changes as themselves (all
-- they answer for is found when the mark is worked off), and tasks that belong to no opportunity.
alter table clock_stale alter column opportunity_id drop not null;
alter table clock_stale add column person_id uuid, add column task_id uuid;
alter table clock_stale add constraint clock_stale_one check (num_nonnulls(opportunity_id, person_id, task_id) = 1);
create index clock_stale_person on clock_stale (person_id) where person_id is not null;
create index clock_stale_task on clock_stale (task_id) where task_id is not null;

-- Rungs are told to somebody: `manager`, or `manager!` where that one holds from then on. A limit that was over before anybody could
-- know of it climbs from when it was known. A pause is a dated row; while it lasts nothing is due.
alter table clock add column rungs_to text[] not null default '{}',
  add column known_at timestamptz,
  add column paused_until timestamptz,
  add constraint clock_rungs_told check (rungs_to = '{}' or cardinality(rungs_to) = cardinality(rungs_at)),
  add constraint clock_pause_ends check ((paused_at is null) = (paused_until is null));
create index clock_paused on clock (paused_until) where paused_until is not null;
alter table clock drop constraint clock_opportunity_id_fkey,
  add constraint clock_opportunity_id_fkey foreign key (opportunity_id) references opportunity on delete cascade;
create table clock_pause (
  id uuid primary key default uuidv7(),
  clock_id uuid not null references clock on delete cascade,
  from_at timestamptz not null,
  until_at timestamptz not null,
  ended_at timestamptz,
  days smallint not null check (days > 0),
  reason text not null check (length(reason) between 1 and 500),
  by_id uuid not null references person,
  ended_by uuid references person,
  check (until_at > from_at),
  check (ended_by is null or ended_at is not null)
);
create index clock_pause_of on clock_pause (clock_id, from_at);
grant select, insert, update on clock_pause to baton_app;

create function mark_opened() returns trigger language plpgsql set search_path from current as $$
begin
  insert into clock_stale (opportunity_id, because) select id, 'opened' from fresh where is_open;
  return null;
end $$;
create function mark_changed() returns trigger language plpgsql set search_path from current as $$
begin
  insert into clock_stale (opportunity_id, because)
  select n.id, case
    when o.is_open <> n.is_open or o.deleted_at is distinct from n.deleted_at then 'life'
    when o.plan_version_id <> n.plan_version_id then 'plan'
    when o.stage_since <> n.stage_since or o.stage_id <> n.stage_id then 'stage'
    when o.held_since <> n.held_since or o.holder_id <> n.holder_id then 'holder'
    when o.last_follow_up_at is distinct from n.last_follow_up_at then 'attended'
    when o.next_step_on is distinct from n.next_step_on then 'next-step'
    else 'changed' end
  from fresh n join former o on o.id = n.id
  where (n.is_open or o.is_open) and (o.version <> n.version or o.holder_id <> n.holder_id or o.plan_version_id <> n.plan_version_id
    or o.stage_id <> n.stage_id or o.is_open <> n.is_open or o.deleted_at is distinct from n.deleted_at
    or o.last_follow_up_at is distinct from n.last_follow_up_at or o.next_step_on is distinct from n.next_step_on);
  return null;
end $$;
create trigger opportunity_opened_marks after insert on opportunity referencing new table as fresh
  for each statement execute function mark_opened();
create trigger opportunity_changed_marks after update on opportunity referencing old table as former new table as fresh
  for each statement execute function mark_changed();

create function mark_hand_overs() returns trigger language plpgsql set search_path from current as $$
begin
  if tg_op = 'INSERT' then
    insert into clock_stale (opportunity_id, because) select distinct opportunity_id, 'hand-over' from fresh where state = 'offered';
  else
    insert into clock_stale (opportunity_id, because)
    select distinct n.opportunity_id, 'hand-over' from fresh n join former o on o.id = n.id
    where (n.state = 'offered' or o.state = 'offered') and (o.state <> n.state or o.version <> n.version or o.asked <> n.asked
      or o.from_person_id <> n.from_person_id or o.to_person_id <> n.to_person_id);
  end if;
  return null;
end $$;
create trigger hand_over_offered_marks after insert on hand_over referencing new table as fresh
  for each statement execute function mark_hand_overs();
create trigger hand_over_changed_marks after update on hand_over referencing old table as former new table as fresh
  for each statement execute function mark_hand_overs();

create function mark_tasks() returns trigger language plpgsql set search_path from current as $$
begin
  if tg_op = 'INSERT' then
    insert into clock_stale (opportunity_id, task_id, because)
    select distinct opportunity_id, case when opportunity_id is null then id end, 'task' from fresh where done_at is null and deleted_at is null;
  else
    insert into clock_stale (opportunity_id, task_id, because)
    select x.opportunity_id, case when x.opportunity_id is null then x.id end, 'task' from fresh n join former o on o.id = n.id
      cross join lateral (values (n.opportunity_id, n.id), (o.opportunity_id, o.id)) x(opportunity_id, id)
    where (o.holder_id, o.due_on, o.done_at is null, o.deleted_at is null, o.opportunity_id)
      is distinct from (n.holder_id, n.due_on, n.done_at is null, n.deleted_at is null, n.opportunity_id)
    group by x.opportunity_id, case when x.opportunity_id is null then x.id end;
  end if;
  return null;
end $$;
create trigger task_added_marks after insert on task referencing new table as fresh for each statement execute function mark_tasks();
create trigger task_changed_marks after update on task referencing old table as former new table as fresh
  for each statement execute function mark_tasks();

-- Working time: `tg_argv[0]` says what changed.
create function mark_person() returns trigger language plpgsql set search_path from current as $$
begin
  if tg_op = 'DELETE' then
    insert into clock_stale (person_id, because) select distinct person_id, tg_argv[0] from former;
  else
    insert into clock_stale (person_id, because) select distinct person_id, tg_argv[0] from fresh;
  end if;
  return null;
end $$;
create function mark_away() returns trigger language plpgsql set search_path from current as $$
begin
  insert into clock_stale (person_id, because) select distinct x.person_id, 'absence' from fresh n join former o on o.id = n.id
    cross join lateral (values (n.person_id), (o.person_id)) x(person_id) where (o.person_id, o.during) is distinct from (n.person_id, n.during);
  return null;
end $$;
create trigger absence_added_marks after insert on absence referencing new table as fresh for each statement execute function mark_person('absence');
create trigger absence_changed_marks after update on absence referencing old table as former new table as fresh
  for each statement execute function mark_away();
create trigger absence_gone_marks after delete on absence referencing old table as former for each statement execute function mark_person('absence');
create trigger shift_added_marks after insert on shift referencing new table as fresh for each statement execute function mark_person('rota');
create trigger shift_changed_marks after update on shift referencing new table as fresh for each statement execute function mark_person('rota');
create trigger shift_gone_marks after delete on shift referencing old table as former for each statement execute function mark_person('rota');
create trigger person_calendar_added_marks after insert on person_calendar referencing new table as fresh
  for each statement execute function mark_person('calendar');
create trigger person_calendar_changed_marks after update on person_calendar referencing new table as fresh
  for each statement execute function mark_person('calendar');
create trigger person_calendar_gone_marks after delete on person_calendar referencing old table as former
  for each statement execute function mark_person('calendar');

create function mark_departments(departments uuid[], because text) returns void language sql set search_path from current as $$
  insert into clock_stale (person_id, because)
  with recursive below as (
    select unnest(departments) as id union select d.id from department d join below b on d.parent_id = b.id
  ) select p.id, mark_departments.because from person p join below b on b.id = p.department_id where p.deleted_at is null
$$;
create function mark_department_calendars() returns trigger language plpgsql set search_path from current as $$
begin
  if tg_op = 'DELETE' then
    perform mark_departments(array(select department_id from former), 'calendar');
  else
    perform mark_departments(array(select department_id from fresh), 'calendar');
  end if;
  return null;
end $$;
create trigger department_calendar_added_marks after insert on department_calendar referencing new table as fresh
  for each statement execute function mark_department_calendars();
create trigger department_calendar_changed_marks after update on department_calendar referencing new table as fresh
  for each statement execute function mark_department_calendars();
create trigger department_calendar_gone_marks after delete on department_calendar referencing old table as former
  for each statement execute function mark_department_calendars();

create function mark_moved_departments() returns trigger language plpgsql set search_path from current as $$
begin
  perform mark_departments(array(select n.id from fresh n join former o on o.id = n.id where o.parent_id is distinct from n.parent_id), 'department');
  return null;
end $$;
create trigger department_moved_marks after update on department referencing old table as former new table as fresh
  for each statement execute function mark_moved_departments();
create function mark_moved_people() returns trigger language plpgsql set search_path from current as $$
begin
  insert into clock_stale (person_id, because) select n.id, 'department' from fresh n join former o on o.id = n.id
  where o.department_id is distinct from n.department_id;
  return null;
end $$;
create trigger person_moved_marks after update on person referencing old table as former new table as fresh
  for each statement execute function mark_moved_people();

create function mark_calendars() returns trigger language plpgsql set search_path from current as $$
begin
  insert into clock_stale (person_id, because)
  with recursive given as (
    select d.id, c.calendar_id from department d left join department_calendar c on c.department_id = d.id where d.parent_id is null
    union all
    select d.id, coalesce(c.calendar_id, g.calendar_id) from department d join given g on g.id = d.parent_id
      left join department_calendar c on c.department_id = d.id
  ), changed as (
    select n.id from fresh n join former o on o.id = n.id
    where (o.time_zone, o.week, o.country, o.region, o.exceptions, o.is_default)
      is distinct from (n.time_zone, n.week, n.country, n.region, n.exceptions, n.is_default)
  )
  select p.id, 'calendar' from person p left join person_calendar o on o.person_id = p.id left join given g on g.id = p.department_id
  where p.deleted_at is null and exists (select from changed)
    and coalesce(o.calendar_id, g.calendar_id, (select id from working_calendar where is_default)) in (select id from changed);
  return null;
end $$;
create trigger working_calendar_changed_marks after update on working_calendar referencing old table as former new table as fresh
  for each statement execute function mark_calendars();

-- What runs already.
insert into clock_stale (opportunity_id, because)
  select id, 'upgrade' from opportunity where is_open and deleted_at is null
  union select opportunity_id, 'upgrade' from task where done_at is null and deleted_at is null and opportunity_id is not null;
insert into clock_stale (task_id, because)
  select id, 'upgrade' from task where done_at is null and deleted_at is null and opportunity_id is null;
