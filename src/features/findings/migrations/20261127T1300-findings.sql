-- A hole in who answers for what, found by a standing check: held by somebody from the moment it is found, with a limit that runs (`clock`).
-- `key` says what it is about and is open once; `ground` what it rests on: while that stays, a dismissed one is not found again before its day.
-- `given_to` is who holds it by rule; `holder_id` who does after it went up the line, `steps` times.
create table finding (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  kind text not null,
  key text not null,
  subject text not null check (subject in ('opportunity', 'hand-over', 'person', 'stage', 'pool', 'company')),
  subject_id uuid,
  opportunity_id uuid references opportunity,
  opportunity_ids uuid[] not null default '{}',
  holder_id uuid not null references person,
  given_to uuid not null references person,
  facts jsonb not null default '{}',
  ground text not null,
  found_at timestamptz not null,
  next_at timestamptz,
  escalated_at timestamptz,
  steps smallint not null default 0 check (steps >= 0),
  ended_at timestamptz,
  ended_because text check (ended_because in ('mended', 'dismissed', 'switched-off')),
  ended_by uuid references person,
  reason text check (length(reason) between 1 and 500),
  until date,
  check ((ended_at is null) = (ended_because is null)),
  check ((ended_because = 'dismissed') = (until is not null)),
  check (ended_at is null or next_at is null)
);
create unique index finding_open on finding (key) where ended_at is null;
create index finding_of_holder on finding (holder_id, found_at, id) where ended_at is null;
create index finding_of_kind on finding (kind, found_at, id) where ended_at is null;
create index finding_dismissed on finding (key, until) where ended_because = 'dismissed';
create index finding_next on finding (next_at, id) where next_at is not null;
create index finding_of_opportunity on finding (opportunity_id, found_at) where opportunity_id is not null;
create index finding_of_several on finding using gin (opportunity_ids) where ended_at is null and opportunity_ids <> '{}';
grant select, insert, update on finding to baton_app;

-- What a check is told otherwise than usual, and when each last looked: an open finding was last seen then.
create table finding_setting (
  kind text primary key,
  is_on boolean not null,
  days integer,
  changed_at timestamptz not null,
  changed_by uuid references person
);
create table finding_check (
  kind text primary key,
  checked_at timestamptz not null,
  took_ms integer not null
);
grant select, insert, update on finding_setting, finding_check to baton_app;

-- What checks look for is found by an index, whatever the number of opportunities.
create index opportunity_touched on opportunity (holder_id, (greatest(held_since, last_follow_up_at))) where deleted_at is null and is_open;
create index opportunity_pursued on opportunity (account_id, holder_id) where deleted_at is null and is_open and account_id is not null and phase <> 'delivery';
create index opportunity_dwelling on opportunity (stage_id, stage_since) where deleted_at is null and is_open;

-- Whoever leaves holds no finding: theirs go to whoever is above them, with the limits that run.
create function give_findings_of_leaver() returns trigger language plpgsql set search_path from current as $$
declare above uuid := who_decides(new.id, array[new.id]);
begin
  if above is null then return null; end if;
  update clock set person_id = above where kind = 'finding' and stopped_at is null and person_id = new.id;
  update finding set holder_id = above, version = version + 1 where ended_at is null and holder_id = new.id;
  return null;
end $$;
create trigger person_leaves_no_finding after update of deactivated_at, deleted_at on person for each row
  when ((new.deactivated_at is not null and old.deactivated_at is null) or (new.deleted_at is not null and old.deleted_at is null))
  execute function give_findings_of_leaver();
