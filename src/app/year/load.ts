import { parseCondition } from '../../engines/conditions/index.ts'
import { workingTimesOf } from '../../features/availability/index.ts'
import { bumpAccess } from '../../features/permissions/index.ts'
import type { PlanVersion } from '../../features/plan/contract.ts'
import { publish, publishedPlan } from '../../features/plan/index.ts'
import { factsOf, ready } from '../../features/routing/index.ts'
import { type Day, instantOf } from '../../kernel/time.ts'
import type { Context } from '../../objects/context.ts'
import { vocabularyOf } from '../../objects/metadata.ts'
import { CopyIn } from '../../platform/db/copy.ts'
import type { Queryable, Sql, Tx } from '../../platform/db/pool.ts'
import { A_YEAR, arrivalsOf, livesOf } from './arriving.ts'
import { type Books, booksOf } from './books.ts'
import { type Away, absencesOf, type Company, companyOf } from './company.ts'
import { Desk } from './desk.ts'
import type { Fault } from './faults.ts'
import { insertAbsences, insertAccounts, insertCompany, insertProducts } from './founding.ts'
import type { Life } from './life.ts'
import { planOf } from './plan.ts'
import { COLUMNS, EVENT, eventsOf, rowsOf, type Stages, settleNextStep, type Table } from './rows.ts'
import { Year } from './year.ts'

export type Wanted = { seed: number; size: number; faults: ReadonlySet<Fault> }
export type Made = {
  company: Company
  lives: Life[]
  books: Books
  plan: PlanVersion
  from: number
  until: number
}

/**
 * Fills a company that is set up and empty with a year of simulated work that ends at `context.now`: the same for the same seed, size,
 * faults and moment. What came in was divided by the product's own router, each decision with its draw and ground; the rows go in
 * through every trigger of the ledger, in one transaction. `again` is the administrator's context after metadata moved.
 */
export async function makeYear(
  owner: Sql,
  context: Context,
  again: () => Promise<Context>,
  { seed, size, faults }: Wanted,
): Promise<Made> {
  const until = Date.parse(context.now)
  const from = until - A_YEAR
  const born = from - 86_400_000
  const company = companyOf(seed, size, born)
  const away = absencesOf(company, seed, from, until)
  await owner.begin(async (tx) => {
    await insertCompany(tx, company, instantOf(born))
    await insertAbsences(tx, away, instantOf(born))
    await insertAccounts(tx, company, instantOf(born))
    await insertProducts(tx, company, instantOf(born))
    await bumpAccess(tx)
  })
  const plan = await publishPlan(owner, await again(), company, faults, size, born)
  const now = await again()
  const times = await workingTimesOf(
    now.db,
    now,
    company.people.map(({ id }) => id),
    instantOf(from),
    instantOf(until),
  )
  const usual = times.get(company.keeper.id)
  if (!usual) throw new Error('nobody knows when the keeper works')
  const coming = arrivalsOf(company, { seed, size, from, until }, usual)
  const facts = await factsOf(
    now.db,
    coming.map(
      ({
        title,
        type,
        source,
        province: region,
        account,
        product,
        amount,
        requirement,
        contactName,
        contactPhone,
      }) => ({
        title,
        type,
        source,
        region,
        account,
        product,
        requirement,
        contactName,
        contactPhone,
        amount: { amount: (amount / 100).toFixed(2), currency: 'CNY' },
      }),
    ),
  )
  const lives = livesOf(
    coming.map((one, i) => ({ ...one, facts: facts[i] ?? {} })),
    seed,
  )
  const dayOf = (at: number): Day => usual.dayAt(at)
  const desk = new Desk({
    people: await ready.peopleAtWork(now.db),
    rules: rulesOf(now, plan),
    keeper: company.keeper.id,
    away,
    dayOf,
    weekOf: ready.weekOf,
  })
  new Year({ company, plan, desk, faults, times, usual, until }).run(lives)
  for (const life of lives) settleNextStep(life, dayOf(until))
  await owner.begin((tx) => write(tx, lives, plan, desk, company))
  for (const table of ['opportunity', 'holding', 'event', 'follow_up', 'clock', 'hand_over', 'decision'])
    await owner.unsafe(`analyze ${table}`)
  return { company, lives, books: booksOf(lives), plan, from, until }
}

