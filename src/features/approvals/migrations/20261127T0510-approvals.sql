-- What somebody asked to be agreed to before a move, and what came of it. It counts for one entry of a stage and the values it had.
create table approval (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  opportunity_id uuid not null references opportunity,
  -- the stage whose gate asks for it, the approval's key there, and what the plan said of it
  stage text not null,
  key text not null,
  label jsonb not null,
  by jsonb not null,
  -- when the opportunity came to where it stood, and the values that were looked at
  stage_since timestamptz not null,
  given jsonb not null,
  requested_by uuid not null references person,
  requested_at timestamptz not null,
  note text not null check (length(note) between 1 and 2000),
  state text not null default 'asked' check (state in ('asked', 'approved', 'refused', 'withdrawn')),
  answered_by uuid references person,
  answered_at timestamptz,
  reason text,
  check (answered_by is null or answered_by <> requested_by or state = 'withdrawn'),
  check ((state = 'asked') = (answered_at is null))
);
create unique index approval_one_asked on approval (opportunity_id, stage, key) where state = 'asked';
create index approval_opportunity on approval (opportunity_id, requested_at desc);
create index approval_waiting on approval (requested_at, id) where state = 'asked';
create index approval_requested on approval (requested_by, requested_at) where state = 'asked';
grant select, insert, update on approval to baton_app;

-- A request falls when the opportunity goes on to another stage, ends or is deleted: it cannot be answered late.
create function withdraw_overtaken_approval() returns trigger language plpgsql set search_path from current as $$
begin
  update approval set state = 'withdrawn', reason = 'overtaken', answered_at = greatest(new.updated_at, requested_at), version = version + 1
   where opportunity_id = new.id and state = 'asked';
  return null;
end $$;
create trigger opportunity_overtakes_approval after update of stage_since, open_during, deleted_at on opportunity for each row
  when (old.stage_since <> new.stage_since or (upper_inf(old.open_during) and not upper_inf(new.open_during))
    or (old.deleted_at is null and new.deleted_at is not null))
  execute function withdraw_overtaken_approval();
