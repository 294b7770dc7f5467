import type { Contact, History, Limit, Offer, Stay, Tile } from '../../engines/mining/history.ts'
import { type Fragment, ident, joined, raw, sql } from '../../kernel/fragment.ts'
import { ROW } from '../../objects/query/asked.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'

/** Days in the company's calendar, the first and the last: it was opened or closed between them, or `lived`: it was open on one of them. */
export type Period = { from: string; to: string; of: 'opened' | 'closed' | 'lived' }

export type Which = {
  period?: Period | undefined
  life?: 'open' | 'closed' | undefined
  /** Only these. */
  ids?: readonly string[] | undefined
}

/** What a reader may not know of opportunities is left empty. */
export const VEILED = ['title', 'source', 'region', 'product', 'account', 'amount', 'outcomeReason'] as const
export type Veiled = ReadonlySet<(typeof VEILED)[number]>

type Row = Omit<History, 'amount' | 'tiles' | 'offers' | 'contacts' | 'limits' | 'stays'> & {
  minor: number | null
  currency: string | null
  tiles: Parts<Tile> | null
  offers: Parts<Offer> | null
  contacts: Parts<Contact> | null
  limits: Parts<Limit> | null
  stays: Parts<Stay> | null
}
/** Values in the order of the columns below; names once a batch, not once a row. */
type Parts<T> = T[keyof T][][]

const ms = (instant: string) => `(date_part('epoch', ${instant}) * 1000)::int8`

/** How so many opportunities went, the newest id first, from behind `after`. One statement, so each is whole and of one moment. */
export async function page(
  db: Queryable,
  which: Fragment,
  { after, limit, veiled }: { after?: string | undefined; limit: number; veiled: Veiled },
): Promise<History[]> {
  const rows = await run<Row>(
    db,
    sql`select r.id, r.number, r.title, r.type, r.source, r.region, r.product_id as product, r.account_id as account,
      r.amount as minor, r.amount_currency as currency, r.plan_version_id as "planVersion", ${raw(ms('r.opened_at'))} as "openedAt",
      ${raw(ms('r.closed_at'))} as "closedAt", r.outcome, r.outcome_reason as "outcomeReason", ${raw(PARTS)}
    from (select r.* from opportunity ${raw(ROW)} where ${which} ${after ? sql`and r.id < ${after}::uuid` : raw('')}
      order by r.id desc limit ${limit}) r order by r.id desc`,
  )
  return rows.map((row) => shaped(row, veiled))
}

const PARTS = `
  (select json_agg(json_build_array(s.key, s.phase, h.person_id, ${ms('lower(h.during)')}, ${ms('upper(h.during)')}, h.because,
      case when s.accountable = any(p.functions) then s.accountable else p.functions[1] end, p.department_id, h.decision_id, d.rule_id)
      order by lower(h.during))
    from holding h join stage s on s.id = h.stage_id join person p on p.id = h.person_id left join decision d on d.id = h.decision_id
    where h.opportunity_id = r.id) as tiles,
  (select json_agg(json_build_array(h.from_person_id, h.to_person_id, s.key, t.key, ${ms('h.offered_at')}, ${ms('h.answered_at')}, h.state,
      exists (select 1 from hand_over_message m where m.hand_over_id = h.id and m.person_id = h.to_person_id)) order by h.offered_at, h.id)
    from hand_over h join stage s on s.id = h.stage_id join stage t on t.id = h.to_stage_id where h.opportunity_id = r.id) as offers,
  (select json_agg(json_build_array(f.person_id, ${ms('f.happened_at')}, f.kind, f.next_step_on) order by f.happened_at, f.id)
    from follow_up f where f.opportunity_id = r.id and f.deleted_at is null) as contacts,
  (select json_agg(json_build_array(c.kind, s.key, c.person_id, ${ms('c.started_at')}, ${ms('c.due_at')}, ${ms('c.breached_at')},
      ${ms('c.stopped_at')}) order by c.started_at, c.id)
    from clock c left join stage s on s.id = c.stage_id where c.opportunity_id = r.id and c.kind <> 'finding') as limits,
  (select json_agg(json_build_array(y.pool, ${ms('y.since')}, ${ms('y.until')}, y.because, y.taken_by) order by y.since, y.id)
    from pool_stay y where y.opportunity_id = r.id) as stays`

