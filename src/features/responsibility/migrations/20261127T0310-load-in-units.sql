-- How much work each person has in hand: the units of the stages of what they hold, counted as it happens beside their number.
create function stage_workload(settings jsonb) returns numeric language sql immutable parallel safe return
  coalesce((settings->>'workload')::numeric, 1);
grant execute on function stage_workload to baton_app;

alter table person_load add column units numeric not null default 0;
update person_load l set units = u.units from (
  select h.person_id, sum(stage_workload(s.settings)) as units from holding h join stage s on s.id = h.stage_id
  where upper_inf(h.during) group by 1) u where u.person_id = l.person_id;

create or replace function count_opened_holdings() returns trigger language plpgsql security definer set search_path = baton, public, pg_temp as $$
begin
  insert into person_load as l (person_id, open, units)
  select f.person_id, count(*), sum(stage_workload(s.settings)) from fresh f join stage s on s.id = f.stage_id
  where upper_inf(f.during) group by f.person_id order by f.person_id
  on conflict (person_id) do update set open = l.open + excluded.open, units = l.units + excluded.units;
  return null;
end $$;
create or replace function count_changed_holdings() returns trigger language plpgsql security definer set search_path = baton, public, pg_temp as $$
begin
  insert into person_load as l (person_id, open, units)
  select c.person_id, sum(c.n), sum(c.n * stage_workload(s.settings)) from (
    select person_id, stage_id, 1 as n from fresh where upper_inf(during)
    union all select person_id, stage_id, -1 from former where upper_inf(during)
  ) c join stage s on s.id = c.stage_id
  group by c.person_id having sum(c.n) <> 0 or sum(c.n * stage_workload(s.settings)) <> 0 order by c.person_id
  on conflict (person_id) do update set open = l.open + excluded.open, units = l.units + excluded.units;
  return null;
end $$;
