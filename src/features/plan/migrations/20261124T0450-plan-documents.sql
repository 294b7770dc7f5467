-- A stage carries its row of the duties matrix and everything else it asks; a plan has processes, drafts and migrations.
alter table stage add column duties jsonb not null default '{}', add column settings jsonb not null default '{}';
comment on column stage.duties is 'function → R, C or I; the accountable one is stage.accountable.';
comment on column stage.settings is 'entryFields, entryGate, tasks, handOver, playbook, forecast; what is absent has its usual value.';
alter table plan_version add column processes jsonb, add column note text;
comment on column plan_version.processes is 'Null: one process of all stages.';

create table plan_draft (
  id uuid primary key default uuidv7(),
  version bigint not null default 1,
  name text not null check (length(name) between 1 and 100),
  based_on uuid not null references plan_version,
  document jsonb not null,
  created_at timestamptz not null,
  created_by uuid not null references person,
  updated_at timestamptz not null,
  updated_by uuid not null references person
);
grant select, insert, update, delete on plan_draft to baton_app;

-- Where the opportunities of one version go in the next; carried out some at a time, each a transaction of its own.
create table plan_migration (
  id uuid primary key default uuidv7(),
  from_version_id uuid not null references plan_version,
  to_version_id uuid not null references plan_version,
  -- old stage key → new stage key, every stage of the old version
  mapping jsonb not null,
  actor_id uuid not null references person,
  begun_at timestamptz not null,
  done integer not null default 0,
  ended_at timestamptz
);
create index plan_migration_running on plan_migration (id) where ended_at is null;
grant select, insert, update on plan_migration to baton_app;

-- No rule with a decision in the last weeks is found by asking every decision.
create index decision_rule on decision (rule_id, made_at);

alter table holding drop constraint holding_because_check;
alter table holding add constraint holding_because_check check (because in ('routed', 'given', 'passed', 'hand-over', 'stage', 'reopened', 'plan')) not valid;
alter table holding validate constraint holding_because_check;

-- Moves at most `most` opportunities of one version to the stages of another, holdings and all: the same stage goes on in its tile,
-- another one begins a tile of its own. Answers what moved to a stage of another key, and how many moved in all.
create type migrating as (opportunity_id uuid, person_id uuid, stage_id uuid, at timestamptz);
create function holding_migrate(old_version uuid, new_version uuid, mapping jsonb, actor uuid, moved_at timestamptz, most integer)
returns table (total integer, changed jsonb) language plpgsql security definer set search_path = baton, public, pg_temp as $$
declare
  ids uuid[];
  tiles migrating[];
begin
  if exists (select 1 from stage a left join stage b on b.plan_version_id = new_version and b.key = mapping->>a.key
             where a.plan_version_id = old_version and (b.id is null or b.kind <> a.kind or (b.phase = 'delivery') <> (a.phase = 'delivery'))) then
    raise exception 'A stage has nowhere to go in the new version.' using errcode = 'BTN09';
  end if;
  perform set_config('baton.road', 'open', true);
  ids := array(select o.id from opportunity o where o.stage_id in (select s.id from stage s where s.plan_version_id = old_version)
               order by o.id limit most for update);
  total := cardinality(ids);
  changed := coalesce((
    select jsonb_agg(jsonb_build_object('id', o.id, 'from', a.id, 'to', b.id))
    from opportunity o join stage a on a.id = o.stage_id join stage b on b.plan_version_id = new_version and b.key = mapping->>a.key
    where o.id = any(ids) and a.key <> b.key), '[]');
  update holding h set stage_id = b.id
    from stage a join stage b on b.plan_version_id = new_version and b.key = mapping->>a.key
   where h.opportunity_id = any(ids) and h.stage_id = a.id and a.key = b.key and upper_inf(h.during);
  tiles := array(
    select row(h.opportunity_id, h.person_id, b.id, greatest(moved_at, lower(h.during) + interval '1 microsecond'))::migrating
    from holding h join stage a on a.id = h.stage_id join stage b on b.plan_version_id = new_version and b.key = mapping->>a.key
    where h.opportunity_id = any(ids) and a.plan_version_id = old_version and a.key <> b.key and upper_inf(h.during));
  update holding h set during = tstzrange(lower(h.during), m.at) from unnest(tiles) m where h.opportunity_id = m.opportunity_id and upper_inf(h.during);
  update opportunity o set stage_id = b.id, plan_version_id = new_version, phase = b.phase,
    stage_since = case when a.key <> b.key and o.is_open then greatest(moved_at, o.stage_since + interval '1 microsecond') else o.stage_since end,
    furthest = (select max(n.position) from stage n where n.plan_version_id = new_version and n.kind = 'open' and n.phase <> 'delivery'
                and n.key in (select b.key union all select s.key from holding h join stage s on s.id = h.stage_id where h.opportunity_id = o.id)),
    version = o.version + 1, updated_at = moved_at, updated_by = actor
  from stage a join stage b on b.plan_version_id = new_version and b.key = mapping->>a.key
  where o.id = any(ids) and a.id = o.stage_id;
  insert into holding (opportunity_id, stage_id, person_id, during, because, actor_id)
    select m.opportunity_id, m.stage_id, m.person_id, tstzrange(m.at, null), 'plan', actor from unnest(tiles) m;
  perform set_config('baton.road', '', true);
  return next;
end $$;
revoke all on function holding_migrate from public;
grant execute on function holding_migrate to baton_app;
drop function holding_follow_plan;
