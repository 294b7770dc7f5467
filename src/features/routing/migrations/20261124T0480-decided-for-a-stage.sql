-- A stage whose hand-over is automatic finds its holder by its accountable function: a decision without a rule.
alter table decision add column stage_id uuid references stage, add check (rule_id is null or stage_id is null);
comment on column decision.stage_id is 'The stage that found the holder by its accountable function; null where a rule or nobody did.';
