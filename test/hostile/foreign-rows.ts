import type { Client } from '../api.ts'
import { type World, wanted } from '../world.ts'

/** What belongs to one person alone, by the first word of its address. */
export type Personal = Record<
  | 'sessions'
  | 'api-keys'
  | 'views'
  | 'hand-overs'
  | 'contests'
  | 'approvals'
  | 'findings'
  | 'proposals'
  | 'reviews'
  | 'splits'
  | 'clocks'
  | 'imports'
  | 'replays'
  | 'notices'
  | 'pool-applications'
  | 'reports'
  | 'dashboards'
  | 'schedules',
  string
>

/** A contest of an opportunity that nobody who is tried is part of. */
export async function contestOf(world: World, opportunity: string): Promise<string> {
  const [row] = await world.api.application.owner<{ id: string }[]>`
    with made as (
      insert into decision (opportunity_id, plan_version_id, via, person_id, draw, input, outcome, made_at)
      select id, plan_version_id, 'fallback', holder_id, 0, '{}', '{}', now() from opportunity where id = ${opportunity}
      returning id, opportunity_id, person_id)
    insert into contest (opportunity_id, decision_id, contester_id, holder_id, proposed_id, reason, filed_at, due_at)
    select opportunity_id, id, ${world.people.finance}, person_id, ${world.people.finance}, '异议', now(), now() from made
    returning id`
  return row?.id ?? ''
}

/** What somebody asked another to approve. */
export async function requested(
  world: World,
  opportunity: string,
  by: string,
  approver: string,
): Promise<string> {
  const [row] = await world.api.application.owner<{ id: string }[]>`
    insert into approval (opportunity_id, stage, key, label, by, stage_since, given, requested_by, requested_at, note)
    select id, 'requirement', 'price', '{"zh": "特价", "en": "Price"}', ${JSON.stringify({ kind: 'person', person: approver })}::text::jsonb,
      stage_since, '{}', ${by}, now(), '客户要八折' from opportunity where id = ${opportunity} returning id`
  return row?.id ?? ''
}

/** An application for an opportunity that lies in a pool its holder keeps. */
export async function appliedFor(world: World, opportunity: string): Promise<string> {
  const [row] = await world.api.application.owner<{ id: string }[]>`
    with stay as (
      insert into pool_stay (opportunity_id, pool, since, because, keeper_id)
      select id, 'public', now(), 'arrived', holder_id from opportunity where id = ${opportunity} returning id, opportunity_id)
    insert into pool_application (stay_id, opportunity_id, pool, person_id, applied_at)
    select id, opportunity_id, 'public', ${world.people.finance}, now() from stay returning id`
  return row?.id ?? ''
}

/** A finding about an opportunity, held by somebody. */
export async function foundAbout(world: World, opportunity: string, holder: string): Promise<string> {
  const [row] = await world.api.application.owner<{ id: string }[]>`
    insert into finding (kind, key, subject, opportunity_id, holder_id, given_to, ground, found_at)
    values ('leaver-named', ${opportunity}, 'person', ${opportunity}, ${holder}, ${holder}, '', now()) returning id`
  return row?.id ?? ''
}

/** A proposal that somebody holds; its cause names whom nobody leads. */
export async function proposedTo(world: World, holder: string): Promise<string> {
  const place = {
    stages: [],
    functions: [],
    departments: [],
    people: [world.admin.personId],
    segment: null,
    limit: null,
    rule: null,
  }
  const cause = JSON.stringify({ kind: 'overload', weight: 1, place, rows: [] })
  const [row] = await world.api.application.owner<{ id: string }[]>`
    insert into proposal (key, cause, change, expected, holder_id, found_at, trial)
    values (${holder}, ${cause}::text::jsonb, '{"op": "hand-over-at-once", "stage": "requirement"}', '{}', ${holder}, now(), ${`p-${holder}`})
    returning id`
  return row?.id ?? ''
}

