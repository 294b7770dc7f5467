-- The keeper of the plan in force is there: what no rule finds somebody for goes to them, and must always find them.
create function refuse_absent_keeper() returns trigger language plpgsql as $$
begin
  perform 1 from person p where p.id = new.keeper_id and p.deactivated_at is null and p.deleted_at is null for share;
  if not found then
    raise exception 'Inactive person %', new.keeper_id using errcode = 'BTN05', detail = new.keeper_id::text;
  end if;
  return new;
end $$;
create trigger plan_keeper_is_there before insert or update of published_at on plan_version
  for each row execute function refuse_absent_keeper();

create function refuse_leaving_keeper() returns trigger language plpgsql security definer set search_path from current as $$
begin
  if (new.deactivated_at is not null and old.deactivated_at is null) or (new.deleted_at is not null and old.deleted_at is null) then
    if exists (select 1 from plan_version v where v.keeper_id = new.id and v.published_at is not null
               and not exists (select 1 from plan_version w where w.plan_id = v.plan_id and w.published_at is not null and w.number > v.number)) then
      raise exception 'Keeps the plan in force' using errcode = 'BTN10';
    end if;
  end if;
  return new;
end $$;
create trigger person_leaves_no_plan_unkept before update of deactivated_at, deleted_at on person
  for each row execute function refuse_leaving_keeper();
