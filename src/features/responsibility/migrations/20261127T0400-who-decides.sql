-- Who decides where two cannot agree: the nearest active manager above somebody, else the plan's keeper, else an administrator; never a party.
create function who_decides(above uuid, parties uuid[]) returns uuid language sql stable set search_path from current as $$
  with recursive line as (
    select manager_id as id, 1 as step from person where person.id = above
    union all
    select p.manager_id, line.step + 1 from line join person p on p.id = line.id where line.step < 50
  )
  select coalesce(
    (select p.id from line join person p on p.id = line.id
      where p.deactivated_at is null and p.deleted_at is null and p.id <> all (parties) order by line.step limit 1),
    (select p.id from (select keeper_id from plan_version where published_at is not null
        order by published_at desc, number desc limit 1) v join person p on p.id = v.keeper_id
      where p.deactivated_at is null and p.deleted_at is null and p.id <> all (parties)),
    (select p.id from person p
      where p.admin and p.deactivated_at is null and p.deleted_at is null and p.id <> all (parties) order by p.id limit 1))
$$;
comment on function who_decides is 'Null where nobody is left who is not a party.';
grant execute on function who_decides to baton_app;
