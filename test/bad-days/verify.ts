import { checkLedger } from '../../src/features/responsibility/index.ts'
import { connect, type Sql } from '../../src/platform/db/pool.ts'
import type { Held, Known } from './load.ts'

type Found = {
  id: string
  title: string
  version: number
  holder: string
  held: string | null
  stage: string
  heldAt: string | null
  isOpen: boolean
  tiles: number
  events: Record<string, number> | null
}

type Import = { imported: number; importRows: number }

/** Everything that was acknowledged against what the database holds: nothing lost, nothing doubled, the ledger in order. */
export async function verify(url: string, known: Known, run: Import | undefined): Promise<string[]> {
  const db = connect(url, { as: 'owner', max: 1, name: 'bad-days' })
  try {
    const ledger = (await checkLedger(db)).problems.map(
      ({ problem, opportunityId }) => `${problem} ${opportunityId}`,
    )
    return [
      ...ledger,
      ...(await ofWork(db, known.held)),
      ...(run ? await ofImport(db, run) : []),
      ...(await ofOrder(db)),
    ]
  } finally {
    await db.end()
  }
}

async function ofWork(db: Sql, held: readonly Held[]): Promise<string[]> {
  const rows = await db<Found[]>`
    select o.id, o.title, o.version, o.holder_id as holder, s.key as stage, o.is_open as "isOpen",
      last.person_id as held, last.key as "heldAt",
      (select count(*)::int from holding h where h.opportunity_id = o.id) as tiles,
      (select jsonb_object_agg(kind, number) from (
        select kind, count(*)::int as number from event e where e.opportunity_id = o.id
          and e.cause->>'because' is distinct from 'duties' and e.kind not like 'clock.%' group by kind) k) as events
    from opportunity o join stage s on s.id = o.stage_id left join lateral (
      select h.person_id, t.key from holding h join stage t on t.id = h.stage_id
      where h.opportunity_id = o.id order by lower(h.during) desc limit 1) last on true
    where o.title like 'T-%'`
  const found = new Map(rows.map((row) => [row.id, row]))
  const problems = held.flatMap((one) => differences(one, found.get(one.id)))
  if (rows.length !== held.length)
    problems.push(`${held.length} were acknowledged as made, ${rows.length} are there`)
  return problems
}

function differences(one: Held, row: Found | undefined): string[] {
  if (!row) return [`lost: ${one.id}`]
  const wanted = shown({
    ...one,
    held: one.holder,
    heldAt: one.isOpen ? one.stage : row.heldAt,
    events: Object.fromEntries(one.events),
  })
  const is = shown(row)
  return wanted === is ? [] : [`${one.id}: acknowledged ${wanted}, found ${is}`]
}

function shown({
  title,
  version,
  holder,
  held,
  stage,
  heldAt,
  isOpen,
  tiles,
  events,
}: Omit<Found, 'id'>): string {
  const sorted = Object.entries(events ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([title, version, holder, held, stage, heldAt, isOpen, tiles, sorted])
}

async function ofImport(db: Sql, { imported, importRows }: Import): Promise<string[]> {
  const [counted] = await db<{ all: number; distinct: number; noted: number }[]>`
    select count(*)::int as all, count(distinct title)::int as distinct,
      (select count(*)::int from event e where e.kind = 'opportunity.created' and e.after->>'title' like 'I-%') as noted
    from opportunity where title like 'I-%'`
  const all = [counted?.all, counted?.distinct, counted?.noted, imported]
  if (all.every((number) => number === importRows)) return []
  return [`of ${importRows} rows the import made, titled, journalled and told of ${all.join(', ')}`]
}

/** Of every opportunity, imported ones too: one journal entry of its making, and tiles that follow one another. */
async function ofOrder(db: Sql): Promise<string[]> {
  const rows = await db<{ id: string; problem: string }[]>`
    select o.id, 'is made ' || count(e.seq) || ' times in the journal' as problem
      from opportunity o left join event e on e.opportunity_id = o.id and e.kind = 'opportunity.created'
      group by o.id having count(e.seq) <> 1
    union all
    select h.opportunity_id, 'has a tile that begins before the one before it ended' from (
      select opportunity_id, during, lag(during) over (partition by opportunity_id order by lower(during)) as earlier from holding) h
      where upper(h.earlier) > lower(h.during) or upper_inf(h.earlier)
    union all
    select opportunity_id, 'was answered before it was offered' from hand_over where answered_at < offered_at
    limit 100`
  return rows.map(({ id, problem }) => `${id} ${problem}`)
}
