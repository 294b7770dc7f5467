-- One record from first contact to after-sales. Who holds it, its stage and its life are written by the ledger only.
create sequence opportunity_number;
grant usage on sequence opportunity_number to baton_app;
create table opportunity (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  number bigint not null unique default nextval('opportunity_number'),
  title text not null,
  type text not null default 'new-customer',
  source text,
  company_name text,
  contact_name text,
  contact_phone text,
  contact_email text,
  account_id uuid references account,
  contact_id uuid references contact,
  product_id uuid references product,
  region text,
  amount bigint,
  amount_currency text,
  expected_close_on date,
  requirement text,
  next_step text,
  next_step_on date,
  last_follow_up_at timestamptz,
  external_key text,
  plan_version_id uuid not null references plan_version,
  stage_id uuid not null references stage,
  phase text not null,
  stage_since timestamptz not null,
  holder_id uuid not null references person,
  held_since timestamptz not null,
  open_during tstzrange not null check (not isempty(open_during) and lower_inc(open_during)),
  is_open boolean not null generated always as (upper_inf(open_during)) stored,
  outcome text check (outcome in ('won', 'lost')),
  outcome_reason text,
  closed_at timestamptz,
  opened_at timestamptz not null,
  created_at timestamptz not null default now(),
  created_by uuid,
  updated_at timestamptz not null default now(),
  updated_by uuid,
  deleted_at timestamptz,
  search text not null default '',
  search_grams text[] not null default '{}'
);
create unique index opportunity_external_key on opportunity (external_key) where external_key is not null;
create index opportunity_holder on opportunity (holder_id, stage_id, amount desc nulls last, id desc) where deleted_at is null;
create index opportunity_stage on opportunity (stage_id, amount desc nulls last, id desc) where deleted_at is null;
create index opportunity_created on opportunity (created_at desc, id desc) where deleted_at is null;
create index opportunity_next_step on opportunity (holder_id, next_step_on, id) where deleted_at is null and is_open;
create index opportunity_closed on opportunity (closed_at, id) where deleted_at is null and closed_at is not null;
create index opportunity_account on opportunity (account_id);
create index opportunity_contact on opportunity (contact_id);
create index opportunity_search on opportunity using gin (search gin_trgm_ops);
create index opportunity_search_grams on opportunity using gin (search_grams);