type Key<T> = readonly (keyof T & string)[]
const TILE: Key<Tile> = [
  'stage',
  'phase',
  'person',
  'from',
  'to',
  'because',
  'function',
  'department',
  'decision',
  'rule',
]
const OFFER: Key<Offer> = ['from', 'to', 'stage', 'toStage', 'offeredAt', 'answeredAt', 'state', 'asked']
const CONTACT: Key<Contact> = ['person', 'at', 'kind', 'nextStepOn']
const LIMIT: Key<Limit> = ['kind', 'stage', 'person', 'startedAt', 'dueAt', 'breachedAt', 'stoppedAt']
const STAY: Key<Stay> = ['pool', 'since', 'until', 'because', 'takenBy']

function shaped(row: Row, veiled: Veiled): History {
  const { minor, currency, tiles, offers, contacts, limits, stays, ...head } = row
  const history: History = {
    ...head,
    amount: minor === null || currency === null ? null : { minor, currency },
    tiles: named(TILE, tiles),
    offers: named(OFFER, offers),
    contacts: named(CONTACT, contacts),
    limits: named(LIMIT, limits),
    stays: named(STAY, stays),
  }
  for (const name of veiled) {
    if (name === 'title') history.title = ''
    else history[name] = null
  }
  return history
}

function named<T>(keys: Key<T>, parts: Parts<T> | null): T[] {
  return (parts ?? []).map((values) => {
    const one = {} as T
    keys.forEach((key, i) => {
      one[key] = values[i] as T[keyof T & string]
    })
    return one
  })
}

/** The condition, over `r`, of what is asked for; deleted and merged ones are left out. */
export function whichOf({ period, life, ids }: Which, timeZone: string): Fragment {
  const parts: Fragment[] = [raw('r.deleted_at is null')]
  if (ids) parts.push(sql`r.id = any(${[...ids]}::uuid[])`)
  if (life) parts.push(raw(life === 'open' ? 'r.is_open' : 'not r.is_open'))
  if (period) {
    const from = sql`(${period.from}::date::timestamp at time zone ${timeZone})`
    const until = sql`((${period.to}::date + 1)::timestamp at time zone ${timeZone})`
    const column = { opened: 'r.opened_at', closed: 'r.closed_at', lived: undefined }[period.of]
    parts.push(
      column
        ? sql`${ident(column)} >= ${from} and ${ident(column)} < ${until}`
        : sql`lower(r.open_during) < ${until} and coalesce(upper(r.open_during), 'infinity') >= ${from}`,
    )
  }
  return joined(parts, ' and ')
}

/** Somebody as histories name them; `manager` and `department` are ids. */
export type Person = {
  id: string
  name: string
  department: string | null
  departmentName: string | null
  functions: string[]
  manager: string | null
  isActive: boolean
}

export async function people(db: Queryable): Promise<Person[]> {
  return db<Person[]>`
    select p.id, p.name, p.department_id as department, d.name as "departmentName", p.functions, p.manager_id as manager,
      p.deactivated_at is null and p.deleted_at is null as "isActive"
    from person p left join department d on d.id = p.department_id`
}

/** A stage as it was last published, known by its key in every version. */
export type StageFacts = {
  key: string
  label: { zh: string; en: string }
  phase: string
  kind: 'open' | 'won' | 'lost' | 'done'
  accountable: string
  /** Ids of the stage and of its namesakes in other versions. */
  ids: string[]
  /** Among the stages of the newest version that has it. */
  position: number
  /** Of the plan that is in use. */
  isCurrent: boolean
}

export async function stages(db: Queryable): Promise<StageFacts[]> {
  return db<StageFacts[]>`
    with newest as (select id from plan_version where published_at is not null order by published_at desc, number desc limit 1)
    select distinct on (s.key) s.key, s.label, s.phase, s.kind, s.accountable, s.position, s.plan_version_id = n.id as "isCurrent",
      array(select z.id from stage z where z.key = s.key) as ids
    from stage s join plan_version v on v.id = s.plan_version_id cross join newest n where v.published_at is not null
    order by s.key, v.published_at desc, v.number desc`
}
