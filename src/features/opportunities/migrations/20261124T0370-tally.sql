-- What boards and reports over everything ask, counted as it happens: a million rows are not read again for seven sums.
-- Every change of an opportunity writes down what it takes away and what it adds (`tally_change`), without waiting for anybody;
-- `fold_tally` puts these into the tallies from time to time. Whoever reads asks for both: the views `tally_by_...`.
create table tally_change (
  holder_id uuid not null,
  stage_id uuid not null,
  furthest integer,
  is_open boolean not null,
  outcome text,
  amount_currency text,
  closed_month date,
  days integer,
  n bigint not null,
  amount numeric not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
comment on column tally_change.closed_month is 'First day of the month it was closed in, by the company''s calendar.';
comment on column tally_change.days is 'Days from opened to closed, by the company''s calendar.';

create table tallied_by_stage (
  holder_id uuid not null,
  stage_id uuid not null,
  furthest integer,
  is_open boolean not null,
  outcome text,
  amount_currency text,
  n bigint not null,
  amount numeric not null,
  unique nulls not distinct (holder_id, stage_id, furthest, is_open, outcome, amount_currency)
) with (fillfactor = 60);

create table tallied_by_holder (
  holder_id uuid not null,
  is_open boolean not null,
  outcome text,
  amount_currency text,
  days integer,
  n bigint not null,
  amount numeric not null,
  unique nulls not distinct (holder_id, is_open, outcome, amount_currency, days)
) with (fillfactor = 60);

create table tallied_by_month (
  closed_month date,
  is_open boolean not null,
  outcome text,
  amount_currency text,
  days integer,
  n bigint not null,
  amount numeric not null,
  unique nulls not distinct (closed_month, is_open, outcome, amount_currency, days)
) with (fillfactor = 60);

create view tally_by_stage as
  select holder_id, stage_id, furthest, is_open, outcome, amount_currency, n, amount from tallied_by_stage
  union all select holder_id, stage_id, furthest, is_open, outcome, amount_currency, n, amount from tally_change;
create view tally_by_holder as
  select holder_id, is_open, outcome, amount_currency, days, n, amount from tallied_by_holder
  union all select holder_id, is_open, outcome, amount_currency, days, n, amount from tally_change;
create view tally_by_month as
  select closed_month, is_open, outcome, amount_currency, days, n, amount from tallied_by_month
  union all select closed_month, is_open, outcome, amount_currency, days, n, amount from tally_change;
grant select on tally_by_stage, tally_by_holder, tally_by_month to baton_app;

create function closed_month_of(closed_at timestamptz, zone text) returns date language sql stable as $$
  select date_trunc('month', closed_at at time zone zone)::date
$$;
create function cycle_days(opened_at timestamptz, closed_at timestamptz, zone text) returns integer language sql stable as $$
  select (closed_at at time zone zone)::date - (opened_at at time zone zone)::date
$$;

-- The truth, read from the rows: what the tallies begin with and are checked against.
create view opportunity_counted as
  select o.holder_id, o.stage_id, o.furthest, o.is_open, o.outcome, o.amount_currency, closed_month_of(o.closed_at, c.time_zone) as closed_month,
    cycle_days(o.opened_at, o.closed_at, c.time_zone) as days, count(*) as n, coalesce(sum(o.amount), 0) as amount
  from opportunity o cross join company c where o.deleted_at is null group by 1, 2, 3, 4, 5, 6, 7, 8;
grant select on opportunity_counted to baton_app;

create function count_new_opportunities() returns trigger language plpgsql security definer set search_path = baton, public, pg_temp as $$
begin
  insert into tally_change
  select o.holder_id, o.stage_id, o.furthest, o.is_open, o.outcome, o.amount_currency, closed_month_of(o.closed_at, c.time_zone),
    cycle_days(o.opened_at, o.closed_at, c.time_zone), count(*), coalesce(sum(o.amount), 0)
  from fresh o cross join company c where o.deleted_at is null group by 1, 2, 3, 4, 5, 6, 7, 8;
  return null;
end $$;
create trigger opportunity_new_counts after insert on opportunity referencing new table as fresh
  for each statement execute function count_new_opportunities();

create function count_changed_opportunity() returns trigger language plpgsql security definer set search_path = baton, public, pg_temp as $$
declare zone text := (select time_zone from company);
begin
  if old.deleted_at is null then
    insert into tally_change values (old.holder_id, old.stage_id, old.furthest, old.is_open, old.outcome, old.amount_currency,
      closed_month_of(old.closed_at, zone), cycle_days(old.opened_at, old.closed_at, zone), -1, -coalesce(old.amount, 0));
  end if;
  if tg_op = 'UPDATE' and new.deleted_at is null then
    insert into tally_change values (new.holder_id, new.stage_id, new.furthest, new.is_open, new.outcome, new.amount_currency,
      closed_month_of(new.closed_at, zone), cycle_days(new.opened_at, new.closed_at, zone), 1, coalesce(new.amount, 0));
  end if;
  return null;
end $$;
create trigger opportunity_changed_counts after update on opportunity for each row
  when (row(old.holder_id, old.stage_id, old.furthest, old.open_during, old.outcome, old.amount, old.amount_currency, old.closed_at, old.opened_at, old.deleted_at)
    is distinct from row(new.holder_id, new.stage_id, new.furthest, new.open_during, new.outcome, new.amount, new.amount_currency, new.closed_at, new.opened_at, new.deleted_at))
  execute function count_changed_opportunity();
create trigger opportunity_gone_counts after delete on opportunity for each row execute function count_changed_opportunity();

-- Puts what was written down into the tallies; one at a time, and nobody waits for it. Answers how many changes it took.
create function fold_tally() returns bigint language plpgsql security definer set search_path = baton, public, pg_temp as $$
declare folded bigint;
begin
  if not pg_try_advisory_xact_lock(hashtext('baton.fold-tally')) then return 0; end if;
  with taken as (delete from tally_change returning *),
  by_stage as (
    insert into tallied_by_stage as t
    select holder_id, stage_id, furthest, is_open, outcome, amount_currency, sum(n), sum(amount) from taken
    group by 1, 2, 3, 4, 5, 6 having sum(n) <> 0 or sum(amount) <> 0
    on conflict (holder_id, stage_id, furthest, is_open, outcome, amount_currency)
    do update set n = t.n + excluded.n, amount = t.amount + excluded.amount
  ), by_holder as (
    insert into tallied_by_holder as t
    select holder_id, is_open, outcome, amount_currency, days, sum(n), sum(amount) from taken
    group by 1, 2, 3, 4, 5 having sum(n) <> 0 or sum(amount) <> 0
    on conflict (holder_id, is_open, outcome, amount_currency, days)
    do update set n = t.n + excluded.n, amount = t.amount + excluded.amount
  ), by_month as (
    insert into tallied_by_month as t
    select closed_month, is_open, outcome, amount_currency, days, sum(n), sum(amount) from taken
    group by 1, 2, 3, 4, 5 having sum(n) <> 0 or sum(amount) <> 0
    on conflict (closed_month, is_open, outcome, amount_currency, days)
    do update set n = t.n + excluded.n, amount = t.amount + excluded.amount
  )
  select count(*) into folded from taken;
  if folded > 0 then
    delete from tallied_by_stage where n = 0;
    delete from tallied_by_holder where n = 0;
    delete from tallied_by_month where n = 0;
  end if;
  return folded;
end $$;
revoke execute on function fold_tally from public;
grant execute on function fold_tally to baton_app;

-- Counts everything anew; nobody may change an opportunity meanwhile.
create function count_anew() returns void language plpgsql security definer set search_path = baton, public, pg_temp as $$
begin
  lock table opportunity in share mode;
  lock table tally_change in share row exclusive mode;
  perform pg_advisory_xact_lock(hashtext('baton.fold-tally'));
  delete from tallied_by_stage;
  delete from tallied_by_holder;
  delete from tallied_by_month;
  delete from tally_change;
  with counted as materialized (select * from opportunity_counted),
  by_stage as (
    insert into tallied_by_stage select holder_id, stage_id, furthest, is_open, outcome, amount_currency, sum(n), sum(amount)
    from counted group by 1, 2, 3, 4, 5, 6
  ), by_holder as (
    insert into tallied_by_holder select holder_id, is_open, outcome, amount_currency, days, sum(n), sum(amount) from counted group by 1, 2, 3, 4, 5
  )
  insert into tallied_by_month select closed_month, is_open, outcome, amount_currency, days, sum(n), sum(amount) from counted group by 1, 2, 3, 4, 5;
end $$;
revoke execute on function count_anew from public;
select count_anew();
analyze tallied_by_stage, tallied_by_holder, tallied_by_month;

create function count_in_new_zone() returns trigger language plpgsql security definer set search_path = baton, public, pg_temp as $$
begin
  perform count_anew();
  return null;
end $$;
create trigger company_moved_zone after update of time_zone on company for each row
  when (old.time_zone is distinct from new.time_zone) execute function count_in_new_zone();
