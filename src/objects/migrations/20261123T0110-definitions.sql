-- Custom objects and fields, and custom fields of built-in objects. Built-in definitions live in the program.
create table object_definition (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  name text not null unique check (name ~ '^[a-z][a-z0-9-]{0,39}$'),
  plural text not null unique check (plural ~ '^[a-z][a-z0-9-]{0,40}$'),
  label jsonb not null,
  plural_label jsonb not null,
  title_field text not null,
  created_at timestamptz not null default now(),
  created_by uuid
);
create table field_definition (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  object text not null,
  name text not null check (name ~ '^[a-z][A-Za-z0-9]{0,39}$'),
  label jsonb not null,
  type text not null,
  options jsonb not null default '{}',
  required boolean not null default false,
  searchable boolean not null default false,
  is_unique boolean not null default false,
  position integer not null default 1000,
  created_at timestamptz not null default now(),
  created_by uuid,
  unique (object, name)
);
-- A view somebody keeps: filter, sort, columns; shared or one's own.
create table saved_view (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  object text not null,
  name text not null check (length(name) between 1 and 80),
  layout text not null check (layout in ('table', 'board', 'calendar')),
  filter text not null default '',
  sort jsonb not null default '[]',
  columns jsonb not null default '[]',
  shared boolean not null default false,
  person_id uuid not null,
  created_at timestamptz not null default now()
);
create index saved_view_person on saved_view (object, person_id);
grant select, insert, update, delete on object_definition, field_definition, saved_view to baton_app;
