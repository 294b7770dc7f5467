--! breaking
-- Whose turn it is, one row a rule instead of one for each of its people: a decision moves what everybody is owed.
create table routing_turns (
  rule_id uuid primary key references routing_rule,
  people uuid[] not null,
  credits double precision[] not null,
  last_received timestamptz[] not null,
  check (cardinality(people) = cardinality(credits) and cardinality(people) = cardinality(last_received))
) with (fillfactor = 50);
comment on table routing_turns is 'The deficit of each person under each rule, in the order of people; kept so that it survives restarts.';
grant select, insert, update, delete on routing_turns to baton_app;
insert into routing_turns
  select rule_id, array_agg(person_id order by person_id), array_agg(credit order by person_id), array_agg(last_received_at order by person_id)
  from routing_credit group by rule_id;
drop table routing_credit;
