-- The least loaded of a function are looked for once, however many opportunities ask for one; two, for one may be the holder.
create or replace function follow_duties(opportunities uuid[], at timestamptz, actors uuid[])
returns table (opportunity_id uuid, person_id uuid, letter text, function text, added boolean)
language plpgsql set search_path = baton, public, pg_temp as $$
#variable_conflict use_column
begin
  return query
  update participation x set during = tstzrange(lower(x.during), greatest(follow_duties.at, lower(x.during) + interval '1 microsecond'))
  from opportunity o join stage s on s.id = o.stage_id
  where o.id = any(opportunities) and o.is_open and x.opportunity_id = o.id and upper_inf(x.during)
    and (x.person_id = o.holder_id or (x.by_plan and s.duties->>x.function is distinct from x.letter))
  returning x.opportunity_id, x.person_id, x.letter, x.function, false;

  return query
  with wanted as (
    select o.id, o.holder_id, d.key as function, d.value as letter
    from opportunity o join stage s on s.id = o.stage_id join person h on h.id = o.holder_id cross join jsonb_each_text(s.duties) d
    where o.id = any(opportunities) and o.is_open and d.key <> all(h.functions)
      and not exists (select 1 from participation x where x.opportunity_id = o.id and x.function = d.key and upper_inf(x.during))
  ), least_loaded as materialized (
    select f.function, x.id as person, x.place from (select distinct w.function from wanted w where w.letter = 'R') f cross join lateral (
      select p.id, row_number() over (order by coalesce(l.open, 0), p.id) as place
      from person p left join person_load l on l.person_id = p.id
      where f.function = any(p.functions) and p.deactivated_at is null and p.deleted_at is null
      order by coalesce(l.open, 0), p.id limit 2) x
  ), found as (
    select distinct on (w.id, c.id) w.id, c.id as person, w.letter, w.function
    from wanted w cross join lateral (
      (select p.id from holding t join person p on p.id = t.person_id
        where t.opportunity_id = w.id and p.id <> w.holder_id and w.function = any(p.functions)
          and p.deactivated_at is null and p.deleted_at is null
        order by lower(t.during) desc limit 1)
      union all
      (select l.person from least_loaded l where w.letter = 'R' and l.function = w.function and l.person <> w.holder_id order by l.place limit 1)
      limit 1) c
    where not exists (select 1 from participation y where y.opportunity_id = w.id and y.person_id = c.id and upper_inf(y.during))
    order by w.id, c.id, position(w.letter in 'RCI'), w.function
  )
  insert into participation as n (opportunity_id, person_id, letter, function, during, actor_id, by_plan)
  select f.id, f.person, f.letter, f.function,
    tstzrange(greatest(follow_duties.at, coalesce((select max(upper(x.during)) from participation x
      where x.opportunity_id = f.id and x.person_id = f.person), follow_duties.at)), null), d.actor, true
  from found f left join unnest(opportunities, actors) d(o, actor) on d.o = f.id
  returning n.opportunity_id, n.person_id, n.letter, n.function, true;
end $$;
