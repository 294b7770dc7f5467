--! breaking
-- Pairs of letters are kept as numbers, a fifth of the room and of the time of texts: (first << 16) + second, as a signed int4.
create function gram_codes(grams text[]) returns integer[] language sql immutable as $$
  select coalesce(array_agg((case when c >= 2147483648 then c - 4294967296 else c end)::integer order by n), '{}')
  from (select n, ((ascii(g)::bigint & 65535) << 16) + (case when char_length(g) > 1 then ascii(substr(g, 2)) & 65535 else 0 end) as c
        from unnest(grams) with ordinality as u(g, n)) coded
$$;

set local maintenance_work_mem = '512MB';

do $$
declare found text;
begin
  for found in select c.relname from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'baton'::regnamespace and c.relkind = 'r' and a.attname = 'search_grams' and a.atttypid = 'text[]'::regtype loop
    execute format('alter table %I alter column search_grams drop default', found);
    execute format('alter table %I alter column search_grams type integer[] using gram_codes(search_grams)', found);
    execute format('alter table %I alter column search_grams set default ''{}'', alter column search_grams set statistics 1000, alter column search set statistics 1000', found);
  end loop;
end $$;

drop function gram_codes;
