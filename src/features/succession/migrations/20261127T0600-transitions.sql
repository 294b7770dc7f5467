-- Leaving and reorganising as one planned transaction: what goes from whom to whom is proposed, edited, and carried out at one instant.
create table transition (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  name text not null check (length(name) between 1 and 100),
  kind text not null check (kind in ('leaver', 'reorganisation')),
  state text not null default 'draft' check (state in ('draft', 'scheduled', 'failed', 'done')),
  leavers uuid[] not null default '{}',
  moves jsonb not null default '[]',
  condition text not null default '',
  receivers uuid[] not null default '{}',
  successors jsonb not null default '{}',
  note text,
  due_at timestamptz,
  due_by uuid references person,
  failure jsonb,
  result jsonb,
  reverses uuid references transition,
  looked_at timestamptz not null,
  done_at timestamptz,
  done_by uuid references person,
  created_at timestamptz not null,
  created_by uuid not null references person,
  updated_at timestamptz not null,
  updated_by uuid not null references person,
  check ((state = 'scheduled') <= (due_at is not null and due_by is not null)),
  check ((state = 'done') = (done_at is not null)),
  check ((state = 'failed') = (failure is not null))
);
comment on table transition is 'People who leave or change, and what of their work goes to whom; carried out in one transaction, at once or at a time.';
create index transition_due on transition (due_at) where state = 'scheduled';

create table transition_row (
  id uuid primary key default uuidv7(),
  transition_id uuid not null references transition on delete cascade,
  kind text not null check (kind in ('opportunity', 'account', 'contact', 'task', 'helper', 'hand-over', 'report')),
  record_id uuid not null,
  opportunity_id uuid references opportunity,
  from_id uuid not null references person,
  to_id uuid references person,
  ends boolean not null default false,
  problem text,
  given_by uuid references person,
  given_at timestamptz,
  account_id uuid references account,
  stage_id uuid references stage,
  region text,
  label text not null default '',
  letter text,
  function text,
  weighed jsonb not null default '{"people": []}',
  considered integer not null default 0,
  packet jsonb,
  packet_by uuid references person,
  unique (transition_id, kind, record_id, from_id),
  check (not ends or to_id is null),
  check (to_id is null or to_id <> from_id)
);
comment on column transition_row.ends is 'It goes to nobody: the part ends, the hand-over is withdrawn, nobody is above any more.';
comment on column transition_row.given_by is 'Who chose the receiver by hand; null where it is the proposal.';
create index transition_row_list on transition_row (transition_id, (to_id is null and not ends) desc, label, id);
create index transition_row_opportunity on transition_row (opportunity_id);
create table transition_task (
  transition_id uuid not null references transition on delete cascade,
  task_id uuid not null references task,
  primary key (transition_id, task_id)
);
grant select, insert, update, delete on transition, transition_row, transition_task to baton_app;
