import { searchGramsOf, searchTextOf } from '../../src/objects/search-text.ts'
import { CopyIn } from '../../src/platform/db/copy.ts'
import { connect, type Sql } from '../../src/platform/db/pool.ts'
import { type Ground, live, type Opportunity, type StageRow } from './lives.ts'
import { type Company, hire } from './people.ts'
import { Chance } from './random.ts'
import { accountName, region } from './words.ts'

export type Scale = { opportunities: number; accounts: number; events: number }
export const SCALES: Readonly<Record<string, Scale>> = {
  '10k': { opportunities: 10_000, accounts: 2_000, events: 50_000 },
  '100k': { opportunities: 100_000, accounts: 10_000, events: 500_000 },
  '1m': { opportunities: 1_000_000, accounts: 100_000, events: 5_000_000 },
}

const FILLED = ['account', 'opportunity', 'holding', 'event', 'follow_up'] as const
const PRODUCTS = 100

/**
 * Fills an empty, set-up database with a company's history: the same rows for the same seed. As owner, past triggers and foreign
 * keys (the ledger is checked afterwards by whoever asks for it); secondary indexes are made at the end.
 */
export async function loadWorld(
  url: string,
  scale: Scale,
  seed: number,
  say: (line: string) => void,
): Promise<void> {
  const owner = connect(url, { as: 'owner', max: 8, name: 'baton-bench-load' })
  const chance = new Chance(seed)
  const indexes = await dropIndexes(owner)
  const company = await hire(owner, chance)
  const ground = await groundOf(owner, company, chance, scale)
  say(`${company.people.length} people, ${ground.accounts.length} accounts`)
  await fill(url, ground, chance, scale, say)
  say('making indexes')
  await owner`select setval('opportunity_number', ${scale.opportunities})`
  await Promise.all([
    makeIndexes(
      url,
      indexes.filter((_, i) => i % 2 === 0),
    ),
    makeIndexes(
      url,
      indexes.filter((_, i) => i % 2 === 1),
    ),
  ])
  await owner`insert into person_load (person_id, open, units) select h.person_id, count(*), sum(stage_workload(s.settings))
    from holding h join stage s on s.id = h.stage_id where upper_inf(h.during) group by h.person_id
    on conflict (person_id) do update set open = excluded.open, units = excluded.units`
  await owner.unsafe('select baton.count_anew()')
  await owner.unsafe('vacuum analyze')
  await owner.end()
}

