-- What is learnt from ended opportunities: one row each time, kept. `model` is null where too few had ended to say anything.
create table scoring_model (
  id uuid primary key default uuidv7(),
  made_at timestamptz not null,
  made_by uuid references person,
  won integer not null,
  lost integer not null,
  -- Ended opportunities that were looked at, the newest ones, and how long that took.
  looked_at integer not null,
  took_ms integer not null,
  is_personal boolean not null,
  model jsonb,
  bands jsonb not null,
  validation jsonb,
  check (model is not null or validation is null)
);
create index scoring_model_newest on scoring_model (made_at desc, id desc);
grant select, insert on scoring_model to baton_app;

-- Whether people may be told apart by it at all; off until somebody switches it on.
create table scoring_setting (
  single boolean primary key default true check (single),
  is_personal boolean not null,
  changed_at timestamptz not null,
  changed_by uuid references person
);
grant select, insert, update on scoring_setting to baton_app;

-- Since when somebody can see their own figures, and when they first did: whoever leads them sees these only afterwards.
create table scoring_person (
  person_id uuid primary key references person,
  shown_since timestamptz not null,
  opened_at timestamptz
);
grant select, insert, update, delete on scoring_person to baton_app;

-- What people write beside the figures of a segment: how it is sold to.
create table scoring_playbook (
  segment text primary key check (length(segment) between 1 and 400),
  version bigint not null default 1,
  text text not null check (length(text) <= 8000),
  changed_at timestamptz not null,
  changed_by uuid not null references person
);
grant select, insert, update on scoring_playbook to baton_app;
