-- People, how they sign in, and the keys programs use in their name.
create table person (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  name text not null check (length(name) between 1 and 100),
  email text check (email = lower(email) and email ~ '^[^@\s]+@[^@\s]+$'),
  language text not null default 'zh' check (language in ('zh', 'en')),
  password_hash text,
  admin boolean not null default false,
  department_id uuid,
  manager_id uuid references person,
  functions text[] not null default '{}',
  skills text[] not null default '{}',
  territories text[] not null default '{}',
  weight double precision not null default 1 check (weight > 0 and weight <= 100),
  open_cap integer check (open_cap >= 0),
  day_cap integer check (day_cap >= 0),
  deactivated_at timestamptz,
  created_at timestamptz not null default now(),
  created_by uuid,
  updated_at timestamptz not null default now(),
  updated_by uuid,
  deleted_at timestamptz,
  search text not null default '',
  search_grams text[] not null default '{}',
  check (manager_id is null or manager_id <> id)
);
create unique index person_email on person (email) where email is not null;
create index person_department on person (department_id);
create index person_manager on person (manager_id);
create index person_name on person (name, id);

create table session (
  token_hash bytea primary key,
  id uuid not null unique default uuidv7(),
  person_id uuid not null references person,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  agent text not null default '',
  ip text not null default ''
);
create index session_person on session (person_id);

create table api_key (
  id uuid primary key default uuidv7(),
  person_id uuid not null references person,
  name text not null check (length(name) between 1 and 80),
  token_hash bytea not null unique,
  hint text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz
);
create index api_key_person on api_key (person_id);

create table invite (
  token_hash bytea primary key,
  person_id uuid not null references person,
  created_by uuid references person,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index invite_person on invite (person_id);

-- Failed sign-ins, counted by what was tried and from where; old rows are swept.
create table sign_in_failure (
  id bigint generated always as identity primary key,
  email_hash bytea not null,
  ip text not null,
  at timestamptz not null
);
create index sign_in_failure_email on sign_in_failure (email_hash, at);
create index sign_in_failure_ip on sign_in_failure (ip, at);
grant select, insert, update on person to baton_app;
grant select, insert, update, delete on session, api_key, invite, sign_in_failure to baton_app;
