-- Departments are a tree; functions are the columns of the duties matrix.
create table department (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  name text not null check (length(name) between 1 and 100),
  parent_id uuid references department,
  position integer not null default 0,
  created_at timestamptz not null default now(),
  created_by uuid,
  updated_at timestamptz not null default now(),
  updated_by uuid,
  deleted_at timestamptz,
  check (parent_id is null or parent_id <> id)
);
create index department_parent on department (parent_id);
alter table person add constraint person_department_fk foreign key (department_id) references department;

create table function (
  key text primary key check (key ~ '^[a-z][a-z0-9-]{0,39}$'),
  version bigint not null default 1,
  label jsonb not null,
  position integer not null default 0
);
insert into function (key, label, position) values
  ('marketing', '{"zh":"市场","en":"Marketing"}', 1),
  ('sales', '{"zh":"销售","en":"Sales"}', 2),
  ('technical-support', '{"zh":"技术支持","en":"Technical support"}', 3),
  ('customer-success', '{"zh":"客户成功","en":"Customer success"}', 4),
  ('finance', '{"zh":"财务","en":"Finance"}', 5);
grant select, insert, update, delete on department, function to baton_app;
