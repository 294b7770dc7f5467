-- A tile of the ledger may begin because its holder left or was moved; the choice is a decision like every other.
do $$
declare known text[];
begin
  select array_agg(m[1]) into known from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '''([a-z-]+)''', 'g') m
   where c.conname = 'holding_because_check' and c.conrelid = 'holding'::regclass;
  known := known || array(select x from unnest(array['leaver', 'reorganisation']) x where x <> all(known));
  alter table holding drop constraint holding_because_check;
  execute format('alter table holding add constraint holding_because_check check (because in (%s)) not valid',
    (select string_agg(quote_literal(x), ', ') from unnest(known) x));
  select array_agg(m[1]) into known from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '''([a-z-]+)''', 'g') m
   where c.conname = 'decision_via_check' and c.conrelid = 'decision'::regclass;
  known := known || array(select x from unnest(array['succession']) x where x <> all(known));
  alter table decision drop constraint decision_via_check;
  execute format('alter table decision add constraint decision_via_check check (via in (%s)) not valid',
    (select string_agg(quote_literal(x), ', ') from unnest(known) x));
end $$;
alter table holding validate constraint holding_because_check;
alter table decision validate constraint decision_via_check;
