-- What lies in which pool, and did before: a stay begins by a release, a recycling or an arrival, and ends when somebody holds it.
-- While a stay lasts, the pool's keeper holds the opportunity.
create table pool_stay (
  id uuid primary key default uuidv7(),
  opportunity_id uuid not null references opportunity,
  pool text not null,
  since timestamptz not null,
  because text not null check (because in ('arrived', 'released', 'recycled', 'taken-back', 'moved')),
  reason text,
  actor_id uuid references person,
  previous_holder_id uuid references person,
  until timestamptz,
  ended_because text,
  ended_by uuid references person,
  check ((until is null) = (ended_because is null))
);
create unique index pool_stay_now on pool_stay (opportunity_id) where until is null;
create index pool_stay_in on pool_stay (pool, since, opportunity_id) where until is null;
create index pool_stay_of on pool_stay (opportunity_id, since);
create index pool_stay_previous on pool_stay (previous_holder_id, since) where previous_holder_id is not null;
grant select, insert, update on pool_stay to baton_app;
