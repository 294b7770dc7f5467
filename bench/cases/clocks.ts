import { fireDue, settle } from '../../src/features/clocks/index.ts'
import { CopyIn } from '../../src/platform/db/copy.ts'
import type { Figure } from '../measure.ts'
import type { Stand } from '../stand.ts'

const DUE = 10_000
const SETTLED_AT_ONCE = 1000

/** Limits of every open opportunity: worked out from nothing, fired when many are due at once, and dated anew when a calendar changes. */
export async function clocks(at: Stand): Promise<Figure[]> {
  const { owner } = at
  await owner`delete from clock where kind <> 'finding'`
  await owner`insert into clock_stale (opportunity_id, because) select id, 'opened' from opportunity where is_open and deleted_at is null`
  await owner.unsafe('vacuum analyze clock_stale')
  const began = performance.now()
  const settled = await settleAll(at)
  const seconds = (performance.now() - began) / 1000
  await owner.unsafe('vacuum analyze clock')
  const rows = await running(at)
  const bare = await bareRows(at)
  return [
    {
      name: 'clocks: settling what was never settled against the bare rows by COPY',
      value: bare / (rows / seconds),
      unit: 'x',
      atMost: 12,
      note: `${Math.round(settled / seconds)} opportunities/s, ${rows} limits of ${settled} in ${seconds.toFixed(1)} s`,
    },
    await firing(at, rows),
    await redating(at, rows),
  ]
}

/** Until no mark is left; the server that runs beside does its part. Answers how many opportunities are open. */
async function settleAll({ application, owner }: Stand): Promise<number> {
  while ((await settle(application.db, application.company(), now(), { most: SETTLED_AT_ONCE })) > 0);
  for (let left = 1; left > 0; ) {
    const [row] = await owner<
      { n: number }[]
    >`select count(*)::int as n from (select from clock_stale limit 1) s`
    left = row?.n ?? 0
  }
  const [open] = await owner<
    { n: number }[]
  >`select count(*)::int as n from opportunity where is_open and deleted_at is null`
  return open?.n ?? 0
}

async function running({ owner }: Stand): Promise<number> {
  const [row] = await owner<{ n: number }[]>`select count(*)::int as n from clock where stopped_at is null`
  return row?.n ?? 0
}

/** How many of the very rows, with their indexes and keys, COPY writes in a second. */
async function bareRows({ owner }: Stand): Promise<number> {
  const rows = await owner<Record<string, unknown>[]>`
    update clock c set stopped_at = now(), stopped_because = 'bench', next_at = null, paused_at = null, paused_until = null
    where id in (select id from clock where stopped_at is null and kind <> 'finding' limit 20000)
    returning kind, subject_id::text, opportunity_id::text, stage_id::text, person_id::text, basis, started_at::text, due_at::text, warn_at::text,
      rungs_at::text, rungs_to::text, steps`
  const began = performance.now()
  const copy = await CopyIn.into(owner, 'clock', Object.keys(rows[0] ?? {}))
  for (const row of rows) {
    copy.write(Object.values(row))
    await copy.flush()
  }
  await copy.end()
  return rows.length / ((performance.now() - began) / 1000)
}

/** Ten thousand limits run out at one moment among all that run. */
async function firing(at: Stand, rows: number): Promise<Figure> {
  const { owner, application } = at
  // nothing else is due: what was overdue at the start has fired
  await fireDue(application.db, application.company(), now())
  const { count: due } =
    await owner`update clock set due_at = now() - interval '1 second', next_at = now() - interval '1 second', steps = 1, rungs_at = '{}', rungs_to = '{}'
    where id in (select id from clock where stopped_at is null and kind in ('first-contact', 'follow-up', 'next-step') limit ${DUE}) and stopped_at is null`
  const [from] = await owner<{ seq: number }[]>`select coalesce(max(seq), 0) as seq from event`
  const began = performance.now()
  await fireDue(application.db, application.company(), now())
  for (let left = 1; left > 0; ) {
    const [row] = await owner<{ n: number }[]>`select count(*)::int as n from clock where next_at <= now()`
    left = row?.n ?? 0
  }
  const seconds = (performance.now() - began) / 1000
  const [told] = await owner<{ n: number; clocks: number }[]>`
    select count(*)::int as n, count(distinct record_id)::int as clocks from event where seq > ${from?.seq ?? 0} and kind = 'clock.breached'`
  const fired = told?.clocks ?? 0
  if (told?.n !== fired || fired < due) throw new Error(`${fired} limits are told of in ${told?.n} entries`)
  return {
    name: `clocks: ${DUE} that are due at once, swept`,
    value: seconds,
    unit: 's',
    atMost: 5,
    note: `${fired} of ${rows}, each once; journal and notices in the same transaction`,
  }
}

/** The company's calendar gets a day off: every limit is worked out anew, and those that move are dated anew, on record. */
async function redating(at: Stand, rows: number): Promise<Figure> {
  const { owner } = at
  await owner`update working_calendar set exceptions = exceptions || jsonb_build_array(jsonb_build_object('day', to_char(now() + interval '2 days', 'YYYY-MM-DD'),
    'kind', 'off', 'name', '盘点')), version = version + 1 where is_default`
  await owner`update company set access_version = access_version + 1`
  const began = performance.now()
  const settled = await settleAll(at)
  const seconds = (performance.now() - began) / 1000
  const [moved] = await owner<{ n: number }[]>`
    select count(*)::int as n from event where kind = 'clock.recomputed' and cause->>'because' = 'calendar'`
  return {
    name: 'clocks: 100,000 limits worked out anew after the calendar changed',
    value: (seconds / rows) * 100_000,
    unit: 's',
    atMost: 30,
    note: `${rows} of ${settled} opportunities in ${seconds.toFixed(1)} s; ${moved?.n ?? 0} moved, each on record`,
  }
}

function now(): string {
  return new Date().toISOString()
}
