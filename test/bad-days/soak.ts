import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbedded } from '../../src/platform/db/embedded.ts'
import { growthOf } from './growth.ts'
import { type Outcome, runBadDay } from './scenario.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    servers: { type: 'string', default: '2' },
    workers: { type: 'string', default: '2' },
  },
})
const seed = numberOf('seed', 0)
const minutes = numberOf('minutes', 0)
const rest = { clients: 8, seed, servers: numberOf('servers', 1), workers: numberOf('workers', 1) }

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort())

/** Kills for two fifths of the time, clocks that jump for one, calm for the last two, which tell of the memory. */
async function soak(): Promise<string[]> {
  say(`seed ${seed}`)
  const seconds = (minutes * 60) / 5
  const killed = await onFreshDatabase({
    ...rest,
    seconds: seconds * 2,
    importRows: Math.min(100_000, Math.round(seconds * 600)),
    day: 'kills',
  })
  const jumped = await onFreshDatabase({ ...rest, seconds, importRows: 5000, day: 'clock' })
  const { workers: _workers, ...single } = rest
  const calm = await onFreshDatabase({ ...single, seconds: seconds * 2, importRows: 1000, day: 'calm' })
  return [...killed, ...jumped, ...calm]
}

type Day = Omit<Parameters<typeof runBadDay>[0], 'postgres' | 'signal'>

/** Answers what is wrong. A day after the run was ended is not begun. */
async function onFreshDatabase(day: Day): Promise<string[]> {
  if (stopping.signal.aborted) return []
  const home = mkdtempSync(join(tmpdir(), 'baton-soak-'))
  const postgres = await startEmbedded({ home })
  try {
    const outcome = await runBadDay({ ...day, postgres, signal: stopping.signal })
    tell(day.day, outcome)
    return day.day === 'calm' ? [...outcome.problems, ...growing(outcome)] : outcome.problems
  } finally {
    await postgres.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

function tell(day: Day['day'], { memory, problems, ...counts }: Outcome): void {
  const resident = memory.map(({ mb }) => mb)
  const range = `${Math.round(Math.min(...resident))}–${Math.round(Math.max(...resident))} MB`
  say(`${day}: ${JSON.stringify(counts)}, memory ${range}, ${problems.length} problems`)
  for (const problem of problems.slice(0, 20)) say(`  ${problem}`)
}

function growing({ memory }: Outcome): string[] {
  const growth = growthOf(memory)
  if (growth.kind === 'too-short') {
    say(`memory: not judged, ${Math.round(growth.seconds)} s after the warm-up are too few`)
    return []
  }
  const [first, second, third] = growth.medians.map(Math.round)
  const text = `medians of the thirds ${first}, ${second}, ${third} MB, ${growth.mbPerMinute.toFixed(2)} MB a minute`
  say(`memory: ${growth.kind}, ${text}`)
  return growth.kind === 'grows' ? [`memory grows: ${text}`] : []
}

function numberOf(name: keyof typeof values, least: number): number {
  const number = Number(values[name])
  if (Number.isFinite(number) && number >= least) return number
  process.stderr.write(`--${name} is "${values[name]}"; it must be a number from ${least}.\n`)
  process.exit(2)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

const INTERRUPTED = 130
const problems = await soak().catch((thrown) => [
  thrown instanceof Error ? String(thrown.stack) : String(thrown),
])
const how = stopping.signal.aborted ? 'ended early' : 'done'
say(`${how}: seed ${seed}, ${problems.length} problems`)
for (const problem of problems.slice(0, 20)) say(`  ${problem}`)
process.exitCode = problems.length > 0 ? 1 : stopping.signal.aborted ? INTERRUPTED : 0