async function dropIndexes(owner: Sql): Promise<string[]> {
  const rows = await owner<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes where schemaname = 'baton' and tablename = any(${[...FILLED]})
      and not exists (select 1 from pg_constraint c where c.conindid = format('%I.%I', schemaname, indexname)::regclass)`
  for (const { name } of rows) await owner.unsafe(`drop index "${name}"`)
  return rows.map((row) => row.definition)
}

async function makeIndexes(url: string, definitions: readonly string[]): Promise<void> {
  const owner = connect(url, { as: 'owner', max: 1 })
  await owner`set maintenance_work_mem = '1GB'`
  for (const definition of definitions) await owner.unsafe(definition)
  await owner.end()
}

async function groundOf(owner: Sql, company: Company, chance: Chance, scale: Scale): Promise<Ground> {
  const stages = await owner<StageRow[]>`
    select s.id, s.key, s.phase, s.kind, s.position from stage s join plan_version v on v.id = s.plan_version_id
    where v.published_at is not null order by s.position`
  const now = Date.now()
  const products = await owner<{ id: string }[]>`
    insert into product (name, series, list_price, list_price_currency)
    select 'Product ' || n, 'Series ' || n % 7, n * 10000, 'CNY' from generate_series(1, ${PRODUCTS}) n returning id`
  const sellers = company.people.filter((one) => one.function === 'sales')
  const columns = ['id', 'name', 'holder_id', 'region', 'industry', 'external_key', 'search', 'search_grams']
  const copy = await CopyIn.into(owner, 'account', columns)
  const accounts = Array.from({ length: scale.accounts }, (_, n) => ({
    id: chance.uuid(now - 1e11),
    name: accountName(chance, n),
  }))
  for (const [n, { id, name }] of accounts.entries()) {
    const search = searchTextOf([name])
    copy.write([
      id,
      name,
      chance.pick(sellers).id,
      region(chance),
      `行业 ${n % 20}`,
      `A-${n}`,
      search,
      searchGramsOf(search),
    ])
    await copy.flush()
  }
  await copy.end()
  const byFunction = Map.groupBy(company.people, (one) => one.function)
  return { company, byFunction, stages, accounts, products: products.map(({ id }) => id), now }
}

const OPPORTUNITY = [
  'id',
  'version',
  'number',
  'title',
  'type',
  'source',
  'contact_name',
  'contact_phone',
  'account_id',
  'product_id',
  'region',
  'amount',
  'amount_currency',
  'next_step',
  'next_step_on',
  'last_follow_up_at',
  'external_key',
  'plan_version_id',
  'stage_id',
  'phase',
  'stage_since',
  'holder_id',
  'held_since',
  'furthest',
  'open_during',
  'outcome',
  'outcome_reason',
  'closed_at',
  'opened_at',
  'created_at',
  'updated_at',
  'search',
  'search_grams',
]
const HOLDING = ['opportunity_id', 'during', 'person_id', 'stage_id', 'because']
const EVENT = [
  'at',
  'kind',
  'object',
  'record_id',
  'opportunity_id',
  'actor_id',
  'actor_kind',
  'before',
  'after',
  'cause',
]
const FOLLOW_UP = [
  'id',
  'opportunity_id',
  'kind',
  'happened_at',
  'content',
  'person_id',
  'created_at',
  'created_by',
]

async function fill(
  url: string,
  ground: Ground,
  chance: Chance,
  scale: Scale,
  say: (line: string) => void,
): Promise<void> {
  const past = connect(url, { as: 'owner', max: 4, name: 'baton-bench-copy' })
  const [plan] = await past<{ id: string }[]>`select id from plan_version where published_at is not null`
  const planId = plan?.id ?? ''
  const connections = await Promise.all(Array.from({ length: 4 }, () => past.reserve()))
  for (const one of connections) {
    await one`set session_replication_role = replica`
    await one`set synchronous_commit = off`
  }
  const [a, b, c, d] = connections as unknown as [Sql, Sql, Sql, Sql]
  const opportunities = await CopyIn.into(a, 'opportunity', OPPORTUNITY)
  const holdings = await CopyIn.into(b, 'holding', HOLDING)
  const events = await CopyIn.into(c, 'event', EVENT)
  const followUps = await CopyIn.into(d, 'follow_up', FOLLOW_UP)
  const perOpportunity = Math.round(scale.events / scale.opportunities)
  for (let n = 1; n <= scale.opportunities; n++) {
    const one = live(chance, ground, n)
    opportunities.write(opportunityRow(one, planId))
    for (const tile of one.tiles)
      holdings.write([
        one.id,
        range(tile.from, tile.until),
        tile.person,
        tile.stage.id,
        tile.from === one.openedAt ? 'routed' : 'stage',
      ])
    for (const f of one.followUps)
      followUps.write([f.id, one.id, 'call', iso(f.at), f.text, one.holder, iso(f.at), one.holder])
    for (const row of journal(one, chance, perOpportunity)) events.write(row)
    if (n % 200 === 0)
      await Promise.all([opportunities, holdings, events, followUps].map((copy) => copy.flush()))
    if (n % 100_000 === 0) say(`${n} opportunities`)
  }
  await Promise.all([opportunities, holdings, events, followUps].map((copy) => copy.end()))
  for (const one of connections) one.release()
  await past.end()
}

function opportunityRow(one: Opportunity, planId: string): unknown[] {
  const search = searchTextOf([one.title, one.contactName ?? '', one.contactPhone ?? ''])
  const last = one.followUps.reduce((most, f) => Math.max(most, f.at), 0)
  return [
    one.id,
    one.tiles.length,
    one.n,
    one.title,
    one.type,
    one.source,
    one.contactName,
    one.contactPhone,
    one.account.id,
    one.product,
    one.region,
    one.amount,
    one.amount === null ? null : 'CNY',
    one.nextStep,
    one.nextStepOn === null ? null : iso(one.nextStepOn).slice(0, 10),
    last === 0 ? null : iso(last),
    `O-${one.n}`,
    planId,
    one.stage.id,
    one.stage.phase,
    iso(one.stageSince),
    one.holder,
    iso(one.tiles.at(-1)?.from ?? one.openedAt),
    one.tiles.at(-1)?.stage.position,
    range(one.openedAt, one.closedAt),
    one.closedAt === null ? null : one.won ? 'won' : 'lost',
    one.reason,
    one.closedAt === null ? null : iso(one.closedAt),
    iso(one.openedAt),
    iso(one.openedAt),
    iso(one.stageSince),
    search,
    searchGramsOf(search),
  ]
}

function* journal(one: Opportunity, chance: Chance, wanted: number): Generator<unknown[]> {
  let made = 1
  const row = (
    at: number,
    kind: string,
    object: string,
    record: string,
    before: unknown,
    after: unknown,
    cause: unknown = null,
  ) => [iso(at), kind, object, record, one.id, one.holder, 'person', before, after, cause]
  yield row(one.openedAt, 'opportunity.created', 'opportunity', one.id, null, {
    title: one.title,
    type: one.type,
    source: one.source,
    account: one.account.id,
    amount: one.amount,
  })
  for (const [i, tile] of one.tiles.entries()) {
    const before = one.tiles[i - 1]
    if (!before) continue
    made += 1
    yield row(
      tile.from,
      'opportunity.moved',
      'opportunity',
      one.id,
      { holder: before.person, stage: before.stage.id },
      { holder: tile.person, stage: tile.stage.id },
      { because: 'stage', reason: null, decision: null },
    )
  }
  for (const f of one.followUps) {
    made += 1
    yield row(f.at, 'follow-up.created', 'follow-up', f.id, null, { content: f.text, kind: 'call' })
  }
  for (; made < wanted; made++)
    yield row(
      one.openedAt + made * 3_600_000,
      'opportunity.updated',
      'opportunity',
      one.id,
      { amount: null },
      { amount: chance.below(1e6) },
    )
}

function range(from: number, until: number | null): string {
  return `[${iso(from)},${until === null ? '' : iso(until)})`
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
