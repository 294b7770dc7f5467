-- Where work waits that its members take by themselves; approvals and clocks live in a stage's settings.
alter table plan_version add column pools jsonb not null default '[]';
comment on column stage.settings is 'entryFields, entryGate, approvals, clocks, tasks, handOver, playbook, forecast; what is absent has its usual value.';
