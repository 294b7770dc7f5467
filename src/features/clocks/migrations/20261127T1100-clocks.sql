-- Every limit that runs, as a row with its next step; ended ones stay as what happened. `subject_id` is the opportunity, hand-over,
-- task or finding the limit is about; `basis` says which run it is: the same basis is the same run, whatever else changes.
create table clock (
  id uuid primary key default uuidv7(),
  kind text not null check (kind in
    ('first-contact', 'next-step', 'follow-up', 'dwell', 'acceptance', 'task', 'claim', 'recycle', 'finding')),
  subject_id uuid not null,
  opportunity_id uuid references opportunity,
  stage_id uuid references stage,
  person_id uuid not null references person,
  basis text not null,
  started_at timestamptz not null,
  due_at timestamptz not null,
  warn_at timestamptz,
  rungs_at timestamptz[] not null default '{}',
  next_at timestamptz,
  steps smallint not null default 0 check (steps >= 0),
  warned_at timestamptz,
  breached_at timestamptz,
  paused_at timestamptz,
  paused_minutes integer not null default 0 check (paused_minutes >= 0),
  stopped_at timestamptz,
  stopped_because text,
  check ((stopped_at is null) = (stopped_because is null)),
  check (stopped_at is null or next_at is null),
  check (paused_at is null or next_at is null)
);
create unique index clock_running on clock (subject_id, kind) where stopped_at is null;
create index clock_next on clock (next_at, id) where next_at is not null;
create index clock_of_person on clock (person_id, due_at, id) where stopped_at is null;
create index clock_of_opportunity on clock (opportunity_id, started_at);
grant select, insert, update on clock to baton_app;

-- Opportunities whose limits are to be worked out anew: only ever added to by whatever changes them, in the same transaction, and taken away
-- by whoever works them out. Never unique: a mark set while another is being worked off must not be lost.
create table clock_stale (
  id bigint generated always as identity primary key,
  opportunity_id uuid not null,
  because text not null
);
create index clock_stale_opportunity on clock_stale (opportunity_id);
grant select, insert, delete on clock_stale to baton_app;
