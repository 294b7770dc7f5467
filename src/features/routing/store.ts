import { createHash } from 'node:crypto'
import type { Decision, Ground, Outcome } from '../../engines/assignment/index.ts'
import { insertMany } from '../../platform/db/copy.ts'
import type { Queryable } from '../../platform/db/pool.ts'

/** Who can be found by rules, without what changes with every decision. */
export type RoutingPerson = {
  id: string
  name: string
  departmentPath: string[]
  departmentNames: string[]
  functions: string[]
  skills: string[]
  territories: string[]
  weight: number
  openCap: number | null
  dayCap: number | null
  weekCap: number | null
  unitCap: number | null
}

/** Every active person. One query. */
export async function routingPeople(tx: Queryable): Promise<RoutingPerson[]> {
  return tx<RoutingPerson[]>`
    with recursive path as (
      select id, array[id::text] as ids, array[name] as names from department where parent_id is null
      union all
      select d.id, p.ids || d.id::text, p.names || d.name from department d join path p on p.id = d.parent_id
    )
    select p.id, p.name, coalesce(x.ids, '{}') as "departmentPath", coalesce(x.names, '{}') as "departmentNames", p.functions, p.skills, p.territories, p.weight,
           p.open_cap as "openCap", p.day_cap as "dayCap", p.week_cap as "weekCap", p.unit_cap as "unitCap"
    from person p left join path x on x.id = p.department_id
    where p.deactivated_at is null and p.deleted_at is null order by p.id`
}

export type Loads = {
  /** Moves whenever a person or department changes. */
  accessVersion: number
  /** By person: how many they hold open and how much work that is; how many rules gave them on the day and in its week. */
  open: Record<string, number>
  units: Record<string, number>
  today: Record<string, number>
  week: Record<string, number>
  /** Fresh ids. */
  ids: string[]
}

/** What people hold and received on `day` and since the first day of its `week`, counts that are kept, and `ids` new ids. One query. */
export async function loads(
  tx: Queryable,
  { day, week }: { day: string; week: string },
  ids: number,
): Promise<Loads> {
  const [row] = await tx<Loads[]>`
    select c.access_version as "accessVersion",
      coalesce((select json_object_agg(person_id, open) from person_load where open <> 0), '{}') as open,
      coalesce((select json_object_agg(person_id, units) from person_load where units <> 0), '{}') as units,
      coalesce((select json_object_agg(person_id, count) from person_received where day = ${day}), '{}') as today,
      coalesce((select json_object_agg(person_id, n) from (select person_id, sum(count) as n from person_received
        where day between ${week} and ${day} group by 1) w), '{}') as week,
      array(select uuidv7() from generate_series(1, ${ids})) as ids
    from company c`
  if (!row) throw new Error('the company is not there')
  return row
}

export type Turns = {
  ruleId: string
  people: string[]
  /** In the order of `people`: what each is owed, and when each last received. */
  credits: number[]
  lastReceived: (string | null)[]
  /** The largest amount the rule has given. */
  largest: number
}

