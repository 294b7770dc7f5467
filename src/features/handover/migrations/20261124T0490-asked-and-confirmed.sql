-- Before answering, the receiver may ask; who owes the next word is on record, and so is what the receiver confirmed and thought of it.
alter table hand_over
  add column asked boolean not null default false,
  add column confirmed text[] not null default '{}',
  add column rating smallint check (rating between 1 and 5),
  add column rating_note text,
  add check (rating is null or state = 'accepted');
create table hand_over_message (
  id uuid primary key default uuidv7(),
  hand_over_id uuid not null references hand_over,
  person_id uuid not null references person,
  text text not null check (length(text) between 1 and 2000),
  written_at timestamptz not null
);
create index hand_over_message_thread on hand_over_message (hand_over_id, written_at);
grant select, insert on hand_over_message to baton_app;
