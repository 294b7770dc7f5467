import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Run } from '../../src/features/imports/index.ts'
import type { Figure } from '../measure.ts'
import { memoryOf } from '../serving.ts'
import type { Stand } from '../stand.ts'
import { Chance } from '../world/random.ts'
import { accountName, need, phone, region } from '../world/words.ts'

const CLI = fileURLToPath(new URL('../../src/app/cli.ts', import.meta.url))
const ROWS = 50_000
const TABLES = ['opportunity', 'decision', 'holding', 'event', 'import_made'] as const

/** 100,000 rows of CSV through the product's own road, then the very rows it wrote once more by bare set-based SQL. */
export async function importing(at: Stand): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'baton-bench-'))
  const file = join(folder, 'leads.csv')
  writeFileSync(file, leads(ROWS))
  await liftCaps(at)
  const began = performance.now()
  const { run, most } = await byCommand(at, folder, file)
  const whole = (performance.now() - began) / 1000
  if (run.state !== 'done' || run.created !== ROWS)
    throw new Error(`the import ended ${JSON.stringify(run).slice(0, 500)}`)
  const [times] = await at.owner<{ writing: number }[]>`
    select extract(epoch from finished_at - started_at)::float8 as writing from import_run where id = ${run.id}`
  const seconds = times?.writing ?? whole
  const bare = await bareSeconds(at, run.id)
  rmSync(folder, { recursive: true, force: true })
  return [
    {
      name: 'import by the product against bare SQL of the same rows',
      value: bare / seconds,
      unit: 'x',
      atLeast: 0.7,
      note: `${seconds.toFixed(1)} s against ${bare.toFixed(1)} s for ${ROWS.toLocaleString('en')} rows`,
    },
    {
      name: 'import, opportunities a second',
      value: ROWS / seconds,
      unit: '/s',
      atLeast: 10_000,
      note: `checked before in ${(whole - seconds).toFixed(1)} s`,
    },
    {
      name: 'import, memory of its process',
      value: most,
      unit: 'MB',
      atMost: 512,
      note: `the most it ever had, a file of ${ROWS.toLocaleString('en')} rows`,
    },
  ]
}

/** `npm run baton -- import`, a process of its own; `most` is its memory at its highest, in megabytes. */
async function byCommand(at: Stand, home: string, file: string): Promise<{ run: Run; most: number }> {
  const env = { ...process.env, DATABASE_URL: at.url, BATON_HOME: home }
  const args = [CLI, 'import', file, '--object', 'opportunity', '--divide', '--json']
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  let most = 0
  child.stdout.on('data', (piece) => {
    text += piece
  })
  const watch = setInterval(() => {
    most = Math.max(most, memoryOf(child.pid ?? 0))
  }, 100)
  await new Promise((done) => child.once('exit', done))
  clearInterval(watch)
  return { run: JSON.parse(text), most }
}

function leads(count: number): string {
  const chance = new Chance(Date.now())
  const stamp = Date.now().toString(36)
  const lines = ['外部编号,商机名称,联系电话,金额,来源,区域']
  for (let n = 0; n < count; n++)
    lines.push(
      `I-${stamp}-${n},${accountName(chance, n)} · ${need(chance)},${phone(chance)},${1000 + chance.below(1e6)},website,${region(chance)}`,
    )
  return lines.join('\r\n')
}

/** The made-up company has no limits, or the keeper would get it all. */
async function liftCaps(at: Stand): Promise<void> {
  await at.owner.begin(async (tx) => {
    await tx`alter table routing_rule disable trigger routing_rule_of_published`
    await tx`update routing_rule set open_cap = null, day_cap = null`
    await tx`alter table routing_rule enable trigger routing_rule_of_published`
  })
}

async function bareSeconds(at: Stand, run: string): Promise<number> {
  return at.owner.begin(async (tx) => {
    await tx.unsafe(`create temporary table mapped on commit drop as
      select record_id as old, uuidv7() as id from import_made where run_id = '${run}' and object = 'opportunity'`)
    await tx.unsafe(`create temporary table decided on commit drop as
      select d.id as old, uuidv7() as id from decision d join mapped m on m.old = d.opportunity_id`)
    for (const table of TABLES)
      await tx.unsafe(`create temporary table new_${table} on commit drop as ${COPIES[table](run)}`)
    await tx.unsafe(
      `update new_opportunity set external_key = external_key || '-bare', number = nextval('opportunity_number')`,
    )
    await tx.unsafe('analyze mapped, decided')
    const columns = await tx<{ table: string; list: string }[]>`
      select table_name as table, string_agg(quote_ident(column_name), ', ' order by ordinal_position) as list from information_schema.columns
      where table_schema = 'baton' and is_generated = 'NEVER' and is_identity = 'NO' and table_name = any(${[...TABLES]}) group by 1`
    const listOf = new Map(columns.map((row) => [row.table, row.list]))
    const began = performance.now()
    await tx`select set_config('baton.road', 'open', true), set_config('gin_pending_list_limit', '64MB', true), set_config('work_mem', '64MB', true)`
    const took: string[] = []
    for (const table of TABLES) {
      const start = performance.now()
      await tx.unsafe(
        `insert into baton.${table} (${listOf.get(table)}) select ${listOf.get(table)} from new_${table}`,
      )
      took.push(`${table} ${((performance.now() - start) / 1000).toFixed(1)}`)
    }
    await tx.unsafe('set constraints all immediate')
    await tx`select baton.settle_search()`
    const seconds = (performance.now() - began) / 1000
    at.say(`  bare, seconds by table: ${took.join(', ')}; whole ${seconds.toFixed(1)}`)
    return seconds
  }) as Promise<number>
}

const COPIES: Readonly<Record<(typeof TABLES)[number], (run: string) => string>> = {
  opportunity: () =>
    "select (jsonb_populate_record(o, jsonb_build_object('id', m.id))).* from opportunity o join mapped m on m.old = o.id",
  decision: () =>
    "select (jsonb_populate_record(d, jsonb_build_object('id', x.id, 'opportunity_id', m.id))).* from decision d join decided x on x.old = d.id join mapped m on m.old = d.opportunity_id",
  holding: () =>
    "select (jsonb_populate_record(h, jsonb_build_object('opportunity_id', m.id, 'decision_id', x.id))).* from holding h join mapped m on m.old = h.opportunity_id left join decided x on x.old = h.decision_id",
  event: () =>
    "select (jsonb_populate_record(e, jsonb_build_object('record_id', m.id, 'opportunity_id', m.id))).* from event e join mapped m on m.old = e.opportunity_id",
  import_made: (run) =>
    `select (jsonb_populate_record(i, jsonb_build_object('record_id', m.id))).* from import_made i join mapped m on m.old = i.record_id where i.run_id = '${run}'`,
}
