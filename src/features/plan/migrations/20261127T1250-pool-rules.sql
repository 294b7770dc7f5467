-- A recycle rule looks at what it says, and counts from a day on: nothing was recycled before, so what lay idle until now is not taken
-- from anybody overnight. Pools say how one claims, how long they may lie there, what is shown, and what functions may.
create function pools_as_now(pools jsonb, since date) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(
    jsonb_build_object('claiming', 'free', 'claimWithin', null, 'limits', '[]'::jsonb,
      'shows', '["title", "companyName", "type", "region", "product", "amount", "source"]'::jsonb)
    || p.value
    || jsonb_build_object('recycle', (
      select coalesce(jsonb_agg(
        jsonb_build_object('exceptAt', '[]'::jsonb, 'supporters', 'stay', 'tasks', 'keeper', 'countsFrom', since)
        || case when r.value ? 'idleDays' then jsonb_build_object('after',
             jsonb_build_object('what', 'progress', 'field', null, 'amount', r.value->'idleDays', 'unit', 'days')) else '{}' end
        || (r.value - 'idleDays') order by r.ordinality), '[]')
      from jsonb_array_elements(p.value->'recycle') with ordinality r)) order by p.ordinality), '[]')
  from jsonb_array_elements(pools) with ordinality p
$$;
with day as (select (now() at time zone time_zone)::date as today from company)
update plan_version set pools = pools_as_now(pools, day.today) from day where pools <> '[]';
with day as (select (now() at time zone time_zone)::date as today from company)
update plan_draft set document = jsonb_set(document, '{pools}', pools_as_now(document->'pools', day.today)) from day
where jsonb_array_length(document->'pools') > 0;
with day as (select (now() at time zone time_zone)::date as today from company)
update plan_publication set input = jsonb_set(input, '{pools}', pools_as_now(input->'pools', day.today)) from day
where jsonb_array_length(input->'pools') > 0;
drop function pools_as_now(jsonb, date);
