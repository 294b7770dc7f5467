-- everything, as an administrator
select "r"."id", "r"."version", "r"."name", "r"."holder_id", (select "r_holder_id"."name" from "person" "r_holder_id" where "r_holder_id"."id" = "r"."holder_id") as "_t_holder_id", "r"."region", "r"."secret", "r"."created_at", "r"."created_by", (select "r_created_by"."name" from "person" "r_created_by" where "r_created_by"."id" = "r"."created_by") as "_t_created_by", "r"."updated_at", ("r"."name" collate "zh-x-icu")::text as "_k0", ("r"."id")::text as "_k1"
from "client" "r"
where true and "r"."deleted_at" is null
order by "r"."name" collate "zh-x-icu" asc, "r"."id" asc
limit $1;
-- [51]

-- the next page, newest first: one row comparison
select "r"."id", "r"."version", "r"."title", ("r"."created_at")::text as "_k0", ("r"."id")::text as "_k1"
from "matter" "r"
where true and "r"."deleted_at" is null and ("r"."created_at", "r"."id") < ($1::text::timestamptz, $2::text::uuid)
order by "r"."created_at" desc, "r"."id" desc
limit $3;
-- ["2026-11-23 08:00:00+00","01890000-0000-7000-8000-000000000001",51]

-- the next page, by a field that may be empty and by client
select "r"."id", "r"."version", "r"."title", ("r"."score"::float8)::text as "_k0", ((select "r_client_id"."name" from "client" "r_client_id" where "r_client_id"."id" = "r"."client_id") collate "zh-x-icu")::text as "_k1", ("r"."id")::text as "_k2"
from "matter" "r"
where true and "r"."deleted_at" is null and (("r"."score"::float8 < $1::text::float8 or "r"."score"::float8 is null) or ("r"."score"::float8 = $2::text::float8 and (false or ((select "r_client_id"."name" from "client" "r_client_id" where "r_client_id"."id" = "r"."client_id") collate "zh-x-icu" is null and "r"."id" < $3::text::uuid))))
order by "r"."score"::float8 desc nulls last, (select "r_client_id"."name" from "client" "r_client_id" where "r_client_id"."id" = "r"."client_id") collate "zh-x-icu" asc, "r"."id" desc
limit $4;
-- ["0.5","0.5","01890000-0000-7000-8000-000000000001",51]

-- a filter and a search, as a manager
select "r"."id", "r"."version", "r"."title", "r"."amount", "r"."amount_currency", ("r"."created_at")::text as "_k0", ("r"."id")::text as "_k1"
from "matter" "r"
where ("r"."holder_id" = any(array(select unnest($1::uuid[]) union select "h"."holder_id" from "matter" h where h.id = any(array(select "matter_id" from "helping" where "person_id" = $2::uuid and upper_inf("during"))))) and case when "r"."holder_id" = any($3::uuid[]) then true else "r"."id" = any(array(select "matter_id" from "helping" where "person_id" = $4::uuid and upper_inf("during"))) end) and "r"."deleted_at" is null and (("r"."state" = $5::text and money_major("r"."amount", "r"."amount_currency") > $6::float8 and starts_with((select "r_client_id"."region" from "client" "r_client_id" where "r_client_id"."id" = "r"."client_id" and ("r_client_id"."holder_id" = any($7::uuid[]) or exists (select 1 from "matter" "r_client_id_s" where "r_client_id_s"."client_id" = "r_client_id"."id"
    and "r_client_id_s"."deleted_at" is null and ("r_client_id_s"."holder_id" = any($8::uuid[]) or "r_client_id_s"."id" = any(array(select "matter_id" from "helping" where "person_id" = $9::uuid and upper_inf("during"))))))), $10::text))) and ("r"."search_grams" @> $11::int4[] and "r"."search_grams" @> $12::int4[])
order by "r"."created_at" desc, "r"."id" desc
limit $13;
-- [["01890000-0000-7000-8000-000000000001","01890000-0000-7000-8000-000000000002"],"01890000-0000-7000-8000-000000000001",["01890000-0000-7000-8000-000000000001","01890000-0000-7000-8000-000000000002"],"01890000-0000-7000-8000-000000000001","a",1000,["01890000-0000-7000-8000-000000000001","01890000-0000-7000-8000-000000000002"],["01890000-0000-7000-8000-000000000001","01890000-0000-7000-8000-000000000002"],"01890000-0000-7000-8000-000000000001","31",[1397641185],[1318125568],51]

-- one record, as a manager
select "r"."id", "r"."version", "r"."content", "r"."matter_id", (select "r_matter_id"."title" from "matter" "r_matter_id" where "r_matter_id"."id" = "r"."matter_id" and ("r_matter_id"."holder_id" = any($1::uuid[]) or "r_matter_id"."id" = any(array(select "matter_id" from "helping" where "person_id" = $2::uuid and upper_inf("during"))))) as "_t_matter_id", "r"."created_at", "r"."created_by", (select "r_created_by"."name" from "person" "r_created_by" where "r_created_by"."id" = "r"."created_by") as "_t_created_by", "r"."updated_at" from "note" "r"
where "r"."id" = $3::uuid and exists (select 1 from "matter" "r_t" where "r_t"."id" = "r"."matter_id"
    and "r_t"."deleted_at" is null and ("r_t"."holder_id" = any($4::uuid[]) or "r_t"."id" = any(array(select "matter_id" from "helping" where "person_id" = $5::uuid and upper_inf("during"))))) and "r"."deleted_at" is null;
-- [["01890000-0000-7000-8000-000000000001","01890000-0000-7000-8000-000000000002"],"01890000-0000-7000-8000-000000000001","01890000-0000-7000-8000-000000000001",["01890000-0000-7000-8000-000000000001","01890000-0000-7000-8000-000000000002"],"01890000-0000-7000-8000-000000000001"]

-- how many, as a manager
select count(*)::int as count from (
select 1 from "client" "r" where ("r"."holder_id" = any($1::uuid[]) or exists (select 1 from "matter" "r_s" where "r_s"."client_id" = "r"."id"
    and "r_s"."deleted_at" is null and ("r_s"."holder_id" = any($2::uuid[]) or "r_s"."id" = any(array(select "matter_id" from "helping" where "person_id" = $3::uuid and upper_inf("during")))))) and "r"."deleted_at" is null limit $4) found;
-- [["01890000-0000-7000-8000-000000000001","01890000-0000-7000-8000-000000000002"],["01890000-0000-7000-8000-000000000001","01890000-0000-7000-8000-000000000002"],"01890000-0000-7000-8000-000000000001",10001]

-- money by state and month
select * from (
select _g0, _g1, "_camount_currency", sum(_v0)::text as _m0, count(_v0)::int as _n0, sum(_rows)::int as _m1, dense_rank() over (order by _g0, _g1) as _rank from (
select 1 as _rows, "r"."state" as "_g0", to_char("r"."created_at" at time zone $1::text, 'YYYY-MM') as "_g1", "r"."amount_currency" as "_camount_currency", "r"."amount" as "_v0"
from "matter" "r"
where true and "r"."deleted_at" is null) rows group by _g0, _g1, "_camount_currency") grouped
where _rank <= $2 order by _rank;
-- ["Asia/Shanghai",1001]