/** The plan of the year is in force from its first day; the one the company was set up with, before. */
async function publishPlan(
  owner: Sql,
  context: Context,
  company: Company,
  faults: ReadonlySet<Fault>,
  size: number,
  born: number,
): Promise<PlanVersion> {
  const before = await publishedPlan(context.db)
  await owner`update plan_version set published_at = ${instantOf(born - 86_400_000)} where id = ${before.id}`
  const document = planOf(company, faults, size)
  return publish(
    { ...context, now: instantOf(born) },
    { ...document, basedOn: before.id, running: 'keep', note: '模拟年度' },
  )
}

function rulesOf({ registry, now }: Context, plan: PlanVersion) {
  const vocabulary = vocabularyOf(registry, 'opportunity')
  const { currency } = registry.company
  const given = { now, today: now.slice(0, 10), currency, won: new Map(), medians: new Map() }
  return plan.rules.map((rule) => {
    const parsed = rule.condition ? parseCondition(rule.condition, vocabulary) : undefined
    if (parsed && !parsed.ok) throw new Error(`the rule ${rule.position} cannot be read`)
    return ready.readyRule(rule, parsed?.condition, given)
  })
}

async function write(tx: Tx, lives: readonly Life[], plan: PlanVersion, desk: Desk, company: Company) {
  await tx`select set_config('baton.road', 'open', true), set_config('gin_pending_list_limit', '64MB', true)`
  await keepDecisions(tx, lives, plan, desk)
  const stages: Stages = new Map(plan.stages.map((stage) => [stage.key, stage]))
  const arrived = lives.filter(({ tiles }) => tiles.length > 0)
  const all = arrived.map((life) => rowsOf(life, plan, stages))
  const tables: Table[] = [
    'opportunity',
    'holding',
    'hand_over',
    'hand_over_message',
    'follow_up',
    'pool_stay',
    'clock',
  ]
  for (const table of tables)
    await copyRows(
      tx,
      table,
      COLUMNS[table],
      all.flatMap((rows) => rows[table]),
    )
  const events = arrived.flatMap((life) => [...eventsOf(life, stages, company.keeper.id)])
  events.sort((a, b) => a.at - b.at)
  await copyRows(
    tx,
    'event',
    EVENT,
    events.map(({ row }) => row),
  )
  await tx`select setval('opportunity_number', ${lives.length})`
  await letFollow(tx, arrived)
}

/** Whoever supports the holders of what is open now, by the duties of its stage. */
async function letFollow(tx: Tx, lives: readonly Life[]): Promise<void> {
  const open = lives.filter(({ isOpen }) => isOpen)
  await tx`select follow_duties(${open.map(({ given }) => given.id)}::uuid[], ${instantOf(Math.max(...open.map(({ tile }) => tile.from)))}::timestamptz,
    ${open.map(({ tile }) => tile.person)}::uuid[])`
}

async function copyRows(
  tx: Queryable,
  table: string,
  columns: readonly string[],
  rows: readonly unknown[][],
) {
  const copy = await CopyIn.into(tx, table, columns)
  for (const row of rows) {
    copy.write(row)
    await copy.flush()
  }
  await copy.end()
}

/** Decisions as production keeps them, with what each person received on each day and whose turn it is at the end. */
async function keepDecisions(tx: Tx, lives: readonly Life[], plan: PlanVersion, desk: Desk): Promise<void> {
  const decisions = lives.flatMap(({ given, decided }): ready.NewDecision[] =>
    decided
      ? [
          {
            id: decided.id,
            opportunityId: given.id,
            planVersionId: plan.id,
            input: ready.inputOf(given.facts),
            outcome: decided.outcome,
            ground: decided.ground,
            madeAt: instantOf(decided.at),
          },
        ]
      : [],
  )
  const [last] = decisions.slice(-1)
  if (!last?.madeAt) return
  await ready.keepGrounds(tx, decisions)
  await ready.insertDecisions(tx, null, last.madeAt, decisions)
  const received = [...desk.received].flatMap(([day, counts]) =>
    [...counts].map(([person, n]) => [person, day, n]),
  )
  await copyRows(tx, 'person_received', ['person_id', 'day', 'count'], received)
  for (const [rule, list] of Map.groupBy(desk.turns(), ({ ruleId }) => ruleId)) {
    const at = list.map(({ personId }) => {
      const when = desk.lastReceived.get(`${rule} ${personId}`)
      return when === undefined ? null : instantOf(when)
    })
    await tx`insert into routing_turns (rule_id, people, credits, last_received) values (${rule},
      ${list.map(({ personId }) => personId)}::uuid[], ${list.map(({ credit }) => credit)}::float8[], ${at}::timestamptz[])`
  }
}

export type { Away }
