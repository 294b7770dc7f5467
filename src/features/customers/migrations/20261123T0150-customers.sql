create extension if not exists pg_trgm with schema public;
create extension if not exists btree_gist with schema public;

create table account (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  name text not null,
  holder_id uuid references person,
  parent_id uuid references account,
  industry text,
  region text,
  location text,
  employees double precision,
  annual_revenue bigint,
  annual_revenue_currency text,
  founded_year double precision,
  website text,
  phone text,
  note text,
  external_key text,
  created_at timestamptz not null default now(),
  created_by uuid,
  updated_at timestamptz not null default now(),
  updated_by uuid,
  deleted_at timestamptz,
  search text not null default '',
  search_grams text[] not null default '{}'
);
create unique index account_external_key on account (external_key) where external_key is not null;
create index account_name on account (name collate "zh-x-icu", id) where deleted_at is null;
create index account_created on account (created_at, id) where deleted_at is null;
create index account_holder on account (holder_id);
create index account_search on account using gin (search gin_trgm_ops);
create index account_search_grams on account using gin (search_grams);

create table contact (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  name text not null,
  account_id uuid references account,
  holder_id uuid references person,
  title text,
  role text,
  phone text,
  email text,
  wechat text,
  note text,
  external_key text,
  created_at timestamptz not null default now(),
  created_by uuid,
  updated_at timestamptz not null default now(),
  updated_by uuid,
  deleted_at timestamptz,
  search text not null default '',
  search_grams text[] not null default '{}'
);
create unique index contact_external_key on contact (external_key) where external_key is not null;
create index contact_name on contact (name collate "zh-x-icu", id) where deleted_at is null;
create index contact_created on contact (created_at, id) where deleted_at is null;
create index contact_account on contact (account_id);
create index contact_holder on contact (holder_id);
create index contact_search on contact using gin (search gin_trgm_ops);
create index contact_search_grams on contact using gin (search_grams);

create table product (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  name text not null,
  series text,
  list_price bigint,
  list_price_currency text,
  note text,
  external_key text,
  created_at timestamptz not null default now(),
  created_by uuid,
  updated_at timestamptz not null default now(),
  updated_by uuid,
  deleted_at timestamptz,
  search text not null default '',
  search_grams text[] not null default '{}'
);
create unique index product_name on product (name) where deleted_at is null;
create index product_search on product using gin (search gin_trgm_ops);
create index product_search_grams on product using gin (search_grams);
grant select, insert, update on account, contact, product to baton_app;
