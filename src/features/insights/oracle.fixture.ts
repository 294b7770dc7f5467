import { courseOf } from '../../engines/mining/course.ts'
import type { History } from '../../engines/mining/history.ts'
import type { Sql } from '../../platform/db/pool.ts'
import type { MeasureKey } from './rules/measures.ts'

/** One opportunity as plain rows have it. Instants are milliseconds. */
export type Plain = {
  id: string
  outcome: 'won' | 'lost' | null
  isOpen: boolean
  amount: number | null
  currency: string | null
  openedAt: number
  closedAt: number | null
  days: number | null
  age: number
  keys: Record<string, string | null>
  holdings: { stage: string; position: number; person: string; from: number; to: number | null }[]
  followUps: { at: number; person: string }[]
  handOvers: { to: string; toStage: string; state: string; offeredAt: number; answeredAt: number | null }[]
  clocks: {
    kind: string
    person: string
    stage: string | null
    startedAt: number
    breached: boolean
    stopped: boolean
    due: boolean
  }[]
}
export type Oracle = {
  now: number
  minutes(person: string, from: number, to: number): number
  historyOf(id: string): History
}

/** Everything there is, read as it stands. */
export function plainRows(owner: Sql, now: string, zone: string): Promise<Plain[]> {
  const ms = (text: string) => owner.unsafe(`(date_part('epoch', ${text}) * 1000)::int8`)
  return owner<Plain[]>`
    select o.id, o.outcome, o.is_open as "isOpen", o.amount, o.amount_currency as currency, ${ms('o.opened_at')} as "openedAt",
      ${ms('o.closed_at')} as "closedAt", (o.closed_at at time zone ${zone})::date - (o.opened_at at time zone ${zone})::date as days,
      (${now}::timestamptz at time zone ${zone})::date - (o.opened_at at time zone ${zone})::date as age,
      jsonb_build_object('holder', o.holder_id, 'manager', p.manager_id, 'department', p.department_id, 'stage', s.key,
        'type', o.type, 'source', o.source, 'region', substr(o.region, 1, 2), 'outcome', o.outcome, 'function', s.accountable,
        'opened-week', to_char(o.opened_at at time zone ${zone}, 'IYYY"W"IW'), 'opened-month', to_char(o.opened_at at time zone ${zone}, 'YYYY-MM'),
        'closed-month', to_char(o.closed_at at time zone ${zone}, 'YYYY-MM')) as keys,
      (select coalesce(json_agg(json_build_object('stage', x.key, 'position', x.position, 'person', h.person_id, 'from', ${ms('lower(h.during)')},
        'to', ${ms('upper(h.during)')}) order by h.during), '[]') from holding h join stage x on x.id = h.stage_id where h.opportunity_id = o.id) as holdings,
      (select coalesce(json_agg(json_build_object('at', ${ms('f.happened_at')}, 'person', f.person_id) order by f.happened_at), '[]')
        from follow_up f where f.opportunity_id = o.id and f.deleted_at is null) as "followUps",
      (select coalesce(json_agg(json_build_object('to', h.to_person_id, 'toStage', x.key, 'state', h.state, 'offeredAt', ${ms('h.offered_at')},
        'answeredAt', ${ms('h.answered_at')})), '[]') from hand_over h join stage x on x.id = h.to_stage_id where h.opportunity_id = o.id) as "handOvers",
      (select coalesce(json_agg(json_build_object('kind', c.kind, 'person', c.person_id, 'stage', x.key, 'startedAt', ${ms('c.started_at')},
        'breached', c.breached_at is not null, 'stopped', c.stopped_at is not null,
        'due', c.stopped_at is null and c.paused_at is null and c.due_at <= ${now}::timestamptz
          and c.kind in ('first-contact', 'next-step', 'follow-up', 'dwell', 'claim'))), '[]')
        from clock c left join stage x on x.id = c.stage_id where c.opportunity_id = o.id and c.kind not in ('finding', 'recycle')) as clocks
    from opportunity o join person p on p.id = o.holder_id join stage s on s.id = o.stage_id where o.deleted_at is null order by o.id`
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)
const mean = (values: readonly number[]) => (values.length === 0 ? null : sum(values) / values.length)
const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)
function quantile(values: readonly number[], at: number): number | null {
  const rising = values.toSorted((a, b) => a - b)
  if (rising.length === 0) return null
  const index = at * (rising.length - 1)
  const [low = 0, high = 0] = [rising[Math.floor(index)], rising[Math.ceil(index)]]
  return low + (high - low) * (index - Math.floor(index))
}
const won = (rows: readonly Plain[]) => rows.filter(({ outcome }) => outcome === 'won')
const lost = (rows: readonly Plain[]) => rows.filter(({ outcome }) => outcome === 'lost')
const closed = (rows: readonly Plain[]) => rows.filter(({ outcome }) => outcome !== null)
const open = (rows: readonly Plain[]) => rows.filter(({ isOpen }) => isOpen)
const days = (rows: readonly Plain[]) => rows.map((row) => row.days ?? 0)
/** Every amount is in one currency here. */
const amounts = (rows: readonly Plain[]) => rows.flatMap(({ amount }) => amount ?? [])
const over = (rows: readonly Plain[]) =>
  rows.flatMap((row) => row.clocks.filter((one) => one.breached || one.stopped))
