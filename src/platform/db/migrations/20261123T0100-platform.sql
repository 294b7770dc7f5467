--! lock 5s
-- What every floor stands on: dated ranges, the journal, and the notes that make a POST safe to repeat.

create function minor_digits(currency text) returns integer language sql immutable parallel safe return
  case when currency in ('BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','UYI','VND','VUV','XAF','XOF','XPF') then 0
       when currency in ('BHD','IQD','JOD','KWD','LYD','OMR','TND') then 3
       when currency in ('CLF','UYW') then 4
       else 2 end;

-- Minor units as a number of major units, the same double a program gets.
create function money_major(minor bigint, currency text) returns double precision language sql immutable parallel safe return
  minor::double precision / (10::double precision ^ minor_digits(currency));

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The table % is append-only.', tg_table_name using errcode = 'BTN01';
end $$;

-- The journal: audit, outbox and process-mining log in one. `xid` lets a reader take only what every earlier writer has finished.
create table event (
  seq bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  kind text not null,
  object text not null,
  record_id uuid not null,
  opportunity_id uuid,
  actor_id uuid,
  actor_kind text not null check (actor_kind in ('person', 'api-key', 'system')),
  before jsonb,
  after jsonb,
  cause jsonb
);
create index event_record on event (object, record_id, seq);
create index event_opportunity on event (opportunity_id, seq) where opportunity_id is not null;
create index event_xid on event (xid, seq);
create trigger event_append_only before update or delete on event for each row execute function refuse_change();
create trigger event_no_truncate before truncate on event for each statement execute function refuse_change();
grant select, insert on event to baton_app;

create table idempotency (
  person_id uuid not null,
  key text not null check (length(key) between 1 and 200),
  route text not null,
  request_hash text not null,
  status integer,
  response jsonb,
  created_at timestamptz not null default now(),
  primary key (person_id, key)
);
create index idempotency_age on idempotency (created_at);
grant select, insert, update, delete on idempotency to baton_app;

-- One row: who the company is and how far set-up has come.
create table company (
  single boolean primary key default true check (single),
  name text not null,
  type text not null,
  currency text not null default 'CNY',
  time_zone text not null default 'Asia/Shanghai',
  set_up_at timestamptz not null default now(),
  metadata_version bigint not null default 1,
  access_version bigint not null default 1
);
grant select, insert, update on company to baton_app;
