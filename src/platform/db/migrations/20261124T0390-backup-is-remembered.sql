-- When the system was last saved, for whoever looks after it.
create table backup_made (
  single boolean primary key default true check (single),
  made_at timestamptz not null,
  rows bigint not null,
  bytes bigint not null,
  took_ms integer not null
);
comment on column backup_made.bytes is 'Size of the file.';
grant select on backup_made to baton_app;
