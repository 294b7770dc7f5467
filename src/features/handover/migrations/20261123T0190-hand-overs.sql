-- Offer, accept or decline. The giver holds until the receiver accepts; one open offer an opportunity.
create table hand_over (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  opportunity_id uuid not null references opportunity,
  from_person_id uuid not null references person,
  to_person_id uuid not null references person,
  stage_id uuid not null references stage,
  to_stage_id uuid not null references stage,
  packet jsonb not null,
  state text not null check (state in ('offered', 'accepted', 'declined', 'withdrawn')),
  offered_at timestamptz not null,
  due_at timestamptz not null,
  answered_at timestamptz,
  answer text,
  created_by uuid,
  check (from_person_id <> to_person_id),
  check ((state = 'offered') = (answered_at is null))
);
create unique index hand_over_one_open on hand_over (opportunity_id) where state = 'offered';
create index hand_over_to on hand_over (to_person_id, due_at) where state = 'offered';
create index hand_over_from on hand_over (from_person_id, due_at) where state = 'offered';
create index hand_over_opportunity on hand_over (opportunity_id, offered_at);
grant select, insert, update on hand_over to baton_app;

-- An offer falls when its giver no longer holds, by whatever road: it can never be accepted late.
create function withdraw_overtaken_offer() returns trigger language plpgsql set search_path from current as $$
begin
  update hand_over set state = 'withdrawn', answer = 'overtaken', answered_at = greatest(new.updated_at, offered_at), version = version + 1
   where opportunity_id = new.id and state = 'offered';
  return null;
end $$;
create trigger opportunity_overtakes_offer after update of holder_id, open_during on opportunity for each row
  when (old.holder_id <> new.holder_id or not upper_inf(new.open_during))
  execute function withdraw_overtaken_offer();
