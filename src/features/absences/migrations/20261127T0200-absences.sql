-- Who is away, from when until when, and who stands in meanwhile. Holdings stay as they are: the overlay is dated and ends by itself.
create table absence (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  person_id uuid not null references person,
  during tstzrange not null check (not isempty(during) and not lower_inf(during) and not upper_inf(during)
    and lower_inc(during) and not upper_inc(during)),
  kind text not null check (kind in ('leave', 'sick', 'training', 'travel', 'other')),
  note text check (length(note) between 1 and 500),
  deputy_id uuid not null references person,
  created_at timestamptz not null,
  created_by uuid,
  updated_at timestamptz not null,
  updated_by uuid,
  check (person_id <> deputy_id),
  constraint absence_apart unique (person_id, during without overlaps)
);
create index absence_end on absence (upper(during));
create index absence_deputy on absence (deputy_id);
grant select, insert, update, delete on absence to baton_app;

-- A deputy is there: nobody who left becomes one, and nobody leaves while they are one.
create function refuse_inactive_deputy() returns trigger language plpgsql set search_path from current as $$
begin
  perform 1 from person p where p.id = new.deputy_id and p.deactivated_at is null and p.deleted_at is null for share;
  if not found then
    raise exception 'Inactive deputy %', new.deputy_id using errcode = 'BTN31', detail = new.deputy_id::text;
  end if;
  return new;
end $$;
create trigger absence_has_a_deputy before insert or update of deputy_id, during on absence
  for each row execute function refuse_inactive_deputy();

create function refuse_leaving_deputy() returns trigger language plpgsql security definer set search_path from current as $$
begin
  if exists (select 1 from absence a where a.deputy_id = new.id
             and upper(a.during) > coalesce(new.deactivated_at, new.deleted_at)) then
    raise exception 'Stands in for somebody' using errcode = 'BTN32';
  end if;
  return new;
end $$;
create trigger person_leaves_nobody_without_deputy before update of deactivated_at, deleted_at on person for each row
  when ((new.deactivated_at is not null and old.deactivated_at is null) or (new.deleted_at is not null and old.deleted_at is null))
  execute function refuse_leaving_deputy();

-- Both names are on record: who did it, and on whose behalf.
alter table event add column on_behalf_of uuid;
alter table hand_over add column answered_by uuid, add column on_behalf_of uuid;
alter table hand_over_message add column on_behalf_of uuid;
alter table holding add column on_behalf_of uuid;

-- Whoever passes says on whose behalf, opportunity by opportunity, for the length of the call.
create function note_on_whose_behalf() returns trigger language plpgsql as $$
begin
  new.on_behalf_of := (current_setting('baton.on_behalf_of', true)::jsonb ->> new.opportunity_id::text)::uuid;
  return new;
end $$;
create trigger holding_notes_on_whose_behalf before insert on holding for each row
  when (coalesce(current_setting('baton.on_behalf_of', true), '') <> '') execute function note_on_whose_behalf();