const answered = (rows: readonly Plain[]) =>
  rows.flatMap((row) => row.handOvers.filter(({ state }) => state === 'accepted' || state === 'declined'))

type Figure = (rows: readonly Plain[], oracle: Oracle) => number | null
const nothing = (value: number | null, rows: readonly unknown[]) => (rows.length === 0 ? null : value)
const WEEK = 7 * 86_400_000

function firstContacts(rows: readonly Plain[], { minutes }: Oracle): number[] {
  return rows.flatMap(({ followUps, holdings, openedAt }) => {
    const [first] = followUps
    return first
      ? [Math.max(0, minutes(holdings[0]?.person ?? '', openedAt, Math.max(first.at, openedAt)))]
      : []
  })
}

function times(
  rows: readonly Plain[],
  { historyOf, minutes, now }: Oracle,
): { waiting: number; worked: number }[] {
  const timesOf = (person: string) => ({ between: (from: number, to: number) => minutes(person, from, to) })
  return rows.flatMap(({ id }) => {
    const turns = courseOf(historyOf(id), { timesOf, now }).turns.filter(({ isOver }) => isOver)
    const waiting = sum(turns.map((turn) => turn.waiting))
    return turns.length === 0 ? [] : [{ waiting, worked: sum(turns.map((turn) => turn.working)) - waiting }]
  })
}

const cycles = (outcome: string, rowsOf: (rows: readonly Plain[]) => Plain[]) =>
  Object.fromEntries(
    Object.entries({ p25: 0.25, median: 0.5, p75: 0.75, p90: 0.9 }).map(([name, at]) => [
      `cycle-${outcome}-${name}`,
      (rows: readonly Plain[]) => quantile(days(rowsOf(rows)), at),
    ]),
  )

/** Every measure of opportunities, as slow and plain as can be. */
export const OF_OPPORTUNITIES: Readonly<Partial<Record<MeasureKey, Figure>>> = {
  opportunities: (rows) => rows.length,
  open: (rows) => open(rows).length,
  won: (rows) => won(rows).length,
  lost: (rows) => lost(rows).length,
  closed: (rows) => closed(rows).length,
  load: (rows) => share(open(rows).length, new Set(open(rows).map(({ keys }) => keys['holder'])).size),
  overdue: (rows) => open(rows).filter(({ clocks }) => clocks.some(({ due }) => due)).length,
  'win-rate': (rows) => share(won(rows).length, closed(rows).length),
  'win-rate-all': (rows) => share(won(rows).length, rows.length),
  'won-amount': (rows) => nothing(sum(amounts(won(rows))), amounts(won(rows))),
  'open-amount': (rows) => nothing(sum(amounts(open(rows))), amounts(open(rows))),
  'lost-amount': (rows) => nothing(sum(amounts(lost(rows))), amounts(lost(rows))),
  'average-won-amount': (rows) => mean(amounts(won(rows))),
  'median-won-amount': (rows) => quantile(amounts(won(rows)), 0.5),
  'cycle-won': (rows) => mean(days(won(rows))),
  'cycle-lost': (rows) => mean(days(lost(rows))),
  'cycle-closed': (rows) => mean(days(closed(rows))),
  ...cycles('won', won),
  ...cycles('lost', lost),
  age: (rows) => mean(open(rows).map(({ age }) => age)),
  'age-median': (rows) =>
    quantile(
      open(rows).map(({ age }) => age),
      0.5,
    ),
  'stages-passed': (rows) =>
    mean(rows.map(({ holdings }) => new Set(holdings.map(({ stage }) => stage)).size)),
  people: (rows) => mean(rows.map(({ holdings }) => new Set(holdings.map(({ person }) => person)).size)),
  'hand-overs': (rows) => sum(rows.map(({ handOvers }) => handOvers.length)),
  'hand-over-answer': (rows, { minutes }) =>
    mean(answered(rows).map(({ to, offeredAt, answeredAt }) => minutes(to, offeredAt, answeredAt ?? 0))),
  'acceptance-rate': (rows) =>
    share(answered(rows).filter(({ state }) => state === 'accepted').length, answered(rows).length),
  'follow-ups': (rows) => sum(rows.map(({ followUps }) => followUps.length)),
  'follow-up-frequency': (rows) => {
    const weeks = sum(closed(rows).map(({ openedAt, closedAt }) => ((closedAt ?? 0) - openedAt) / WEEK))
    return share(sum(closed(rows).map(({ followUps }) => followUps.length)), weeks)
  },
  'follow-up-rate': (rows) => share(rows.filter(({ followUps }) => followUps.length > 0).length, rows.length),
  'follow-up-rate-7': (rows, { now }) => {
    const isIn = ({ followUps: [first], openedAt }: Plain) =>
      first !== undefined && first.at < openedAt + WEEK
    const counted = rows.filter((row) => isIn(row) || !row.isOpen || row.openedAt + WEEK <= now)
    return share(counted.filter(isIn).length, counted.length)
  },
  'first-contact': (rows, oracle) => mean(firstContacts(rows, oracle)),
  'first-contact-median': (rows, oracle) => quantile(firstContacts(rows, oracle), 0.5),
  'next-step-kept': (rows) => {
    const steps = over(rows).filter(({ kind }) => kind === 'next-step')
    return share(steps.filter(({ breached }) => !breached).length, steps.length)
  },
  'on-time-rate': (rows) => share(over(rows).filter(({ breached }) => !breached).length, over(rows).length),
  breaches: (rows) => over(rows).filter(({ breached }) => breached).length,
  waiting: (rows, oracle) => mean(times(rows, oracle).map(({ waiting }) => waiting)),
  worked: (rows, oracle) => mean(times(rows, oracle).map(({ worked }) => worked)),
  'waiting-share': (rows, oracle) => {
    const all = times(rows, oracle)
    const waiting = sum(all.map((one) => one.waiting))
    return share(waiting, waiting + sum(all.map(({ worked }) => worked)))
  },
}

