-- What should change, why, and what became of it: held by somebody, with a limit. `key` is the cause with the kind of change, and is at work
-- once: while one is open, or runs, the same is not proposed again. `trial` is what rules of the plan carry that are tried with a share.
create table proposal (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  key text not null,
  state text not null default 'open' check (state in ('open', 'edited', 'running', 'full', 'rolled-back', 'dismissed', 'gone')),
  cause jsonb not null,
  change jsonb not null,
  expected jsonb not null,
  holder_id uuid not null references person,
  found_at timestamptz not null,
  due_at timestamptz,
  draft_id uuid,
  trial text not null unique,
  share float8 check (share > 0 and share <= 1),
  condition text,
  roll_back jsonb,
  published_at timestamptz,
  published_by uuid references person,
  ended_at timestamptz,
  ended_because text check (ended_because in ('condition', 'by-hand', 'dismissed', 'gone')),
  reason text check (length(reason) between 1 and 500),
  until date,
  report jsonb,
  check ((published_at is null) = (share is null)),
  check ((state in ('running', 'full', 'rolled-back')) = (published_at is not null)),
  check ((state = 'dismissed') = (until is not null)),
  check (state <> 'running' or due_at is null)
);
create unique index proposal_at_work on proposal (key) where state in ('open', 'edited', 'running');
create index proposal_state on proposal (state, found_at desc, id desc);
create index proposal_due on proposal (due_at) where due_at is not null;
create index proposal_of_holder on proposal (holder_id) where state in ('open', 'edited', 'running');
grant select, insert, update on proposal to baton_app;

-- Once an ISO week, by the first day of it.
create table proposal_week (
  week date primary key,
  looked_at timestamptz not null,
  opened integer not null
);
grant select, insert, update on proposal_week to baton_app;

-- Whoever leaves holds none: theirs go to whoever is above them.
create function give_proposals_of_leaver() returns trigger language plpgsql set search_path from current as $$
declare above uuid := who_decides(new.id, array[new.id]);
begin
  if above is not null then
    update proposal set holder_id = above, version = version + 1
    where state in ('open', 'edited', 'running') and holder_id = new.id;
  end if;
  return null;
end $$;
create trigger person_leaves_no_proposal after update of deactivated_at, deleted_at on person for each row
  when ((new.deactivated_at is not null and old.deactivated_at is null) or (new.deleted_at is not null and old.deleted_at is null))
  execute function give_proposals_of_leaver();
