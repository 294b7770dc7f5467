import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbedded } from '../../src/platform/db/embedded.ts'
import { type Outcome, runBadDay } from './scenario.ts'

const MOST_GROWTH_MB_PER_MINUTE = 5

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    servers: { type: 'string', default: '2' },
  },
})

/** Half of the time under kills, half without for the memory; exit code 1 where anything was lost, doubled or grew. */
async function soak(): Promise<number> {
  const seconds = (Number(values.minutes) * 60) / 2
  const rest = { clients: 8, seconds, seed: Number(values.seed), servers: Number(values.servers) }
  const killed = await onFreshDatabase({ ...rest, importRows: 100_000, kills: true })
  say('kills', killed)
  const calm = await onFreshDatabase({ ...rest, importRows: 1000, kills: false })
  say('memory', calm)
  const slope = growthPerMinute(calm.memory)
  process.stdout.write(`memory: ${slope.toFixed(2)} MB a minute in the second half of the load\n`)
  return killed.problems.length + calm.problems.length > 0 || slope > MOST_GROWTH_MB_PER_MINUTE ? 1 : 0
}

async function onFreshDatabase(given: Omit<Parameters<typeof runBadDay>[0], 'postgres'>): Promise<Outcome> {
  const home = mkdtempSync(join(tmpdir(), 'baton-soak-'))
  const postgres = await startEmbedded({ home })
  try {
    return await runBadDay({ ...given, postgres })
  } finally {
    await postgres.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

function say(name: string, { memory, problems, ...counts }: Outcome): void {
  const resident = memory.map(({ mb }) => mb)
  const range = `${Math.round(Math.min(...resident))}–${Math.round(Math.max(...resident))} MB`
  process.stdout.write(`${name}: ${JSON.stringify(counts)}, memory ${range}, ${problems.length} problems\n`)
  for (const problem of problems.slice(0, 20)) process.stdout.write(`  ${problem}\n`)
}

/** The slope of the least squares over the second half: the first warms caches. */
function growthPerMinute(memory: Outcome['memory']): number {
  const late = memory.slice(Math.floor(memory.length / 2))
  const x = late.reduce((sum, { second }) => sum + second, 0) / late.length
  const y = late.reduce((sum, { mb }) => sum + mb, 0) / late.length
  const over = late.reduce((sum, { second, mb }) => sum + (second - x) * (mb - y), 0)
  const under = late.reduce((sum, { second }) => sum + (second - x) ** 2, 0)
  return under === 0 ? 0 : (over / under) * 60
}

process.exitCode = await soak()
