-- What is to come in a period, by whom or of what: a month, a quarter or a year. Money in minor units of `currency`, anything else in pieces.
-- A period without a row of its own is the sum of its parts.
create table target (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  measure text not null check (measure in ('won-amount', 'won-count', 'opened-count')),
  currency text,
  subject text not null check (subject in ('company', 'department', 'person', 'product', 'series')),
  subject_key text not null,
  period text not null check (period in ('month', 'quarter', 'year')),
  starts_on date not null,
  target bigint not null check (target >= 0),
  stretch bigint check (stretch >= target),
  challenge bigint check (challenge >= coalesce(stretch, target)),
  set_by uuid references person,
  set_at timestamptz not null,
  unique nulls not distinct (measure, currency, subject, subject_key, period, starts_on),
  check ((measure = 'won-amount') = (currency is not null)),
  check (starts_on = date_trunc(period, starts_on::timestamp)::date),
  check ((subject = 'company') = (subject_key = ''))
);
create index target_of_year on target (starts_on, measure);

-- What a currency is worth in the company's from a day on.
create table exchange_rate (
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  valid_from date not null,
  rate numeric(20, 10) not null check (rate > 0),
  set_by uuid references person,
  set_at timestamptz not null,
  primary key (currency, valid_from)
);

-- Whether people are ranked: everybody one leads, one's own place only, or not at all.
create table target_setting (
  single boolean primary key default true check (single),
  rankings text not null check (rankings in ('on', 'own', 'off')),
  set_by uuid references person,
  set_at timestamptz not null
);

-- What the holder says of an open opportunity, and what whoever leads them says instead; both stay.
create table forecast_call (
  opportunity_id uuid primary key references opportunity,
  version bigint not null default 1,
  category text check (category in ('commit', 'best', 'pipeline', 'omitted')),
  said_by uuid references person,
  said_at timestamptz,
  over_category text check (over_category in ('commit', 'best', 'pipeline', 'omitted')),
  over_by uuid references person,
  over_at timestamptz,
  over_reason text check (length(over_reason) between 1 and 500),
  check ((category is null) = (said_by is null) and (category is null) = (said_at is null)),
  check ((over_category is null) = (over_by is null) and (over_category is null) = (over_at is null))
);

-- What was said on a day, by holder: how much in each category, and what had been won by then.
create table forecast_snapshot (
  taken_on date not null,
  period text not null check (period in ('month', 'quarter', 'year')),
  starts_on date not null,
  person_id uuid not null references person,
  category text not null check (category in ('won', 'commit', 'best', 'pipeline', 'omitted')),
  currency text not null,
  n integer not null,
  minor bigint not null,
  primary key (taken_on, period, starts_on, person_id, category, currency)
);
create index forecast_snapshot_of on forecast_snapshot (period, starts_on, taken_on);

-- What the company's own history says of winning by stage and age, learnt anew once a day; `document` is described in `rules/chances.ts`.
create table forecast_model (
  learnt_on date primary key,
  learnt_at timestamptz not null,
  document jsonb not null
);
grant select, insert, update, delete on target, exchange_rate, forecast_snapshot, forecast_model to baton_app;
grant select, insert, update on target_setting, forecast_call to baton_app;
