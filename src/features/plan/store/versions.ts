import type { Person } from '../../../engines/assignment/index.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import {
  type PlanDocument,
  type PlanVersion,
  type Pool,
  type Process,
  type RoutingRule,
  type RuleSettings,
  type Stage,
  USUAL_RULE,
} from '../contract.ts'
import { accountablesOf, usualProcess } from '../rules/document.ts'

type VersionRow = {
  id: string
  number: number
  template: string | null
  publishedAt: string | null
  keeperId: string
  keeperName: string
  processes: Process[] | null
  stages: Stage[]
  rules: RoutingRule[]
  pools: Pool[]
}

const PARTS = `
  v.processes, v.pools, (select jsonb_agg(jsonb_build_object('id', s.id, 'key', s.key, 'label', s.label, 'phase', s.phase, 'position', s.position,
     'kind', s.kind, 'accountable', s.accountable, 'requiredFields', s.required_fields, 'gate', s.gate,
     'probability', s.probability, 'duties', s.duties || jsonb_build_object(s.accountable, 'A'), 'entryFields', '[]'::jsonb,
     'entryGate', null, 'approvals', '[]'::jsonb, 'clocks', '[]'::jsonb, 'tasks', '[]'::jsonb, 'handOver', 'offered', 'playbook', '[]'::jsonb, 'forecast', 'pipeline',
     'workload', 1)
     || s.settings order by s.position) from stage s where s.plan_version_id = v.id) as stages,
  coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'position', r.position, 'label', r.label, 'condition', r.condition,
     'candidates', r.candidates, 'strategy', r.strategy, 'openCap', r.open_cap, 'dayCap', r.day_cap)
     || '${JSON.stringify(USUAL_RULE)}'::jsonb || r.settings order by r.position)
     from routing_rule r where r.plan_version_id = v.id), '[]') as rules`
const HEAD = `v.id, v.number, v.template, v.published_at as "publishedAt", v.keeper_id as "keeperId", k.name as "keeperName"`

type Head = Omit<VersionRow, 'processes' | 'stages' | 'rules' | 'pools'>
type Parts = Pick<VersionRow, 'processes' | 'stages' | 'rules' | 'pools'>

const MOST_KNOWN = 50
const knownParts = new Map<string, Parts>() // what was published never changes

/** The version with its stages and rules, which are read the first time only. */
async function whole(db: Queryable, head: Head | undefined): Promise<PlanVersion | undefined> {
  if (!head) return undefined
  const { keeperId, keeperName, ...rest } = head
  let parts = knownParts.get(head.id)
  if (!parts) {
    const [row] = await db<Parts[]>`select ${db.unsafe(PARTS)} from plan_version v where v.id = ${head.id}`
    if (!row) return undefined
    parts = row
    if (head.publishedAt) {
      if (knownParts.size >= MOST_KNOWN) knownParts.clear()
      knownParts.set(head.id, row)
    }
  }
  const processes = parts.processes ?? [usualProcess(parts.stages)]
  return { ...rest, ...parts, processes, keeper: { id: keeperId, name: keeperName } }
}

/** The newest published version, undefined before set-up. */
export async function currentVersion(db: Queryable): Promise<PlanVersion | undefined> {
  const [head] = await db<Head[]>`
    select ${db.unsafe(HEAD)} from plan_version v join person k on k.id = v.keeper_id
    where v.published_at is not null order by v.published_at desc, v.number desc limit 1`
  return whole(db, head)
}

/** One version by id. */
export async function versionById(db: Queryable, id: string): Promise<PlanVersion | undefined> {
  const [head] = await db<
    Head[]
  >`select ${db.unsafe(HEAD)} from plan_version v join person k on k.id = v.keeper_id where v.id = ${id}`
  return whole(db, head)
}