/** Where it stood and who held it, at an instant. */
function at({ holdings }: Plain, when: number) {
  return holdings.findLast(({ from }) => from <= when) ?? holdings[0]
}

/** Stays at stages, whoever held it there. */
function visits({
  holdings,
}: Plain): { stage: string; position: number; person: string; from: number; to: number | null }[] {
  const found: ReturnType<typeof visits> = []
  for (const holding of holdings) {
    const before = found.at(-1)
    if (before?.stage === holding.stage && before.to === holding.from) before.to = holding.to
    else found.push({ ...holding })
  }
  return found
}

type Told = 'stage-then' | 'holder-then'
const isOf = (by: Told, key: string) => (one: { stage: string; person: string }) =>
  (by === 'stage-then' ? one.stage : one.person) === key
const closing = (row: Plain) =>
  row.outcome && row.closedAt !== null
    ? row.holdings.findLast(({ from }) => from < (row.closedAt ?? 0))
    : undefined

function ended(rows: readonly Plain[], is: (one: { stage: string; person: string }) => boolean) {
  return rows.filter((row) => {
    const last = closing(row)
    return last !== undefined && is(last)
  })
}

/** Measures told apart by where it was, or who held it, at the time. */
export const OF_PARTS: Readonly<
  Partial<Record<MeasureKey, (rows: readonly Plain[], by: Told, key: string) => number | null>>
> = {
  won: (rows, by, key) => won(ended(rows, isOf(by, key))).length,
  lost: (rows, by, key) => lost(ended(rows, isOf(by, key))).length,
  closed: (rows, by, key) => ended(rows, isOf(by, key)).length,
  'win-rate': (rows, by, key) =>
    share(won(ended(rows, isOf(by, key))).length, ended(rows, isOf(by, key)).length),
  visits: (rows, by, key) => sum(rows.map((row) => firstVisits(row).filter(isOf(by, key)).length)),
  dwell: (rows, by, key) =>
    mean(
      rows.flatMap((row) =>
        visits(row)
          .filter(isOf(by, key))
          .flatMap(({ from, to }) => (to === null ? [] : (to - from) / 86_400_000)),
      ),
    ),
  conversion: (rows, by, key) => {
    const gone = rows.flatMap((row) =>
      firstVisits(row)
        .filter(isOf(by, key))
        .flatMap((visit) => wentOn(row, visit) ?? []),
    )
    return share(gone.filter((one) => one).length, gone.length)
  },
  'follow-ups': (rows, by, key) =>
    sum(
      rows.map(
        (row) =>
          row.followUps.filter(({ at: when, person }) =>
            isOf(by, key)({ stage: at(row, when)?.stage ?? '', person }),
          ).length,
      ),
    ),
  'hand-overs': (rows, by, key) =>
    sum(
      rows.map(
        (row) =>
          row.handOvers.filter(({ to, toStage }) => isOf(by, key)({ stage: toStage, person: to })).length,
      ),
    ),
  breaches: (rows, by, key) =>
    sum(
      rows.map(
        (row) =>
          over([row]).filter(
            ({ breached, stage, person, startedAt }) =>
              breached && isOf(by, key)({ stage: stage ?? at(row, startedAt)?.stage ?? '', person }),
          ).length,
      ),
    ),
}

function firstVisits(row: Plain) {
  const all = visits(row)
  return all.filter(({ stage }, i) => all.findIndex((one) => one.stage === stage) === i)
}

function wentOn(row: Plain, visit: { position: number; from: number }): boolean | null {
  const isBefore = row.closedAt === null || visit.from < row.closedAt
  if (visits(row).some(({ from, position }) => from > visit.from && position > visit.position)) return true
  return isBefore && row.outcome ? row.outcome === 'won' : null
}
