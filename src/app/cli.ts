import { isRefusal } from '../kernel/refusal.ts'
import { readConfig } from '../platform/config.ts'
import type { Application } from './application.ts'
import { commands } from './commands/index.ts'
import { openForCommand, refuseOtherSchema } from './database.ts'
import { endings } from './endings.ts'
import { runningServer, takeHome } from './home-lock.ts'
import { commandApplication } from './serving.ts'

/** `npm run baton -- <command>`: works with the running server's database, or starts the database itself for the while. */
async function main([name, ...args]: readonly string[]): Promise<number> {
  if (!name || name === '--help' || name === 'help') {
    process.stdout.write(help())
    return name ? 0 : 2
  }
  const command = commands.find((known) => known.name === name)
  if (!command) {
    process.stderr.write(`There is no command "${name}".\n\n${help()}`)
    return 2
  }
  if (args.includes('--help')) {
    process.stdout.write(`${command.usage}\n`)
    return 0
  }
  if ('runAlone' in command) return command.runAlone(args, readConfig(process.env))
  return withApplication((application) => command.run(args, application))
}

async function withApplication(work: (application: Application) => Promise<number>): Promise<number> {
  const config = readConfig(process.env)
  const server = config.databaseUrl ? undefined : runningServer(config.home)
  if (server && !server.databaseUrl) throw new Error('Baton is just starting; try again in a moment.')
  const home = server || config.databaseUrl ? undefined : takeHome(config.home)
  const ending = endings(() => home?.leave())
  try {
    if (server?.databaseUrl) await refuseOtherSchema(server.databaseUrl)
    const database = server?.databaseUrl ? undefined : await openForCommand(config)
    if (database) ending.push(() => database.stop())
    const url = server?.databaseUrl ?? database?.url ?? ''
    const application = await commandApplication(config, url)
    ending.push(() => application.close())
    return await work(application)
  } finally {
    await ending.run()
  }
}

function help(): string {
  const width = Math.max(...commands.map((command) => command.name.length)) + 2
  const lines = commands.map((command) => `  ${command.name.padEnd(width)}${command.summary}`)
  return `Usage: npm run baton -- <command> [options]\n\n${lines.join('\n')}\n\nnpm run baton -- <command> --help tells more of one.\nExit codes: 0 done, 1 refused or failed, 2 wrong usage.\n`
}

function say(thrown: unknown): number {
  const text = isRefusal(thrown)
    ? `Refused: ${thrown.code} ${JSON.stringify(thrown.facts)}`
    : thrown instanceof Error
      ? thrown.message
      : String(thrown)
  process.stderr.write(`${text}\n`)
  return 1
}

process.exitCode = await main(process.argv.slice(2)).catch(say)
