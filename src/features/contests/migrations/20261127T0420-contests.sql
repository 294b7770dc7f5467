-- Who was weighed in a decision may contest it; whoever is above the holder decides, on record beside the decision.
create table contest (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  opportunity_id uuid not null references opportunity,
  decision_id uuid not null references decision,
  contester_id uuid not null references person,
  holder_id uuid not null references person,
  proposed_id uuid not null references person,
  reason text not null check (length(reason) between 1 and 500),
  decider_id uuid references person,
  filed_at timestamptz not null,
  due_at timestamptz not null,
  escalated_at timestamptz,
  state text not null default 'open' check (state in ('open', 'upheld', 'granted', 'withdrawn', 'overtaken')),
  ended_at timestamptz,
  ruled_by uuid references person,
  ruling_reason text,
  check (proposed_id <> holder_id),
  check ((state = 'open') = (ended_at is null)),
  check ((state in ('upheld', 'granted')) = (ruled_by is not null)),
  check ((ruled_by is null) = (ruling_reason is null))
);
create unique index contest_one_open on contest (decision_id, contester_id) where state = 'open';
create index contest_opportunity on contest (opportunity_id, filed_at);
create index contest_to_decide on contest (decider_id, due_at) where state = 'open';
create index contest_due on contest (due_at) where state = 'open';
create index contest_filed on contest (contester_id, filed_at);
grant select, insert, update on contest to baton_app;

-- A contest is about who holds now: it falls when somebody else holds or the opportunity closes, by whatever road.
create function overtake_contest() returns trigger language plpgsql set search_path from current as $$
begin
  update contest set state = 'overtaken', ended_at = greatest(new.updated_at, filed_at), version = version + 1
   where opportunity_id = new.id and state = 'open';
  return null;
end $$;
create trigger opportunity_overtakes_contest after update of holder_id, open_during on opportunity for each row
  when (old.holder_id <> new.holder_id or not upper_inf(new.open_during))
  execute function overtake_contest();

-- A granted contest is a reason of its own to hold.
do $$
declare known text[];
begin
  select array_agg(m[1]) into known from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '''([a-z-]+)''', 'g') m
   where c.conname = 'holding_because_check' and c.conrelid = 'holding'::regclass;
  alter table holding drop constraint holding_because_check;
  execute format('alter table holding add constraint holding_because_check check (because in (%s)) not valid',
    (select string_agg(quote_literal(x), ', ') from unnest(known || array['contest']) x));
end $$;
alter table holding validate constraint holding_because_check;
