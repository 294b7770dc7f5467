-- An import is a run over a stored file: mapped, tried, carried out in batches, resumable, undoable as a whole.
create table import_run (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  object text not null,
  file_name text not null,
  file_path text not null,
  file_hash text not null,
  format jsonb not null,
  mapping jsonb not null default '[]',
  answers jsonb not null default '{}',
  settings jsonb not null default '{}',
  state text not null check (state in ('uploaded', 'checking', 'checked', 'running', 'done', 'failed', 'cancelled', 'undoing', 'undone')),
  rows_read bigint not null default 0,
  rows_total bigint,
  created_count bigint not null default 0,
  updated_count bigint not null default 0,
  skipped_count bigint not null default 0,
  problem_count bigint not null default 0,
  resume_line bigint not null default 0,
  report jsonb not null default '{}',
  message jsonb,
  person_id uuid not null references person,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz
);
create index import_run_person on import_run (person_id, created_at desc);
create table import_problem (
  run_id uuid not null references import_run on delete cascade,
  line bigint not null,
  field text,
  code text not null,
  facts jsonb not null default '{}',
  cells jsonb,
  id bigint generated always as identity,
  primary key (run_id, line, id)
);
-- What a run made, so that it can be taken back as a whole.
create table import_made (
  run_id uuid not null references import_run on delete cascade,
  object text not null,
  record_id uuid not null,
  line bigint not null,
  primary key (run_id, object, record_id)
);
create table import_mapping (
  id uuid primary key default uuidv7(),
  object text not null,
  headings_hash text not null,
  mapping jsonb not null,
  person_id uuid not null references person,
  saved_at timestamptz not null default now(),
  unique (object, headings_hash, person_id)
);
grant select, insert, update, delete on import_run, import_problem, import_made, import_mapping to baton_app;

-- Takes a whole run back: its opportunities leave every list and their holdings end, in one transaction with the notes of the run.
-- Rows that were worked on since (their version moved) are left and counted, unless none is left in the way.
create function holding_undo_import(run uuid, actor uuid, undone_at timestamptz) returns bigint
language plpgsql security definer set search_path from current as $$
declare taken bigint;
begin
  perform set_config('baton.road', 'open', true);
  update holding h set during = tstzrange(lower(h.during), greatest(undone_at, lower(h.during) + interval '1 microsecond'))
    from import_made m where m.run_id = run and m.object = 'opportunity' and m.record_id = h.opportunity_id and upper_inf(h.during);
  update opportunity o set deleted_at = undone_at, external_key = null, updated_at = undone_at, updated_by = actor, version = o.version + 1,
    open_during = case when upper_inf(o.open_during) then tstzrange(lower(o.open_during),
      (select upper(h.during) from holding h where h.opportunity_id = o.id order by lower(h.during) desc limit 1)) else o.open_during end
    from import_made m where m.run_id = run and m.object = 'opportunity' and m.record_id = o.id and o.deleted_at is null;
  get diagnostics taken = row_count;
  perform set_config('baton.road', '', true);
  return taken;
end $$;
revoke all on function holding_undo_import from public;
grant execute on function holding_undo_import to baton_app;
