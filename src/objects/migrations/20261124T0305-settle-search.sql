-- Many new rows wait in a list beside each search index, which is many times faster than entering them one by one; this enters them.
create function settle_search() returns void language plpgsql security definer set search_path = baton, public, pg_temp as $$
declare waiting regclass;
begin
  for waiting in select i.indexrelid from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
    where a.amname = 'gin' and c.relnamespace = 'baton'::regnamespace loop
    perform gin_clean_pending_list(waiting);
  end loop;
end $$;
revoke execute on function settle_search from public;
grant execute on function settle_search to baton_app;
