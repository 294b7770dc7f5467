-- Why opportunities are lost, as this company says it. What was once chosen stays; a cause nobody is to choose any more is retired.
create table review_cause (
  key text primary key check (key ~ '^[a-z][a-z0-9-]{0,39}$'),
  label jsonb not null,
  position integer not null,
  is_retired boolean not null default false
);
insert into review_cause (key, label, position) values
  ('price', '{"zh": "价格", "en": "Price"}', 1),
  ('need', '{"zh": "需求不符", "en": "Did not meet the need"}', 2),
  ('timing', '{"zh": "时机不对", "en": "Wrong time"}', 3),
  ('competitor', '{"zh": "败给对手", "en": "A competitor"}', 4),
  ('late', '{"zh": "响应太慢", "en": "Response too late"}', 5),
  ('wrong-hand', '{"zh": "分给了不合适的人", "en": "In the wrong hands"}', 6),
  ('hand-over', '{"zh": "交接中丢失", "en": "Lost in a hand-over"}', 7),
  ('relationship', '{"zh": "关系不到位", "en": "Relationship"}', 8),
  ('no-decision', '{"zh": "客户未决策", "en": "The customer decided nothing"}', 9),
  ('other', '{"zh": "其他", "en": "Something else"}', 10);
grant select, insert, update on review_cause to baton_app;

-- Which lost opportunities get a review by themselves. `looked_at`: lost ones up to then were looked at; `sampled_on`: the Monday up to
-- which weeks were drawn from.
create table review_rule (
  single boolean primary key default true check (single),
  least_amount bigint check (least_amount > 0),
  least_currency text,
  from_stage text,
  weekly integer not null default 0 check (weekly between 0 and 50),
  limit_days integer not null default 10 check (limit_days between 1 and 60),
  looked_at timestamptz not null,
  sampled_on date not null,
  changed_at timestamptz not null,
  changed_by uuid references person,
  check ((least_amount is null) = (least_currency is null))
);
grant select, insert, update on review_rule to baton_app;

-- A lost opportunity looked at by both sides of the node that lost it. Held by somebody with a limit (`next_at`); past it, it goes up the line.
-- `giver_id` and `receiver_id` are the sides, named with the proposed cause; `decider_id` settles what they do not agree on.
create table review (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  opportunity_id uuid not null references opportunity,
  holder_id uuid not null references person,
  because text not null check (because in ('hand', 'amount', 'stage', 'sample')),
  opened_at timestamptz not null,
  opened_by uuid references person,
  due_at timestamptz not null,
  next_at timestamptz,
  escalated_at timestamptz,
  steps smallint not null default 0,
  state text not null default 'open' check (state in ('open', 'proposed', 'disputed', 'agreed', 'ruled')),
  round integer not null default 0,
  cause text references review_cause,
  words text check (length(words) between 1 and 2000),
  node jsonb,
  giver_id uuid references person,
  receiver_id uuid references person,
  decider_id uuid references person,
  proposed_by uuid references person,
  proposed_at timestamptz,
  ended_at timestamptz,
  ruled_by uuid references person,
  ruling text check (length(ruling) between 1 and 2000),
  check ((state in ('agreed', 'ruled')) = (ended_at is not null)),
  check ((state = 'open') = (proposed_at is null)),
  check ((proposed_at is null) = (cause is null) and (proposed_at is null) = (giver_id is null) and (giver_id is null) = (receiver_id is null)),
  check (giver_id <> receiver_id),
  check ((state = 'ruled') = (ruled_by is not null)),
  check (ended_at is null or next_at is null)
);
create unique index review_one_open on review (opportunity_id) where ended_at is null;
create index review_of_opportunity on review (opportunity_id, opened_at);
create index review_of_holder on review (holder_id, opened_at, id) where ended_at is null;
create index review_of_sides on review using gin ((array[giver_id, receiver_id, decider_id]));
create index review_next on review (next_at, id) where next_at is not null;
create index review_newest on review (opened_at desc, id desc);
create index review_ended on review (ended_at) where ended_at is not null;
grant select, insert, update on review to baton_app;

-- What a side said to a proposal. Everything said stays, of earlier proposals (`round`) too.
create table review_view (
  id uuid primary key default uuidv7(),
  review_id uuid not null references review,
  round integer not null,
  -- The side it is said for, and who said it: themselves, their deputy, or whoever stands above one who left.
  side_id uuid not null references person,
  by_id uuid not null references person,
  is_agreed boolean not null,
  cause text references review_cause,
  words text check (length(words) between 1 and 2000),
  at timestamptz not null,
  check (is_agreed or words is not null)
);
create index review_view_of_review on review_view (review_id, at, id);
grant select, insert on review_view to baton_app;

-- What follows from it: a task with a holder and a day.
create table review_action (
  task_id uuid primary key references task,
  review_id uuid not null references review,
  created_by uuid not null references person,
  created_at timestamptz not null
);
create index review_action_of_review on review_action (review_id, created_at);
create index review_action_created on review_action (created_at);
grant select, insert on review_action to baton_app;

-- Whoever leaves holds no review: theirs go to whoever is above them.
create function give_reviews_of_leaver() returns trigger language plpgsql set search_path from current as $$
begin
  update review r set holder_id = coalesce(who_decides(new.id, array[new.id]), r.holder_id), version = version + 1
   where ended_at is null and holder_id = new.id;
  return null;
end $$;
create trigger person_leaves_no_review after update of deactivated_at, deleted_at on person for each row
  when ((new.deactivated_at is not null and old.deactivated_at is null) or (new.deleted_at is not null and old.deleted_at is null))
  execute function give_reviews_of_leaver();

-- Who settles what two sides do not agree on: whoever is nearest above both, else whoever decides for the receiver.
create function who_settles_review(giver uuid, receiver uuid) returns uuid language sql stable set search_path from current as $$
  with recursive line as (
    select receiver as side, manager_id as id, 1 as step from person where person.id = receiver
    union all select giver, manager_id, 1 from person where person.id = giver
    union all select line.side, p.manager_id, line.step + 1 from line join person p on p.id = line.id where line.step < 50
  )
  select coalesce(
    (select a.id from line a join line b on b.id = a.id and b.side = giver join person p on p.id = a.id
      where a.side = receiver and p.deactivated_at is null and p.deleted_at is null and p.id not in (giver, receiver)
      order by a.step + b.step, a.id limit 1),
    who_decides(receiver, array[giver, receiver]))
$$;
grant execute on function who_settles_review to baton_app;
