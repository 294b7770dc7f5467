-- Which task of which stage this is; null for tasks people made themselves.
alter table task add column stage_key text, add column task_key text, add column required boolean not null default false,
  add check ((stage_key is null) = (task_key is null));
create unique index task_of_checklist on task (opportunity_id, stage_key, task_key) where deleted_at is null and task_key is not null;