/** The review of an opportunity, held by whoever holds it. */
export async function reviewOf({ api }: World, opportunity: string): Promise<string> {
  const [row] = await api.application.owner<{ id: string }[]>`
    insert into review (opportunity_id, holder_id, because, opened_at, due_at)
    select id, holder_id, 'hand', now(), now() from opportunity where id = ${opportunity} returning id`
  return row?.id ?? ''
}

/** A limit that runs for an opportunity. */
export async function clockOf({ api }: World, opportunity: string): Promise<string> {
  const [row] = await api.application.owner<{ id: string }[]>`
    insert into clock (kind, subject_id, opportunity_id, person_id, basis, started_at, due_at)
    select 'dwell', id, id, holder_id, 'since', now(), now() + interval '9 days' from opportunity where id = ${opportunity} returning id`
  return row?.id ?? ''
}

/** Something somebody was told. */
export async function toldTo({ api }: World, personId: string): Promise<string> {
  const [row] = await api.application.db<{ id: string }[]>`
    insert into notice (person_id, kind, link, key, at)
    values (${personId}, 'plan.published', '/today', ${`told ${personId}`}, ${api.now()}) returning id`
  return row?.id ?? ''
}

/** A division somebody asked to be tried. */
export async function replayOf({ api }: World, personId: string): Promise<string> {
  const question = {
    plan: { kind: 'published' },
    period: { from: '2026-11-01', to: '2026-11-30' },
    changes: [],
    pace: 'as-it-was',
    seed: 1,
  }
  const [row] = await api.application.owner<{ id: string }[]>`
    insert into replay_run (name, state, question, person_id, created_at)
    values ('推演', 'cancelled', ${JSON.stringify(question)}::text::jsonb, ${personId}, ${api.now()}) returning id`
  return row?.id ?? ''
}

/** A robot of a group, and a message that waits for it. */
export async function outgoing({ admin, api }: World): Promise<{ channels: string; deliveries: string }> {
  const { id } = await wanted(
    admin.post<{ id: string }>('/channels/robots', {
      kind: 'feishu',
      name: '销售群',
      scope: { kind: 'company' },
      groups: ['clocks'],
      language: 'zh',
      showsTitles: false,
      isOn: true,
      webhook: 'https://open.feishu.cn/open-apis/bot/v2/hook/nobody',
    }),
  )
  const [row] = await api.application.db<{ id: string }[]>`
    insert into delivery (channel, robot_id, next_try_at, created_at) values ('feishu', ${id}, ${api.now()}, ${api.now()}) returning id`
  return { channels: id, deliveries: row?.id ?? '' }
}

/** A split somebody proposed, in which nobody who is tried has a part. */
export async function splitOf(world: World, opportunity: string, by: string): Promise<string> {
  const [row] = await world.api.application.owner<{ id: string }[]>`
    with made as (
      insert into credit_split (opportunity_id, state, proposed_by, proposed_at) values (${opportunity}, 'proposed', ${by}, now()) returning id)
    insert into credit_term (split_id, person_id, share) select id, ${world.people.finance}, 10000 from made returning split_id as id`
  return row?.id ?? ''
}

/** A report, a dashboard and what is mailed, of one person and for nobody else. */
export async function askedBy(
  client: Client,
): Promise<Record<'reports' | 'dashboards' | 'schedules', string>> {
  const made = async (path: string, body: object) =>
    (await wanted(client.post<{ id: string }>(path, body))).id
  const question = { measures: ['opportunities'], by: ['holder'] }
  const of = await made('/reports', { name: '自己的', question })
  const body = { what: 'report', of, rhythm: { every: 'day', hour: 9 }, receivers: [client.personId] }
  return {
    reports: of,
    dashboards: await made('/reports/dashboards', { name: '自己的', tiles: [{ report: of }] }),
    schedules: await made('/reports/schedules', body),
  }
}
