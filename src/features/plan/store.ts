import type { Queryable } from '../../platform/db/pool.ts'
import type { PlanVersion, RoutingRule, Stage } from './contract.ts'
import type { PlanDraft } from './rules/templates.ts'

type VersionRow = {
  id: string
  number: number
  template: string | null
  publishedAt: string | null
  keeperId: string
  keeperName: string
  stages: Stage[]
  rules: RoutingRule[]
}

const PARTS = `
  (select jsonb_agg(jsonb_build_object('id', s.id, 'key', s.key, 'label', s.label, 'phase', s.phase, 'position', s.position,
     'kind', s.kind, 'accountable', s.accountable, 'requiredFields', s.required_fields, 'gate', s.gate,
     'probability', s.probability) order by s.position) from stage s where s.plan_version_id = v.id) as stages,
  coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'position', r.position, 'label', r.label, 'condition', r.condition,
     'candidates', r.candidates, 'strategy', r.strategy, 'openCap', r.open_cap, 'dayCap', r.day_cap) order by r.position)
     from routing_rule r where r.plan_version_id = v.id), '[]') as rules`
const HEAD = `v.id, v.number, v.template, v.published_at as "publishedAt", v.keeper_id as "keeperId", k.name as "keeperName"`

type Head = Omit<VersionRow, 'stages' | 'rules'>
type Parts = Pick<VersionRow, 'stages' | 'rules'>

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
  return { ...rest, ...parts, keeper: { id: keeperId, name: keeperName } }
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

/** Writes a version with its stages and rules, then publishes it. */
export async function insertVersion(
  tx: Queryable,
  draft: PlanDraft,
  given: { template: string | null; keeperId: string; publishedBy: string; at: string; planId?: string },
): Promise<string> {
  const planId =
    given.planId ??
    (await tx<{ id: string }[]>`insert into plan (name) values (${given.template ?? 'plan'}) returning id`)[0]
      ?.id
  if (!planId) throw new Error('no plan')
  const [version] = await tx<{ id: string }[]>`
    insert into plan_version (plan_id, number, template, keeper_id)
    select ${planId}, coalesce(max(number), 0) + 1, ${given.template}, ${given.keeperId}
    from plan_version where plan_id = ${planId} returning id`
  if (!version) throw new Error('no plan version')
  const stages = JSON.stringify(draft.stages)
  await tx`
    insert into stage (plan_version_id, key, label, phase, position, kind, accountable, required_fields, gate, probability)
    select ${version.id}, s.value->>'key', s.value->'label', s.value->>'phase', s.ordinality, s.value->>'kind',
           s.value->>'accountable', array(select jsonb_array_elements_text(s.value->'requiredFields')), s.value->>'gate',
           (s.value->>'probability')::float8
    from jsonb_array_elements(${stages}::text::jsonb) with ordinality s`
  const rules = JSON.stringify(draft.rules)
  await tx`
    insert into routing_rule (plan_version_id, position, label, condition, candidates, strategy, open_cap, day_cap)
    select ${version.id}, r.ordinality, r.value->'label', r.value->>'condition', r.value->'candidates',
           r.value->>'strategy', (r.value->>'openCap')::int, (r.value->>'dayCap')::int
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

/** Every function key and every active person's id: what a plan may name. */
export async function whatPlansMayName(
  tx: Queryable,
): Promise<{ functions: Set<string>; activePeople: Set<string> }> {
  const functions = await tx<{ key: string }[]>`select key from function`
  const people = await tx<
    { id: string }[]
  >`select id from person where deactivated_at is null and deleted_at is null`
  return { functions: new Set(functions.map((f) => f.key)), activePeople: new Set(people.map((p) => p.id)) }
}

/** Takes running and closed opportunities along to the stages of the same key. Answers how many. */
export async function followPlan(
  tx: Queryable,
  from: string,
  to: string,
  actor: string,
  at: string,
): Promise<number> {
  const [row] = await tx<
    { moved: number }[]
  >`select holding_follow_plan(${from}, ${to}, ${actor}, ${at}) as moved`
  return row?.moved ?? 0
}
