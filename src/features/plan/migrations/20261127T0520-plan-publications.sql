-- A plan that comes into force by itself at a time; what became of it stays on record.
create table plan_publication (
  id uuid primary key default uuidv7(),
  from_at timestamptz not null,
  -- the company's day: one scheduled publication each
  from_on date not null,
  based_on uuid not null references plan_version,
  -- what publishing takes: keeper, stages, processes, rules, pools, running, mapping, note, draft
  input jsonb not null,
  made_by uuid not null references person,
  made_at timestamptz not null,
  state text not null default 'scheduled' check (state in ('scheduled', 'published', 'cancelled', 'failed')),
  version_id uuid references plan_version,
  ended_at timestamptz,
  failure jsonb,
  -- when somebody took note of the failure
  seen_at timestamptz,
  check ((state = 'scheduled') = (ended_at is null)),
  check ((state = 'published') = (version_id is not null)),
  check ((state = 'failed') = (failure is not null))
);
create unique index plan_publication_day on plan_publication (from_on) where state = 'scheduled';
create index plan_publication_due on plan_publication (from_at) where state = 'scheduled';
create index plan_publication_failed on plan_publication (ended_at) where state = 'failed' and seen_at is null;
create index plan_publication_ended on plan_publication (ended_at desc) where state <> 'scheduled';
grant select, insert, update on plan_publication to baton_app;
