-- Questions that are kept, shown together and sent by mail. A share lends the question; rows are read by each reader's own rights.
create table report (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  name text not null check (length(name) between 1 and 80),
  question jsonb not null check (jsonb_typeof(question) = 'object'),
  chart text not null check (chart in ('table', 'bar', 'stacked', 'line', 'pie', 'funnel', 'heat')),
  owner_id uuid not null references person,
  shared_with text not null check (shared_with in ('nobody', 'departments', 'everybody')),
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index report_of on report (owner_id, updated_at desc, id desc);
create index report_shared on report (updated_at desc, id desc) where shared_with <> 'nobody';
create table report_department (
  report_id uuid not null references report on delete cascade,
  department_id uuid not null references department,
  primary key (report_id, department_id)
);
create index report_department_of on report_department (department_id);
create table report_favourite (
  person_id uuid not null references person,
  report_id uuid references report on delete cascade,
  built_in text,
  check ((report_id is null) <> (built_in is null)),
  unique nulls not distinct (person_id, report_id, built_in)
);
create index report_favourite_report on report_favourite (report_id) where report_id is not null;

create table dashboard (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  name text not null check (length(name) between 1 and 80),
  owner_id uuid not null references person,
  shared_with text not null check (shared_with in ('nobody', 'departments', 'everybody')),
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index dashboard_of on dashboard (owner_id);
create index dashboard_shared on dashboard (shared_with) where shared_with <> 'nobody';
create table dashboard_department (
  dashboard_id uuid not null references dashboard on delete cascade,
  department_id uuid not null references department,
  primary key (dashboard_id, department_id)
);
create index dashboard_department_of on dashboard_department (department_id);
create table dashboard_tile (
  dashboard_id uuid not null references dashboard on delete cascade,
  position integer not null,
  report_id uuid references report on delete cascade,
  built_in text,
  width text not null check (width in ('third', 'half', 'full')),
  primary key (dashboard_id, position),
  unique nulls not distinct (dashboard_id, report_id, built_in),
  check ((report_id is null) <> (built_in is null))
);
create index dashboard_tile_report on dashboard_tile (report_id) where report_id is not null;
create table dashboard_start (
  person_id uuid primary key references person,
  dashboard_id uuid references dashboard on delete cascade,
  built_in text,
  check ((dashboard_id is null) <> (built_in is null))
);
create index dashboard_start_dashboard on dashboard_start (dashboard_id) where dashboard_id is not null;

-- What is mailed again and again. A day's mailing to one receiver is a row, made once; a sender holds it for a time by a token.
create table report_schedule (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  report_id uuid references report on delete cascade,
  dashboard_id uuid references dashboard on delete cascade,
  built_in text,
  built_in_dashboard text,
  every text not null check (every in ('day', 'working-week', 'week', 'month')),
  on_day integer check (on_day between 1 and 28),
  hour integer not null check (hour between 0 and 23),
  owner_id uuid not null references person,
  paused boolean not null default false,
  stopped text check (stopped in ('left')),
  next_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (num_nonnulls(report_id, dashboard_id, built_in, built_in_dashboard) = 1),
  check ((on_day is null) = (every in ('day', 'working-week'))),
  check ((next_at is null) = (paused or stopped is not null))
);
create index report_schedule_next on report_schedule (next_at) where next_at is not null;
create index report_schedule_owner on report_schedule (owner_id);
create index report_schedule_report on report_schedule (report_id) where report_id is not null;
create index report_schedule_dashboard on report_schedule (dashboard_id) where dashboard_id is not null;
create table report_receiver (
  schedule_id uuid not null references report_schedule on delete cascade,
  person_id uuid not null references person,
  primary key (schedule_id, person_id)
);
create index report_receiver_person on report_receiver (person_id);
create table report_mailing (
  id uuid primary key default uuidv7(),
  schedule_id uuid not null references report_schedule on delete cascade,
  day date not null,
  person_id uuid not null references person,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'given-up', 'dropped')),
  attempts integer not null default 0,
  next_try_at timestamptz,
  claimed_by uuid,
  claimed_until timestamptz,
  reason text,
  created_at timestamptz not null,
  ended_at timestamptz,
  unique (schedule_id, day, person_id),
  check ((state = 'waiting') = (next_try_at is not null) and (state = 'waiting') = (ended_at is null))
);
create index report_mailing_next on report_mailing (next_try_at) where state = 'waiting';
create index report_mailing_person on report_mailing (person_id);
grant select, insert, update, delete on report, report_department, report_favourite, dashboard, dashboard_department, dashboard_tile,
  dashboard_start, report_schedule, report_receiver, report_mailing to baton_app;
