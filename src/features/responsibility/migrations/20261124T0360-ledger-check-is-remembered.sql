--! lock 5s
-- What the standing check of the ledger found last; one row, written by whichever process made it.
create table ledger_check (
  single boolean primary key default true check (single),
  checked_at timestamptz not null,
  took_ms integer not null,
  open_count integer not null,
  problem_count integer not null
);
grant select, insert, update on ledger_check to baton_app;
