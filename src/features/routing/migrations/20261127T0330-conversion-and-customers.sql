-- What people won of the opportunities of a rule, counted at most once an hour; decisions keep the numbers they used.
create table routing_conversion (
  rule_id uuid primary key references routing_rule,
  counted_at timestamptz not null,
  people uuid[] not null,
  won integer[] not null,
  closed integer[] not null,
  check (cardinality(people) = cardinality(won) and cardinality(people) = cardinality(closed))
);
grant select, insert, update on routing_conversion to baton_app;

-- The largest amount a value-fair rule has given: nobody is further from their share than that.
alter table routing_turns add column largest double precision not null default 0;

-- By what a lead without an account is known again: its company, its telephone (the last eleven digits), its e-mail.
create function contact_keys(company text, phone text, email text) returns text[] language sql immutable parallel safe return
  array_remove(array[
    'c' || nullif(lower(trim(company)), ''),
    'p' || nullif(right(regexp_replace(phone, '\D', '', 'g'), 11), ''),
    'e' || nullif(lower(trim(email)), '')], null);
grant execute on function contact_keys to baton_app;
create index opportunity_contact_keys on opportunity using gin (contact_keys(company_name, contact_phone, contact_email))
  where deleted_at is null;