/** Serialises publishing: the second of two publishers sees the first one's version. */
export async function lockPublishing(tx: Queryable): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('baton.plan'))`
}

type NewVersion = {
  template: string | null
  keeperId: string
  publishedBy: string
  at: string
  planId?: string
  note?: string | undefined
}

/** Writes a version with its processes, stages and rules, then publishes it. */
export async function insertVersion(
  tx: Queryable,
  draft: Omit<PlanDocument, 'keeper'>,
  given: NewVersion,
): Promise<string> {
  const planId =
    given.planId ??
    (await tx<{ id: string }[]>`insert into plan (name) values (${given.template ?? 'plan'}) returning id`)[0]
      ?.id
  if (!planId) throw new Error('no plan')
  const [version] = await tx<{ id: string }[]>`
    insert into plan_version (plan_id, number, template, keeper_id, processes, pools, note)
    select ${planId}, coalesce(max(number), 0) + 1, ${given.template}, ${given.keeperId},
      ${JSON.stringify(draft.processes)}::text::jsonb, ${JSON.stringify(draft.pools)}::text::jsonb, ${given.note ?? null}
    from plan_version where plan_id = ${planId} returning id`
  if (!version) throw new Error('no plan version')
  const stages = JSON.stringify(draft.stages.map(rowOf))
  await tx`
    insert into stage (plan_version_id, key, label, phase, position, kind, accountable, required_fields, gate, probability, duties, settings)
    select ${version.id}, s.value->>'key', s.value->'label', s.value->>'phase', s.ordinality, s.value->>'kind',
           s.value->>'accountable', array(select jsonb_array_elements_text(s.value->'requiredFields')), s.value->>'gate',
           (s.value->>'probability')::float8, s.value->'duties', s.value->'settings'
    from jsonb_array_elements(${stages}::text::jsonb) with ordinality s`
  const rules = JSON.stringify(draft.rules.map((rule) => ({ ...rule, settings: settingsOf(rule) })))
  await tx`
    insert into routing_rule (plan_version_id, position, label, condition, candidates, strategy, open_cap, day_cap, settings)
    select ${version.id}, r.ordinality, r.value->'label', r.value->>'condition', r.value->'candidates',
           r.value->>'strategy', (r.value->>'openCap')::int, (r.value->>'dayCap')::int, r.value->'settings'
    from jsonb_array_elements(${rules}::text::jsonb) with ordinality r`
  await tx`update plan_version set published_at = ${given.at}, published_by = ${given.publishedBy} where id = ${version.id}`
  return version.id
}

/** The plan a version belongs to. */
export async function planOf(tx: Queryable, versionId: string): Promise<string | undefined> {
  const [row] = await tx<
    { planId: string }[]
  >`select plan_id as "planId" from plan_version where id = ${versionId}`
  return row?.planId
}

/** The A of a row of the matrix is a column of its own, which names a function that exists. */
function rowOf({
  duties,
  entryFields,
  entryGate,
  approvals,
  clocks,
  tasks,
  handOver,
  playbook,
  forecast,
  workload,
  ...stage
}: PlanDocument['stages'][number]) {
  const [accountable] = accountablesOf(duties)
  const others = Object.fromEntries(Object.entries(duties).filter(([key]) => key !== accountable))
  return {
    ...stage,
    accountable,
    duties: others,
    settings: { entryFields, entryGate, approvals, clocks, tasks, handOver, playbook, forecast, workload },
  }
}

/** What a rule says of its settings. */
function settingsOf(rule: PlanDocument['rules'][number]): RuleSettings {
  const names = Object.keys(USUAL_RULE) as (keyof RuleSettings)[]
  return Object.fromEntries(names.map((name) => [name, rule[name] ?? USUAL_RULE[name]])) as RuleSettings
}

export type Known = {
  functions: string[]
  people: Person[]
  mayAct: string[]
  departments: string[]
  /** Everybody's manager, those gone too. */
  managers: Record<string, string>
  idleRules: string[]
}

/** What a compiler must know of the company: functions, everybody who can be found, who may work on opportunities, idle rules. */
export async function whatPlansMayName(db: Queryable, since: string): Promise<Known> {
  const [row] = await db<Known[]>`
    with recursive path as (
      select id, array[id::text] as ids from department where parent_id is null
      union all
      select d.id, p.ids || d.id::text from department d join path p on p.id = d.parent_id
    ), active as (
      select * from person where deactivated_at is null and deleted_at is null
    )
    select array(select key from function) as functions, array(select id from department) as departments,
      coalesce((select jsonb_object_agg(id, manager_id) from person where manager_id is not null), '{}') as managers,
      coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'active', true, 'functions', p.functions,
        'departmentPath', coalesce(x.ids, '{}'), 'skills', p.skills, 'territories', p.territories, 'weight', p.weight,
        'openCap', null, 'dayCap', null) order by p.id)
        from active p left join path x on x.id = p.department_id), '[]') as people,
      array(select p.id from active p where p.admin or exists (
        select 1 from person_role pr join role r on r.id = pr.role_id
        where pr.person_id = p.id and r.grants->'opportunity'->'rights' ? 'edit')) as "mayAct",
      array(select r.label->>'zh' from routing_rule r join (
          select id from plan_version where published_at <= ${since} order by published_at desc, number desc limit 1) v on v.id = r.plan_version_id
        where not exists (select 1 from decision d join routing_rule x on x.id = d.rule_id
          where x.label->>'zh' = r.label->>'zh' and d.made_at >= ${since})) as "idleRules"`
  if (!row) throw new Error('nothing is known')
  return row
}

/** The other versions at whose stages opportunities stand, with these stages. */
export async function versionsInUse(
  db: Queryable,
  currentId: string,
): Promise<{ id: string; stageIds: string[] }[]> {
  return db<{ id: string; stageIds: string[] }[]>`
    select s.plan_version_id as id, array_agg(s.id) as "stageIds"
    from (select stage_id from tally_by_stage group by stage_id having sum(n) > 0) t join stage s on s.id = t.stage_id
    where s.plan_version_id <> ${currentId} group by 1 order by 1`
}

export type VersionLine = {
  id: string
  number: number
  publishedAt: string
  publishedBy: { id: string; name: string } | null
  note: string | null
  running: number
  migration: { done: number; left: number; endedAt: string | null } | null
}

/** Every published version, newest first. */
export async function versions(db: Queryable): Promise<VersionLine[]> {
  return db<VersionLine[]>`
    select v.id, v.number, v.published_at as "publishedAt", v.note,
      case when p.id is null then null else jsonb_build_object('id', p.id, 'name', p.name) end as "publishedBy",
      coalesce(r.running, 0)::int as running,
      case when m.id is null then null else jsonb_build_object('done', m.done, 'left', case when m.ended_at is null then
        (select count(*) from opportunity o join stage s on s.id = o.stage_id where s.plan_version_id = m.from_version_id) else 0 end,
        'endedAt', m.ended_at) end as migration
    from plan_version v left join person p on p.id = v.published_by
    left join (select s.plan_version_id as id, sum(t.n)::int as running from tally_by_stage t join stage s on s.id = t.stage_id
      where t.is_open group by 1) r on r.id = v.id
    left join lateral (select * from plan_migration x where x.to_version_id = v.id order by x.id desc limit 1) m on true
    where v.published_at is not null order by v.published_at desc, v.number desc`
}

/** Active people who have one of these functions. */
export async function peopleOfFunctions(db: Queryable, functions: readonly string[]): Promise<string[]> {
  const rows = await db<{ id: string }[]>`
    select id from person where functions && ${functions as string[]}::text[] and deactivated_at is null and deleted_at is null order by id`
  return rows.map(({ id }) => id)
}
