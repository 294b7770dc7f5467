-- An opportunity can also end by being deleted or merged into another, and come back: the ledger tells both.
do $$
declare known text[];
begin
  select array_agg(m[1]) into known from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '''([a-z-]+)''', 'g') m
   where c.conname = 'holding_because_check' and c.conrelid = 'holding'::regclass;
  known := known || array(select x from unnest(array['restored', 'merged', 'split', 'account']) x where x <> all(known));
  alter table holding drop constraint holding_because_check;
  execute format('alter table holding add constraint holding_because_check check (because in (%s)) not valid',
    (select string_agg(quote_literal(x), ', ') from unnest(known) x));
end $$;
alter table holding validate constraint holding_because_check;
alter table holding add column ended_because text check (ended_because in ('deleted', 'merged'));
comment on column holding.ended_because is 'What ended it, where no other holding follows at that instant.';

alter table opportunity add column merged_into uuid references opportunity;
comment on column opportunity.merged_into is 'The one it was found to be the same as; its story is read from there.';
create index opportunity_merged on opportunity (merged_into) where merged_into is not null;

-- What is in the bin is held by nobody, by the database itself.
alter table opportunity add constraint opportunity_in_bin_is_ended check (deleted_at is null or not upper_inf(open_during));
alter table opportunity add constraint opportunity_merged_is_in_bin check (merged_into is null or deleted_at is not null);
drop trigger opportunity_one_road on opportunity;
create trigger opportunity_one_road before update of holder_id, stage_id, phase, stage_since, held_since, open_during, outcome,
  outcome_reason, closed_at, opened_at, plan_version_id, furthest, deleted_at, merged_into on opportunity
  for each statement execute function refuse_off_road();

-- Puts opportunities into the bin: an open one's holding and life end at that instant, helpers' parts too; all is remembered.
-- `expected` as for holding_pass (BTN07). One that is in the bin already is not there (BTN09).
create function holding_end(
  opportunities uuid[], expected uuid[], because text, reason text, actor uuid, ended_at timestamptz, into_one uuid
) returns void language plpgsql security definer set search_path = baton, public, pg_temp as $$
declare
  found record;
  ends passing[];
begin
  perform set_config('baton.road', 'open', true);
  perform 1 from opportunity o where o.id = any(opportunities || into_one) order by o.id for update;
  if (select count(*) from opportunity o where o.id = any(opportunities) and o.deleted_at is null) <> cardinality(opportunities)
     or (into_one is not null and not exists (select 1 from opportunity o where o.id = into_one and o.deleted_at is null)) then
    raise exception 'An opportunity is not there.' using errcode = 'BTN09';
  end if;
  select n.o, o.holder_id into found from unnest(opportunities, expected) as n(o, e) join opportunity o on o.id = n.o where o.holder_id <> n.e limit 1;
  if found.o is not null then
    raise exception 'Somebody else holds % now', found.o using errcode = 'BTN07', detail = json_build_object('opportunityId', found.o, 'holderId', found.holder_id)::text;
  end if;
  select array_agg(row(o.id, null, null, null, null, null, greatest(ended_at, upper(o.open_during),
           (select max(lower(h.during)) + interval '1 microsecond' from holding h where h.opportunity_id = o.id),
           (select max(lower(p.during)) + interval '1 microsecond' from participation p where p.opportunity_id = o.id)),
           null, null)::passing) into ends
  from opportunity o where o.id = any(opportunities);

  update holding h set during = tstzrange(lower(h.during), x.at), ended_because = holding_end.because
    from unnest(ends) x where h.opportunity_id = x.o and upper_inf(h.during);
  update participation p set during = tstzrange(lower(p.during), x.at) from unnest(ends) x where p.opportunity_id = x.o and upper_inf(p.during);
  update opportunity o set deleted_at = x.at, merged_into = into_one,
    open_during = case when upper_inf(o.open_during) then tstzrange(lower(o.open_during), x.at) else o.open_during end,
    version = o.version + 1, updated_at = ended_at, updated_by = actor
  from unnest(ends) x where o.id = x.o;
  perform set_config('baton.road', '', true);
end $$;

-- Takes opportunities out of the bin. One at an open stage is held from that instant by the person given, who must be active (BTN05);
-- an ended one stays ended. Helpers whose part ended with it are helpers again, where they are still there.
create function holding_restore(
  opportunities uuid[], persons uuid[], decisions uuid[], reason text, actor uuid, restored_at timestamptz
) returns void language plpgsql security definer set search_path = baton, public, pg_temp as $$
declare
  found record;
  comings passing[];
begin
  perform set_config('baton.road', 'open', true);
  perform 1 from opportunity o where o.id = any(opportunities) order by o.id for update;
  perform 1 from person p where p.id = any(persons) order by p.id for share;
  select array_agg(row(o.id, null, n.p, o.stage_id, n.d, null, greatest(restored_at, o.deleted_at), s.kind, o.phase)::passing) into comings
  from unnest(opportunities, persons, decisions) as n(o, p, d)
  join opportunity o on o.id = n.o and o.deleted_at is not null join stage s on s.id = o.stage_id;
  if coalesce(cardinality(comings), 0) <> cardinality(opportunities) then
    raise exception 'An opportunity is not in the bin.' using errcode = 'BTN09';
  end if;
  select x.person into found from unnest(comings) x join person p on p.id = x.person
   where x.kind = 'open' and (p.deactivated_at is not null or p.deleted_at is not null) limit 1;
  if found.person is not null then
    raise exception 'Inactive person %', found.person using errcode = 'BTN05', detail = found.person::text;
  end if;

  insert into participation (opportunity_id, person_id, letter, function, during, actor_id, by_plan)
  select p.opportunity_id, p.person_id, p.letter, p.function, tstzrange(x.at, null), actor, p.by_plan
  from unnest(comings) x join opportunity o on o.id = x.o
  join participation p on p.opportunity_id = x.o and upper(p.during) = o.deleted_at join person q on q.id = p.person_id
  where q.deactivated_at is null and q.deleted_at is null and not (x.kind = 'open' and p.person_id = x.person);
  update opportunity o set deleted_at = null, merged_into = null,
    holder_id = case when x.kind = 'open' then x.person else o.holder_id end,
    held_since = case when x.kind = 'open' then x.at else o.held_since end,
    open_during = case when x.kind = 'open' then tstzrange(x.at, null) else o.open_during end,
    version = o.version + 1, updated_at = restored_at, updated_by = actor
  from unnest(comings) x where o.id = x.o;
  insert into holding (opportunity_id, stage_id, person_id, during, because, reason, decision_id, actor_id)
  select x.o, x.stage, x.person, tstzrange(x.at, null), 'restored', holding_restore.reason, x.decision, actor
  from unnest(comings) x where x.kind = 'open';
  perform set_config('baton.road', '', true);
end $$;
revoke all on function holding_end, holding_restore from public;
grant execute on function holding_end, holding_restore to baton_app;

-- An opportunity and all that were merged into it, and into those.
create function merged_family(survivor uuid) returns setof uuid language sql stable as $$
  with recursive family as (
    select survivor as id union select o.id from opportunity o join family f on o.merged_into = f.id
  ) select id from family
$$;
grant execute on function merged_family to baton_app;
