-- Who earns how much of an opportunity. `credit_part` says what is in force: of ten thousand hundredths of a percent each part is a slice,
-- and from the first instant on the slices of one opportunity cover all of them, kept by the database. `credit_split` says how it came
-- to that: proposed, agreed or disputed, settled. Where there is no part, whoever holds it earns all of it.
create table credit_split (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  opportunity_id uuid not null references opportunity,
  state text not null check (state in ('proposed', 'disputed', 'agreed', 'settled', 'withdrawn')),
  reason text check (length(reason) between 1 and 500),
  proposed_by uuid not null references person,
  proposed_at timestamptz not null,
  decider_id uuid references person,
  ruled_by uuid references person,
  ruling text check (length(ruling) between 1 and 500),
  ended_at timestamptz,
  check ((state in ('proposed', 'disputed')) = (ended_at is null)),
  check ((state = 'settled') = (ruled_by is not null and ruling is not null)),
  check (state <> 'disputed' or decider_id is not null)
);
create unique index credit_split_open on credit_split (opportunity_id) where ended_at is null;
create index credit_split_of_opportunity on credit_split (opportunity_id, proposed_at);
create index credit_split_decided on credit_split (decider_id, proposed_at) where state = 'disputed';
create index credit_split_proposer on credit_split (proposed_by, proposed_at);

-- What each would get, nothing where they would lose what they have, and what they say to it.
create table credit_term (
  split_id uuid not null references credit_split,
  person_id uuid not null references person,
  share integer not null check (share between 0 and 10000),
  answer text check (answer in ('agreed', 'disputed')),
  reason text check (length(reason) between 1 and 500),
  answered_at timestamptz,
  primary key (split_id, person_id)
);
create index credit_term_of_person on credit_term (person_id, split_id);

create table credit_part (
  opportunity_id uuid not null references opportunity,
  person_id uuid not null references person,
  slice int4range not null check (not isempty(slice) and slice <@ int4range(0, 10000)),
  during tstzrange not null check (not isempty(during) and lower_inc(during) and not upper_inc(during)),
  split_id uuid not null references credit_split,
  primary key (opportunity_id, person_id, during without overlaps),
  exclude using gist (opportunity_id with =, slice with &&, during with &&)
);
create index credit_part_of_person on credit_part (person_id);
create index credit_part_of_split on credit_part (split_id);

-- How much a day at a stage counts where a split is proposed from who held it; a stage that is not named counts once.
create table credit_weight (
  stage_key text primary key,
  weight double precision not null check (weight >= 0 and weight <= 100),
  changed_at timestamptz not null,
  changed_by uuid references person
);
grant select, insert, update, delete on credit_part, credit_term, credit_weight to baton_app;
grant select, insert, update on credit_split to baton_app;

-- Asked at commit, one transaction after the other for each opportunity: at every instant something changes, and after the last, it is whole.
create function refuse_credit_that_is_not_whole() returns trigger language plpgsql set search_path from current as $$
declare
  which uuid;
  wrong timestamptz;
begin
  foreach which in array array[new.opportunity_id, old.opportunity_id] loop
    continue when which is null;
    perform 1 from opportunity where id = which for no key update;
    select e.at into wrong from (
      select lower(during) as at from credit_part where opportunity_id = which
      union select upper(during) from credit_part where opportunity_id = which and not upper_inf(during)
    ) e where (
      select coalesce(sum(upper(p.slice) - lower(p.slice)), 0) from credit_part p where p.opportunity_id = which and p.during @> e.at
    ) <> 10000 limit 1;
    if found then
      raise exception 'the credit of opportunity % is not whole at %', which, wrong using errcode = 'check_violation', constraint = 'credit_is_whole';
    end if;
  end loop;
  return null;
end $$;
create constraint trigger credit_is_whole after insert or update or delete on credit_part deferrable initially deferred
  for each row execute function refuse_credit_that_is_not_whole();

-- What was won, by who earns it: the parts in force when it was won, else all of it its holder's. An amount is cut where the slices are,
-- so that the pieces are exact and together the amount.
create view credited with (security_invoker = true) as
select o.id as opportunity_id, coalesce(p.person_id, o.holder_id) as person_id,
  coalesce(upper(p.slice) - lower(p.slice), 10000) as share, p.split_id, o.closed_at, o.amount_currency as currency,
  case when p.slice is null then o.amount
    else (div(o.amount::numeric * upper(p.slice), 10000) - div(o.amount::numeric * lower(p.slice), 10000))::bigint end as minor
from opportunity o left join credit_part p on p.opportunity_id = o.id and p.during @> o.closed_at
where o.outcome = 'won' and o.closed_at is not null and o.deleted_at is null;
grant select on credited to baton_app;

-- Who settles a dispute: the nearest person above all the parties who is none of them, else an administrator.
create function who_settles(parties uuid[]) returns uuid language sql stable set search_path from current as $$
  with recursive line as (
    select p.id as party, p.manager_id as id, 1 as step from person p where p.id = any (parties) and p.manager_id is not null
    union all
    select l.party, p.manager_id, l.step + 1 from line l join person p on p.id = l.id where p.manager_id is not null and l.step < 50
  ), nearest as (select party, id, min(step) as step from line group by 1, 2)
  select coalesce(
    (select n.id from nearest n join person p on p.id = n.id
      where p.deactivated_at is null and p.deleted_at is null and p.id <> all (parties)
      group by n.id having count(*) = cardinality(parties) order by sum(n.step), n.id limit 1),
    (select p.id from person p where p.admin and p.deactivated_at is null and p.deleted_at is null
      order by p.id = any (parties), p.id limit 1))
$$;

-- Whoever is named in a split, or settles it, may know what it is about.
create or replace function asked_about(kind text, opportunity uuid, person uuid) returns boolean language sql stable as $$
  select case
    when kind like 'handover.%' then exists (select 1 from hand_over h where h.opportunity_id = opportunity and h.state = 'offered'
      and person in (h.from_person_id, h.to_person_id, h.escalated_to))
    when kind = 'approvals.asked' then exists (select 1 from approval a where a.opportunity_id = opportunity and a.state = 'asked')
    when kind like 'contests.%' then exists (select 1 from contest c where c.opportunity_id = opportunity and c.state = 'open'
      and c.decider_id = person)
    when kind like 'splits.%' then exists (select 1 from credit_split s left join credit_term t on t.split_id = s.id
      where s.opportunity_id = opportunity and person in (s.decider_id, t.person_id))
    else false end
$$;
