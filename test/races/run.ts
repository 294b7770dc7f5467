import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbedded } from '../../src/platform/db/embedded.ts'
import { runRace } from './scenario.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '10' },
    clients: { type: 'string', default: '64' },
    people: { type: 'string', default: '64' },
    servers: { type: 'string', default: '3' },
    opportunities: { type: 'string', default: '200' },
  },
})
const number = (name: keyof typeof values): number => {
  const given = Number(values[name])
  if (Number.isInteger(given) && given >= 1) return given
  process.stderr.write(`--${name} is "${values[name]}"; it must be a whole number from 1.\n`)
  process.exit(2)
}

/** Race after race on fresh databases; every second one with kills. Exit code 1 where any history is inconsistent. */
async function race(): Promise<number> {
  let problems = 0
  for (let seed = number('from'); seed < number('from') + number('seeds'); seed++) {
    const home = mkdtempSync(join(tmpdir(), 'baton-races-'))
    const postgres = await startEmbedded({ home })
    try {
      const rest = {
        clients: number('clients'),
        people: number('people'),
        servers: number('servers'),
        seconds: number('seconds'),
      }
      const kills = seed % 2 === 0
      const outcome = await runRace({
        postgres,
        seed,
        kills,
        opportunities: number('opportunities'),
        ...rest,
      })
      problems += outcome.problems.length
      const all = Object.values(outcome.counts).reduce((sum, one) => sum + one, 0)
      say(`seed ${seed}: ${all} operations, ${outcome.kills} kills, ${outcome.problems.length} problems`)
      for (const problem of outcome.problems.slice(0, 10)) say(`  ${problem}`)
      if (seed === number('from')) say(JSON.stringify(outcome.counts))
    } finally {
      await postgres.stop()
      rmSync(home, { recursive: true, force: true })
    }
  }
  say(`${number('seeds')} seeds, ${problems} problems`)
  return problems === 0 ? 0 : 1
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

process.exitCode = await race()
