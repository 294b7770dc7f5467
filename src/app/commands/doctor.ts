import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../platform/config.ts'
import { startEmbedded } from '../../platform/db/embedded.ts'
import { connectionsPerProcess } from '../application.ts'
import { databaseFindings, standbyFinding } from '../doctor/database.ts'
import { type Finding, fail, warn, written } from '../doctor/finding.ts'
import { machineFindings } from '../doctor/machine.ts'
import { runningServer, takeHome } from '../home-lock.ts'
import type { Command } from './command.ts'

const BESIDE = 5 // a command, a backup, a look by hand

/** Looks at the machine, the database and how they fit; exit code 1 where anything fails. Changes nothing. */
export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'looks at the machine, the database and the settings, and says how to mend what is wrong',
  usage:
    'npm run baton -- doctor [--json] [--processes N]\n\nReads only, migrates nothing. --processes N: how many servers share the database (default 1).',
  runAlone: async (args, config) => {
    const processes = Number(/^\d{1,3}$/.exec(args[args.indexOf('--processes') + 1] ?? '')?.[0] ?? 1)
    const server = runningServer(config.home)
    const findings = [
      ...(await machineFindings(config, server !== undefined)),
      ...(await database(config, server?.databaseUrl, processes * connectionsPerProcess + BESIDE)),
      ...(config.reader ? [await standbyFinding(config.reader.url)] : []),
    ]
    process.stdout.write(args.includes('--json') ? `${JSON.stringify(findings)}\n` : written(findings))
    return findings.some(({ state }) => state === 'fail') ? 1 : 0
  },
}

async function database(config: Config, running: string | undefined, wanted: number): Promise<Finding[]> {
  const url = config.databaseUrl ?? running
  if (url) return databaseFindings(url, !config.databaseUrl, wanted)
  if (!existsSync(join(config.home, 'postgres', 'PG_VERSION')))
    return [warn('PostgreSQL', 'the embedded one is made at the first start', 'npm start')]
  return embedded(config, wanted)
}

/** Nothing runs: the embedded PostgreSQL is started for the while. */
async function embedded(config: Config, wanted: number): Promise<Finding[]> {
  const home = takeHome(config.home)
  try {
    const postgres = await startEmbedded({ home: config.home })
    try {
      return await databaseFindings(postgres.url, true, wanted)
    } finally {
      await postgres.stop()
    }
  } catch (thrown) {
    const text = thrown instanceof Error ? thrown.message : String(thrown)
    return [fail('PostgreSQL', text, `read ${join(config.home, 'postgres.log')}`)]
  } finally {
    home.leave()
  }
}
