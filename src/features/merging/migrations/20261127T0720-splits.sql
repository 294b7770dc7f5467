-- Which opportunity was split off which: both can be found from each other.
create table opportunity_split (
  part_id uuid primary key references opportunity,
  from_id uuid references opportunity,
  at timestamptz not null,
  by_id uuid
);
create index opportunity_split_from on opportunity_split (from_id);
grant select, insert on opportunity_split to baton_app;

-- The name of a site, whatever stands around it: two accounts of one site may be one.
create function account_site(website text) returns text language sql immutable parallel safe as $$
  select nullif(regexp_replace(regexp_replace(lower(btrim(website)), '^(https?://)?(www[.])?', ''), '/.*$', ''), '')
$$;
create index account_site on account (account_site(website)) where website is not null and deleted_at is null;
