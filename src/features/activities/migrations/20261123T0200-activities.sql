-- Follow-ups count as attention; tasks are promises with a day.
create table follow_up (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  opportunity_id uuid not null references opportunity,
  kind text not null check (kind in ('call', 'visit', 'mail', 'chat', 'note')),
  happened_at timestamptz not null,
  content text not null,
  contact_id uuid references contact,
  next_step text,
  next_step_on date,
  person_id uuid not null references person,
  created_at timestamptz not null default now(),
  created_by uuid,
  updated_at timestamptz not null default now(),
  updated_by uuid,
  deleted_at timestamptz
);
create index follow_up_opportunity on follow_up (opportunity_id, happened_at desc, id) where deleted_at is null;
create index follow_up_person on follow_up (person_id, happened_at desc, id);

create table task (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  opportunity_id uuid references opportunity,
  title text not null,
  holder_id uuid not null references person,
  due_on date not null,
  done_at timestamptz,
  created_at timestamptz not null default now(),
  created_by uuid,
  updated_at timestamptz not null default now(),
  updated_by uuid,
  deleted_at timestamptz
);
create index task_holder on task (holder_id, due_on, id) where done_at is null and deleted_at is null;
create index task_opportunity on task (opportunity_id, due_on);
grant select, insert, update on follow_up, task to baton_app;
