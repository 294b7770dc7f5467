import { spawn } from 'node:child_process'
import { createWriteStream, readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { courseOf } from '../../src/engines/mining/course.ts'
import { ProcessMapMiner } from '../../src/engines/mining/process-map.ts'
import { eachHistory } from '../../src/features/histories/index.ts'
import type { Figure } from '../measure.ts'
import { good } from '../serving.ts'
import type { Stand } from '../stand.ts'
import { Chance } from '../world/random.ts'

const CLI = fileURLToPath(new URL('../../src/app/cli.ts', import.meta.url))
const EVENTS = 1_000_000
const ACTIVITIES = [
  'lead',
  'qualified',
  'requirement',
  'quote',
  'contract',
  'won',
  'lost',
  'hand-over',
  'call',
  'visit',
]
const MOST = 100_000

/** A log of a million events read and mined by the command line, and our own journal read and mined. */
export async function mining(at: Stand): Promise<Figure[]> {
  return [...(await foreign(at)), ...(await own(at))]
}

async function foreign({ say }: Stand): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-mining-'))
  try {
    const figures: Figure[] = []
    for (const kind of ['csv', 'xes'] as const) {
      const file = join(folder, `log.${kind}`)
      await writeLog(file, kind)
      const { seconds, megabytes, busy } = await mined(file)
      say(`  a ${kind} log of ${EVENTS.toLocaleString('en')} events: ${seconds.toFixed(1)} s`)
      figures.push(
        {
          name: `mining: a million events (${kind})`,
          value: seconds,
          unit: 's',
          atMost: 10,
          note: `${busy.toFixed(1)} s of processor time`,
        },
        { name: `mining: memory for a million events (${kind})`, value: megabytes, unit: 'MB', atMost: 1024 },
      )
    }
    return figures
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Cases of some twenty events that go on at the same time, as logs of real systems are. */
async function writeLog(file: string, kind: 'csv' | 'xes'): Promise<void> {
  const chance = new Chance(3)
  const out = createWriteStream(file)
  const write = async (text: string) => {
    if (!out.write(text)) await new Promise((done) => out.once('drain', () => done(undefined)))
  }
  const first = Date.parse('2025-01-01T00:00:00Z')
  const some = () => {
    const activity = ACTIVITIES[chance.below(ACTIVITIES.length)] ?? ''
    return { activity, who: `person ${chance.below(300)}` }
  }
  if (kind === 'csv') {
    await write('case,activity,timestamp,resource\n')
    for (let i = 0; i < EVENTS; i += 1000) {
      let lines = ''
      for (let k = i; k < i + 1000; k++) {
        const { activity, who } = some()
        lines += `${chance.below(EVENTS / 20)},${activity},${new Date(first + k * 30_000).toISOString()},${who}\n`
      }
      await write(lines)
    }
  } else {
    await write('<?xml version="1.0"?><log>')
    for (let c = 0; c < EVENTS / 20; c++) {
      let events = ''
      for (let k = 0; k < 20; k++) {
        const { activity, who } = some()
        const time = new Date(first + (c * 20 + k * 977) * 30_000).toISOString().replace('Z', '+00:00')
        events += `<event><string key="concept:name" value="${activity}"/><string key="org:resource" value="${who}"/><date key="time:timestamp" value="${time}"/></event>`
      }
      await write(`<trace><string key="concept:name" value="${c}"/>${events}</trace>`)
    }
    await write('</log>')
  }
  await new Promise((done) => out.end(() => done(undefined)))
}

/** Seconds from the start of the process to its end, what it took of the processor, and the most of memory. */
async function mined(file: string): Promise<{ seconds: number; megabytes: number; busy: number }> {
  const began = performance.now()
  const child = spawn(process.execPath, [CLI, 'mine', file, '--json'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  let kilobytes = 0
  let busy = 0
  const look = setInterval(() => {
    kilobytes = Math.max(kilobytes, highWaterOf(child.pid))
    busy = Math.max(busy, busyOf(child.pid))
  }, 50)
  const code = await new Promise((done) => child.once('exit', done))
  clearInterval(look)
  if (code !== 0) throw new Error(`mine ended with ${code}`)
  return { seconds: (performance.now() - began) / 1000, megabytes: kilobytes / 1024, busy }
}

function highWaterOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0 // it has just ended
  }
}

const TICKS = 100 // a second, as Linux counts

function busyOf(pid: number | undefined): number {
  try {
    const [user, system] = (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1] ?? '')
      .split(' ')
      .slice(11, 13)
    return (Number(user) + Number(system)) / TICKS
  } catch {
    return 0 // it has just ended
  }
}

async function own(at: Stand): Promise<Figure[]> {
  const context = await at.context(at.ids.admin)
  const miner = new ProcessMapMiner()
  const clock = { timesOf: () => ({ between: (from: number, to: number) => to - from }), now: Date.now() }
  const began = performance.now()
  const read = await eachHistory(context, { most: MOST }, (batch) => {
    for (const history of batch) miner.add(courseOf(history, clock))
  })
  const seconds = (performance.now() - began) / 1000
  const bare = await rows(at, read)
  const asking = performance.now()
  const { counted } = good<{ counted: number }>(await at.people.admin('GET', '/mining/process'))
  const note = `${read.toLocaleString('en')} histories, ${miner.result().arrows.length} different arrows`
  return [
    {
      name: 'histories: a hundred thousand read and mined',
      value: (seconds * MOST) / read,
      unit: 's',
      atMost: 8,
      note,
    },
    {
      name: 'histories: against the same rows by plain SQL',
      value: seconds / bare,
      unit: 'x',
      atMost: 8,
      note: `${bare.toFixed(2)} s`,
    },
    {
      name: 'mining: the process map through the API',
      value: (performance.now() - asking) / 1000,
      unit: 's',
      atMost: 10,
      note: `${counted.toLocaleString('en')} opportunities`,
    },
  ]
}

/** What one would write first: the rows of each table, through the same driver. */
async function rows({ owner }: Stand, most: number): Promise<number> {
  const began = performance.now()
  const ids = (
    await owner<
      { id: string }[]
    >`select id from opportunity where deleted_at is null order by id desc limit ${most}`
  ).map(({ id }) => id)
  const last = ids.at(-1) ?? ''
  await owner`select * from opportunity where id >= ${last} and deleted_at is null`
  await owner`select opportunity_id, person_id, stage_id, because, lower(during), upper(during) from holding where opportunity_id >= ${last}`
  await owner`select opportunity_id, person_id, happened_at, kind from follow_up where opportunity_id >= ${last}`
  await owner`select opportunity_id, kind, person_id, started_at, due_at, breached_at, stopped_at from clock where opportunity_id >= ${last}`
  return (performance.now() - began) / 1000
}
