-- The division of work as data. A published version never changes; a change is a new version.
create table plan (
  id uuid primary key default uuidv7(),
  name text not null,
  created_at timestamptz not null default now()
);
create table plan_version (
  id uuid primary key default uuidv7(),
  plan_id uuid not null references plan,
  number integer not null,
  template text,
  published_at timestamptz,
  published_by uuid references person,
  keeper_id uuid not null references person,
  created_at timestamptz not null default now(),
  unique (plan_id, number)
);
create table stage (
  id uuid primary key default uuidv7(),
  plan_version_id uuid not null references plan_version,
  key text not null check (key ~ '^[a-z][a-z0-9-]{0,39}$'),
  label jsonb not null,
  phase text not null check (phase in ('lead', 'deal', 'delivery')),
  position integer not null,
  kind text not null check (kind in ('open', 'won', 'lost', 'done')),
  accountable text not null references function,
  required_fields text[] not null default '{}',
  gate text,
  probability double precision not null check (probability between 0 and 1),
  unique (plan_version_id, key),
  unique (plan_version_id, position)
);
-- Ordered: the first rule whose condition holds and that finds somebody decides.
create table routing_rule (
  id uuid primary key default uuidv7(),
  plan_version_id uuid not null references plan_version,
  position integer not null,
  label jsonb not null,
  condition text not null default '',
  -- { "functions": [], "departments": [], "territory": "match|any", "skills": [], "skillFrom": "product.series", "people": [] }
  candidates jsonb not null,
  strategy text not null check (strategy in ('weighted-round-robin', 'least-loaded')),
  open_cap integer,
  day_cap integer,
  unique (plan_version_id, position)
);
grant select, insert, update on plan, plan_version to baton_app;
grant select, insert, update, delete on stage, routing_rule to baton_app;

-- A published version is a fact: its stages and rules stay as they were.
create function refuse_change_of_published() returns trigger language plpgsql as $$
declare version uuid := coalesce(new.plan_version_id, old.plan_version_id);
begin
  if exists (select 1 from plan_version v where v.id = version and v.published_at is not null) then
    raise exception 'This plan version is published; make a new one.' using errcode = 'BTN02';
  end if;
  return coalesce(new, old);
end $$;
create trigger stage_of_published before insert or update or delete on stage
  for each row execute function refuse_change_of_published();
create trigger routing_rule_of_published before insert or update or delete on routing_rule
  for each row execute function refuse_change_of_published();
