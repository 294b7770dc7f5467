-- Who supports an opportunity follows the row of the duties matrix of its stage; helpers people chose themselves stay theirs.
alter table participation add column by_plan boolean not null default false;

-- Ends what the stage no longer asks of whom the plan brought in, and brings in whom it asks for: whoever held the opportunity last in that
-- function, and for R else the one of the function with the fewest. Nobody supports what they hold. Answers what changed.
create function follow_duties(opportunities uuid[], at timestamptz, actor uuid)
returns table (opportunity_id uuid, person_id uuid, letter text, function text, added boolean)
language plpgsql set search_path from current as $$
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
  ), found as (
    select distinct on (w.id, c.id) w.id, c.id as person, w.letter, w.function
    from wanted w cross join lateral (
      (select p.id from holding t join person p on p.id = t.person_id
        where t.opportunity_id = w.id and p.id <> w.holder_id and w.function = any(p.functions)
          and p.deactivated_at is null and p.deleted_at is null
        order by lower(t.during) desc limit 1)
      union all
      (select p.id from person p left join person_load l on l.person_id = p.id
        where w.letter = 'R' and p.id <> w.holder_id and w.function = any(p.functions)
          and p.deactivated_at is null and p.deleted_at is null
        order by coalesce(l.open, 0), p.id limit 1)
      limit 1) c
    where not exists (select 1 from participation y where y.opportunity_id = w.id and y.person_id = c.id and upper_inf(y.during))
    order by w.id, c.id, position(w.letter in 'RCI'), w.function
  )
  insert into participation as n (opportunity_id, person_id, letter, function, during, actor_id, by_plan)
  select f.id, f.person, f.letter, f.function,
    tstzrange(greatest(follow_duties.at, coalesce((select max(upper(x.during)) from participation x
      where x.opportunity_id = f.id and x.person_id = f.person), follow_duties.at)), null), actor, true
  from found f
  returning n.opportunity_id, n.person_id, n.letter, n.function, true;
end $$;