/** Serialises deciding within a plan version, so that turns are fair between processes. */
export async function lockTurns(tx: Queryable, planVersionId: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('baton.turns'), hashtext(${planVersionId}))`
}

/** Whose turn it is under these rules. */
export async function turnsOf(tx: Queryable, ruleIds: readonly string[]): Promise<Turns[]> {
  if (ruleIds.length === 0) return []
  return tx<Turns[]>`
    select t.rule_id as "ruleId", to_json(t.people) as people, to_json(t.credits) as credits, to_json(t.last_received) as "lastReceived", t.largest
    from routing_turns t where t.rule_id = any(${ruleIds}::uuid[])`
}

/** Everything decisions leave beside themselves: the turns of the rules, the grounds, and what each person received. */
export async function keepDecided(
  tx: Queryable,
  day: string,
  turns: readonly Turns[],
  decisions: readonly NewDecision[],
): Promise<void> {
  await Promise.all([saveTurns(tx, turns), countReceived(tx, day, decisions), keepGrounds(tx, decisions)])
}

async function saveTurns(tx: Queryable, changed: readonly Turns[]): Promise<void> {
  for (const { ruleId, people, credits, lastReceived, largest } of changed) {
    await tx`
      insert into routing_turns (rule_id, people, credits, last_received, largest)
      values (${ruleId}, ${people}::uuid[], ${credits}::float8[], ${lastReceived}::timestamptz[], ${largest})
      on conflict (rule_id) do update set people = excluded.people, credits = excluded.credits, last_received = excluded.last_received,
        largest = excluded.largest`
  }
}

export type NewDecision = {
  id: string
  opportunityId: string
  planVersionId: string
  input: Record<string, unknown>
  outcome: Outcome
  ground: Ground | null
  /** Where a stage's accountable function was asked, not a rule. */
  stageId?: string
  /** When it was made, where that is not when all of them are. */
  madeAt?: string
}

/** Keeps the decisions with everything that was weighed. Their grounds are kept before (`keepDecided`). One statement. */
export async function insertDecisions(
  tx: Queryable,
  actorId: string | null,
  at: string,
  decisions: readonly NewDecision[],
): Promise<void> {
  await insertMany(
    tx,
    'decision',
    DECISION,
    decisions.map(({ id, opportunityId, planVersionId, input, outcome, ground, stageId, madeAt }) => {
      const { ruleId, via, personId, draw, ...said } = outcome
      const rest = { ...said, terms: said.terms.map(rounded) }
      const hash = ground && keptGround(ground).hash
      return [
        id,
        opportunityId,
        planVersionId,
        stageId ? null : ruleId,
        via,
        personId,
        draw,
        input,
        rest,
        actorId,
        madeAt ?? at,
        hash ? `\\x${hash}` : null,
        stageId ?? null,
      ]
    }),
  )
}

/** Most grounds were kept before, and they are long: only those that are not there travel. */
export async function keepGrounds(
  tx: Queryable,
  decisions: readonly Pick<NewDecision, 'ground'>[],
): Promise<void> {
  const grounds = [...new Set(decisions.flatMap(({ ground }) => ground ?? []))].map(keptGround)
  if (grounds.length === 0) return
  const found = await tx<{ hash: string }[]>`
    select encode(hash, 'hex') as hash from decision_ground
    where hash = any(array(select decode(h, 'hex') from unnest(${grounds.map((g) => g.hash)}::text[]) as h))`
  const known = new Set(found.map(({ hash }) => hash))
  const missing = grounds.filter(({ hash }) => !known.has(hash))
  if (missing.length === 0) return
  await tx`insert into decision_ground (hash, ground)
    select decode(g.hash, 'hex'), g.text::jsonb
    from unnest(${missing.map((g) => g.hash)}::text[], ${missing.map((g) => g.text)}::text[]) as g(hash, text)
    order by 1 on conflict do nothing`
}

async function countReceived(tx: Queryable, day: string, decisions: readonly NewDecision[]): Promise<void> {
  const received = Map.groupBy(
    decisions.filter(({ outcome }) => outcome.via === 'rule'),
    ({ outcome }) => outcome.personId,
  )
  if (received.size === 0) return
  const counts = [...received.values()].map((list) => list.length)
  await tx`insert into person_received as r (person_id, day, count)
    select n.person, ${day}::date, n.count from unnest(${[...received.keys()]}::uuid[], ${counts}::int[]) as n(person, count) order by 1
    on conflict (day, person_id) do update set count = r.count + excluded.count`
}

const DECISION = [
  { name: 'id', type: 'uuid' },
  { name: 'opportunity_id', type: 'uuid' },
  { name: 'plan_version_id', type: 'uuid' },
  { name: 'rule_id', type: 'uuid' },
  { name: 'via', type: 'text' },
  { name: 'person_id', type: 'uuid' },
  { name: 'draw', type: 'float8' },
  { name: 'input', type: 'jsonb' },
  { name: 'outcome', type: 'jsonb' },
  { name: 'actor_id', type: 'uuid' },
  { name: 'made_at', type: 'timestamptz' },
  { name: 'ground', type: 'bytea' },
  { name: 'stage_id', type: 'uuid' },
]

const hashes = new WeakMap<Ground, { hash: string; text: string }>() // a ground serves thousands of decisions

function keptGround(ground: Ground): { hash: string; text: string } {
  const known = hashes.get(ground)
  if (known) return known
  const text = JSON.stringify(ground)
  const made = { hash: createHash('sha256').update(text).digest('hex'), text }
  hashes.set(ground, made)
  return made
}

/** To a millionth of a turn: an explanation needs no more. */
function rounded(term: number): number {
  return Math.round(term * 1e6) / 1e6
}

export type DecisionRow = {
  id: string
  madeAt: string
  via: 'rule' | 'fallback' | 'succession'
  personId: string
  person: string
  draw: number
  input: Record<string, unknown>
  /** The short form with its ground; decisions kept before grounds were carry their candidates themselves. */
  outcome: Omit<Outcome, 'via' | 'ruleId' | 'personId' | 'draw'> | Decision
  ground: Ground | null
  /** All rules of the plan that decided, in their order. */
  rules: { id: string; position: number; label: { zh: string; en: string } }[]
  actorId: string | null
  actor: string | null
  rule: { id: string; label: { zh: string; en: string }; position: number; strategy: string } | null
  /** The stage whose accountable function found the holder. */
  stage: { id: string; label: { zh: string; en: string }; accountable: string } | null
  planVersion: number
}

/** The decisions of one opportunity, newest first. */
export async function decisionsOf(db: Queryable, opportunityId: string): Promise<DecisionRow[]> {
  return db<DecisionRow[]>`
    select d.id, d.made_at as "madeAt", d.via, d.person_id as "personId", p.name as person, d.draw, d.input, d.outcome, g.ground,
           coalesce((select jsonb_agg(jsonb_build_object('id', x.id, 'position', x.position, 'label', x.label) order by x.position)
             from routing_rule x where x.plan_version_id = d.plan_version_id), '[]') as rules,
           d.actor_id as "actorId", a.name as actor, v.number as "planVersion",
           case when r.id is null then null else jsonb_build_object('id', r.id, 'label', r.label, 'position', r.position,
             'strategy', r.strategy) end as rule,
           case when s.id is null then null else jsonb_build_object('id', s.id, 'label', s.label, 'accountable', s.accountable) end as stage
    from decision d join person p on p.id = d.person_id join plan_version v on v.id = d.plan_version_id
    left join routing_rule r on r.id = d.rule_id left join person a on a.id = d.actor_id
    left join decision_ground g on g.hash = d.ground left join stage s on s.id = d.stage_id
    where d.opportunity_id = any(array(select merged_family(${opportunityId}::uuid)))
    order by d.opportunity_id = ${opportunityId} desc, d.made_at desc, d.id desc`
}

/** New ids for rows that point at each other before they are written. */
export async function newIds(tx: Queryable, count: number): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`select uuidv7() as id from generate_series(1, ${count})`
  return rows.map((row) => row.id)
}

/** What a routing condition may ask about the records an opportunity points to. One query for each kind. */
export async function referredFacts(
  tx: Queryable,
  table: 'account' | 'product',
  ids: readonly string[],
): Promise<Map<string, Record<string, unknown>>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const rows =
    table === 'account'
      ? await tx<({ id: string } & Record<string, unknown>)[]>`
          select id, name, region, industry, location, employees from account where id = any(${wanted}::uuid[])`
      : await tx<({ id: string } & Record<string, unknown>)[]>`
          select id, name, series from product where id = any(${wanted}::uuid[])`
  return new Map(rows.map((row) => [row.id, row]))
}

/** A choice that no rule made, with everything that was weighed. */
export type Chosen = {
  id: string
  opportunityId: string
  planVersionId: string
  stageId: string
  via: 'succession'
  personId: string
  input: Record<string, unknown>
  decision: Omit<Decision, 'via' | 'ruleId' | 'personId'>
}

/** Keeps choices as decisions, so that why this person and why not me is answered for them too. One statement. */
export async function keepChosen(
  tx: Queryable,
  actorId: string | null,
  at: string,
  chosen: readonly Chosen[],
): Promise<void> {
  await insertMany(
    tx,
    'decision',
    DECISION,
    chosen.map(({ id, opportunityId, planVersionId, stageId, via, personId, input, decision }) => {
      const whole = { ...decision, via, ruleId: null, personId }
      return [
        id,
        opportunityId,
        planVersionId,
        null,
        via,
        personId,
        decision.draw,
        input,
        whole,
        actorId,
        at,
        null,
        stageId,
      ]
    }),
  )
}
