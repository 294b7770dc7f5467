-- A run tries a division on what came in a period. It is carried out in the background, can be stopped, and is begun anew where a server
-- was stopped meanwhile: the same question has the same answer.
create table replay_run (
  id uuid primary key default uuidv7(),
  name text not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  question jsonb not null,
  step text not null default 'reading' check (step in ('reading', 'deciding', 'counting')),
  done integer not null default 0,
  total integer,
  begun integer not null default 0,
  result jsonb,
  message jsonb,
  person_id uuid not null references person,
  created_at timestamptz not null,
  started_at timestamptz,
  beat_at timestamptz,
  finished_at timestamptz
);
create index replay_run_person on replay_run (person_id, created_at desc, id desc);
create index replay_run_latest on replay_run (created_at desc, id desc);
create index replay_run_unended on replay_run (created_at, id) where state in ('waiting', 'running');
comment on table replay_run is 'What was asked of the laboratory, how far it is and what it found; begun counts how often a server set out on it.';

-- What each person really had and would have had. A person of the question who is not there has an id of no person.
create table replay_person (
  run_id uuid not null references replay_run on delete cascade,
  person_id uuid not null,
  place integer not null,
  found jsonb not null,
  primary key (run_id, person_id)
);

-- What came, in its order: who really got it and who would have; why is kept where they differ.
create table replay_opportunity (
  run_id uuid not null references replay_run on delete cascade,
  place integer not null,
  opportunity_id uuid not null,
  was_id uuid not null,
  would_id uuid not null,
  via text not null,
  rule integer,
  why jsonb,
  primary key (run_id, place)
);
create index replay_opportunity_changed on replay_opportunity (run_id, place) where was_id <> would_id;
create index replay_opportunity_was on replay_opportunity (run_id, was_id, place);
create index replay_opportunity_would on replay_opportunity (run_id, would_id, place);
grant select, insert, update, delete on replay_run, replay_person, replay_opportunity to baton_app;
