-- How much each person holds and was given today, counted as it happens: deciding asks it every time.
create table person_load (
  person_id uuid primary key references person,
  open integer not null
) with (fillfactor = 50);
grant select on person_load to baton_app;
insert into person_load select person_id, count(*) from holding where upper_inf(during) group by person_id;

create function count_opened_holdings() returns trigger language plpgsql security definer set search_path = baton, public, pg_temp as $$
begin
  insert into person_load as l (person_id, open)
  select person_id, count(*) from fresh where upper_inf(during) group by person_id order by person_id
  on conflict (person_id) do update set open = l.open + excluded.open;
  return null;
end $$;
create function count_changed_holdings() returns trigger language plpgsql security definer set search_path = baton, public, pg_temp as $$
begin
  insert into person_load as l (person_id, open)
  select person_id, sum(n) from (
    select person_id, 1 as n from fresh where upper_inf(during) union all select person_id, -1 from former where upper_inf(during)
  ) changed group by person_id having sum(n) <> 0 order by person_id
  on conflict (person_id) do update set open = l.open + excluded.open;
  return null;
end $$;
create trigger holding_opened_counts after insert on holding referencing new table as fresh
  for each statement execute function count_opened_holdings();
create trigger holding_changed_counts after update on holding referencing old table as former new table as fresh
  for each statement execute function count_changed_holdings();

create table person_received (
  person_id uuid not null references person,
  day date not null,
  count integer not null,
  primary key (day, person_id)
);
grant select, insert, update on person_received to baton_app;
insert into person_received select person_id, (made_at at time zone 'UTC')::date, count(*) from decision where via = 'rule' group by 1, 2;
drop index decision_person_day;
