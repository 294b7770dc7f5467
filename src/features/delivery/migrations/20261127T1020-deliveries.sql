-- How people want to be told beside the browser: the company's way, and what somebody has otherwise.
create table company_notice_settings (
  single boolean primary key default true check (single),
  settings jsonb not null check (jsonb_typeof(settings) = 'object')
);
create table notice_settings (
  person_id uuid primary key references person,
  own jsonb not null default '{}' check (jsonb_typeof(own) = 'object'),
  mobile text check (mobile ~ '^\+?\d{5,20}$'),
  wecom text check (length(wecom) between 1 and 64),
  dingtalk text check (length(dingtalk) between 1 and 64),
  feishu text check (length(feishu) between 1 and 64),
  updated_at timestamptz not null
);

-- Through which server mail goes. Passwords, secrets and addresses of robots are sealed with a key that is not in the database.
create table mail_server (
  single boolean primary key default true check (single),
  host text not null check (length(host) between 1 and 253),
  port integer not null check (port between 1 and 65535),
  security text not null check (security in ('tls', 'starttls', 'none')),
  user_name text,
  password_sealed text,
  sender text not null,
  updated_at timestamptz not null,
  updated_by uuid references person,
  check ((user_name is null) = (password_sealed is null))
);
create table robot (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  kind text not null check (kind in ('wecom', 'dingtalk', 'feishu')),
  name text not null check (length(name) between 1 and 60),
  scope jsonb not null,
  groups text[] not null check (cardinality(groups) > 0),
  language text not null check (language in ('zh', 'en')),
  shows_titles boolean not null,
  is_on boolean not null,
  address text not null,
  webhook_sealed text not null,
  secret_sealed text,
  created_at timestamptz not null,
  created_by uuid references person,
  updated_at timestamptz not null,
  updated_by uuid references person
);

-- One message to one receiver, with everything that was due for them together. At most one of a receiver waits: nobody waits for
-- another, and what comes meanwhile goes together afterwards. A sender holds it for a time by a token of its own.
create table delivery (
  id uuid primary key default uuidv7(),
  channel text not null check (channel in ('mail', 'wecom', 'dingtalk', 'feishu')),
  person_id uuid references person,
  robot_id uuid references robot on delete cascade,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'given-up', 'dropped')),
  attempts integer not null default 0,
  next_try_at timestamptz,
  claimed_by uuid,
  claimed_until timestamptz,
  last_error text,
  created_at timestamptz not null,
  ended_at timestamptz,
  check ((person_id is null) <> (robot_id is null) and (person_id is null) = (channel <> 'mail')),
  check ((state = 'waiting') = (next_try_at is not null) and (state = 'waiting') = (ended_at is null))
);
create unique index delivery_of_person on delivery (person_id) where state = 'waiting' and person_id is not null;
create unique index delivery_of_robot on delivery (robot_id) where state = 'waiting' and robot_id is not null;
create index delivery_next on delivery (channel, next_try_at) where state = 'waiting';
create index delivery_newest on delivery (created_at desc, id desc);
create index delivery_state on delivery (state, created_at desc, id desc);
create index delivery_robot on delivery (robot_id, created_at desc) where robot_id is not null;
create index delivery_person on delivery (person_id) where person_id is not null;

-- What is to be sent, from when on; a group is told of one thing (`about`) once, however many people are.
create table delivery_part (
  notice_id uuid not null references notice on delete cascade,
  channel text not null,
  person_id uuid references person,
  robot_id uuid references robot on delete cascade,
  about text,
  release_at timestamptz not null,
  delivery_id uuid references delivery on delete cascade,
  check ((person_id is null) <> (robot_id is null)),
  unique (notice_id, person_id),
  unique (notice_id, robot_id)
);
create index delivery_part_about on delivery_part (robot_id, about) where robot_id is not null;
create index delivery_part_due on delivery_part (release_at) where delivery_id is null;
create index delivery_part_person on delivery_part (person_id, release_at) where delivery_id is null and person_id is not null;
create index delivery_part_robot on delivery_part (robot_id, release_at) where delivery_id is null and robot_id is not null;
create index delivery_part_of on delivery_part (delivery_id) where delivery_id is not null;
grant select, insert, update, delete on company_notice_settings, notice_settings, mail_server, robot, delivery, delivery_part to baton_app;
