-- What goes into a pool, or out of it, has other limits from then on.
create function mark_stays() returns trigger language plpgsql set search_path from current as $$
begin
  insert into clock_stale (opportunity_id, because) select distinct opportunity_id, 'pool' from fresh;
  return null;
end $$;
create trigger pool_stay_begun_marks after insert on pool_stay referencing new table as fresh for each statement execute function mark_stays();
create trigger pool_stay_changed_marks after update on pool_stay referencing new table as fresh for each statement execute function mark_stays();
