-- A migration of many counts what it changes at once, not row by row.
drop trigger opportunity_changed_counts on opportunity;
create trigger opportunity_changed_counts after update on opportunity for each row
  when (coalesce(current_setting('baton.counted', true), '') <> 'on' and (
    old.holder_id is distinct from new.holder_id or old.stage_id is distinct from new.stage_id or old.furthest is distinct from new.furthest
    or old.open_during is distinct from new.open_during or old.outcome is distinct from new.outcome or old.amount is distinct from new.amount or old.amount_currency is distinct from new.amount_currency
    or old.closed_at is distinct from new.closed_at or old.opened_at is distinct from new.opened_at or old.deleted_at is distinct from new.deleted_at))
  execute function count_changed_opportunity();

create or replace function holding_migrate(old_version uuid, new_version uuid, mapping jsonb, actor uuid, moved_at timestamp with time zone, most integer)
 returns table(total integer, changed jsonb)
 language plpgsql security definer set search_path = baton, public, pg_temp as $$
declare
  ids uuid[];
  tiles migrating[];
begin
  if exists (select 1 from stage a left join stage b on b.plan_version_id = new_version and b.key = mapping->>a.key
             where a.plan_version_id = old_version and mapping ? a.key and (b.id is null or b.kind <> a.kind or (b.phase = 'delivery') <> (a.phase = 'delivery'))) then
    raise exception 'A stage has nowhere to go in the new version.' using errcode = 'BTN09';
  end if;
  perform set_config('baton.road', 'open', true);
  ids := array(select o.id from opportunity o where o.stage_id in (select s.id from stage s where s.plan_version_id = old_version and mapping ? s.key)
               order by o.id limit most for update);
  total := cardinality(ids);
  changed := coalesce((
    select jsonb_agg(jsonb_build_object('id', o.id, 'from', a.id, 'to', b.id))
    from opportunity o join stage a on a.id = o.stage_id join stage b on b.plan_version_id = new_version and b.key = mapping->>a.key
    where o.id = any(ids) and a.key <> b.key), '[]');
  update holding h set stage_id = b.id
    from stage a join stage b on b.plan_version_id = new_version and b.key = mapping->>a.key
   where h.opportunity_id = any(ids) and h.stage_id = a.id and a.key = b.key and upper_inf(h.during);
  tiles := array(
    select row(h.opportunity_id, h.person_id, b.id, greatest(moved_at, lower(h.during) + interval '1 microsecond'))::migrating
    from holding h join stage a on a.id = h.stage_id join stage b on b.plan_version_id = new_version and b.key = mapping->>a.key
    where h.opportunity_id = any(ids) and a.plan_version_id = old_version and a.key <> b.key and upper_inf(h.during));
  update holding h set during = tstzrange(lower(h.during), m.at) from unnest(tiles) m where h.opportunity_id = m.opportunity_id and upper_inf(h.during);
  perform set_config('baton.counted', 'on', true);
  insert into tally_change
  select o.holder_id, o.stage_id, o.furthest, o.is_open, o.outcome, o.amount_currency, closed_month_of(o.closed_at, c.time_zone),
    cycle_days(o.opened_at, o.closed_at, c.time_zone), -count(*), -coalesce(sum(o.amount), 0)
  from opportunity o cross join company c where o.id = any(ids) and o.deleted_at is null group by 1, 2, 3, 4, 5, 6, 7, 8;
  update opportunity o set stage_id = b.id, plan_version_id = new_version, phase = b.phase,
    stage_since = case when a.key <> b.key and o.is_open then greatest(moved_at, o.stage_since + interval '1 microsecond') else o.stage_since end,
    furthest = (select max(n.position) from stage n where n.plan_version_id = new_version and n.kind = 'open' and n.phase <> 'delivery'
                and n.key in (select b.key union all select s.key from holding h join stage s on s.id = h.stage_id where h.opportunity_id = o.id)),
    version = o.version + 1, updated_at = moved_at, updated_by = actor
  from stage a join stage b on b.plan_version_id = new_version and b.key = mapping->>a.key
  where o.id = any(ids) and a.id = o.stage_id;
  insert into tally_change
  select o.holder_id, o.stage_id, o.furthest, o.is_open, o.outcome, o.amount_currency, closed_month_of(o.closed_at, c.time_zone),
    cycle_days(o.opened_at, o.closed_at, c.time_zone), count(*), coalesce(sum(o.amount), 0)
  from opportunity o cross join company c where o.id = any(ids) and o.deleted_at is null group by 1, 2, 3, 4, 5, 6, 7, 8;
  perform set_config('baton.counted', '', true);
  insert into holding (opportunity_id, stage_id, person_id, during, because, actor_id)
    select m.opportunity_id, m.stage_id, m.person_id, tstzrange(m.at, null), 'plan', actor from unnest(tiles) m;
  perform set_config('baton.road', '', true);
  return next;
end $$;
