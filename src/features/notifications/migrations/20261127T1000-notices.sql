-- What somebody is told, once: the key says what it is about, and the same is never told twice.
create table notice (
  id uuid primary key default uuidv7(),
  person_id uuid not null references person,
  kind text not null,
  opportunity_id uuid references opportunity,
  link text not null check (link like '/%'),
  facts jsonb not null default '{}',
  key text not null unique,
  at timestamptz not null,
  read_at timestamptz
);
create index notice_of on notice (person_id, at desc, id desc);
create index notice_unread on notice (person_id, at desc, id desc) where read_at is null;
create index notice_opportunity on notice (opportunity_id);
grant select, insert, update on notice to baton_app;
