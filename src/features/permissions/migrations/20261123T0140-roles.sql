-- A role: per object the rights, the fields that are hidden or read-only, and which rows (scope).
create table role (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  key text unique,
  label jsonb not null,
  -- { "<object>": { "rights": ["see", …], "scope": "mine|reports|department|department-tree|all" | { "condition": "<CEL>" }, "fields": { "<field>": "hidden|read" } } }
  grants jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create table person_role (
  person_id uuid not null references person,
  role_id uuid not null references role,
  primary key (person_id, role_id)
);
create index person_role_role on person_role (role_id);
grant select, insert, update, delete on role, person_role to baton_app;
