-- The bin: who put what there, when and why. What lies in it too long is removed for good; the journal keeps that it existed.
alter table company add column bin_days integer not null default 90 check (bin_days between 1 and 3650);
comment on column company.bin_days is 'Days a record lies in the bin before it is removed for good.';

create table binned (
  object text not null check (object in ('opportunity', 'account', 'contact')),
  record_id uuid not null,
  at timestamptz not null,
  by_id uuid,
  because text not null check (because in ('deleted', 'merged')),
  reason text,
  into_id uuid,
  primary key (object, record_id),
  check ((because = 'merged') = (into_id is not null))
);
create index binned_newest on binned (object, at desc, record_id desc);
grant select, insert, update, delete on binned to baton_app;

-- What was deleted before there was a bin can be found in it; what an import took back cannot.
insert into binned (object, record_id, at, by_id, because)
select 'account', a.id, a.deleted_at, a.updated_by, 'deleted' from account a
 where a.deleted_at is not null and not exists (select 1 from import_made m where m.object = 'account' and m.record_id = a.id)
union all
select 'contact', c.id, c.deleted_at, c.updated_by, 'deleted' from contact c
 where c.deleted_at is not null and not exists (select 1 from import_made m where m.object = 'contact' and m.record_id = c.id);

-- Decisions are kept as long as the opportunity, and no longer.
drop trigger decision_append_only on decision;
create trigger decision_append_only before update or delete on decision for each row
  when (current_setting('baton.purging', true) is distinct from 'on') execute function refuse_change();

-- Removes rows of a table with everything that is nothing without them; what only points to them forgets them.
create function remove_with_dependents(of regclass, ids uuid[]) returns void language plpgsql set search_path = baton, public, pg_temp as $$
declare
  pointer record;
  theirs uuid[];
begin
  for pointer in
    select c.conrelid::regclass as source, a.attname as col, a.attnotnull as belongs,
           exists (select 1 from pg_attribute i where i.attrelid = c.conrelid and i.attname = 'id' and not i.attisdropped) as has_id
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = of and cardinality(c.conkey) = 1 and not c.condeferrable
    order by 1, 2
  loop
    if not pointer.belongs and pointer.source <> 'task'::regclass then
      execute format('update %s set %I = null where %I = any($1)', pointer.source, pointer.col, pointer.col) using ids;
    elsif pointer.has_id then
      execute format('select array_agg(id) from %s where %I = any($1)', pointer.source, pointer.col) into theirs using ids;
      if theirs is not null then perform remove_with_dependents(pointer.source, theirs); end if;
    else
      execute format('delete from %s where %I = any($1)', pointer.source, pointer.col) using ids;
    end if;
  end loop;
  execute format('delete from %s where id = any($1)', of) using ids;
end $$;
revoke all on function remove_with_dependents from public;

-- Removes what lies in the bin for good. Answers what was removed; what is not in the bin stays.
create function bin_empty(kind text, ids uuid[]) returns setof uuid language plpgsql security definer set search_path = baton, public, pg_temp as $$
declare gone uuid[];
begin
  select array_agg(b.record_id) into gone from (
    select record_id from binned where object = kind and record_id = any(ids) order by record_id for update
  ) b;
  if gone is null then return; end if;
  perform set_config('baton.road', 'open', true);
  perform set_config('baton.purging', 'on', true);
  if kind = 'opportunity' then
    perform remove_with_dependents('opportunity', gone);
    delete from decision where opportunity_id = any(gone);
  else
    perform remove_with_dependents(kind::regclass, gone);
  end if;
  delete from merged_pointer where merged_id = any(gone) or record_id = any(gone);
  delete from binned where object = kind and record_id = any(gone);
  perform set_config('baton.purging', '', true);
  perform set_config('baton.road', '', true);
  return query select unnest(gone);
end $$;
revoke all on function bin_empty from public;
grant execute on function bin_empty to baton_app;

-- What was pointed over to the survivor when a record was merged away; restoring it points it back.
create table merged_pointer (
  merged_id uuid not null,
  object text not null,
  field text not null,
  record_id uuid not null,
  primary key (merged_id, object, field, record_id)
);
grant select, insert, delete on merged_pointer to baton_app;
