import { parseArgs } from 'node:util'
import type { Config } from '../../platform/config.ts'
import { readBackup } from '../backup/read.ts'
import { saveBackup } from '../backup/save.ts'
import { databaseAsItIs } from '../database.ts'
import type { Command } from './command.ts'

const USAGE = `npm run baton -- backup <file> [--force] [--quiet]
npm run baton -- backup --verify <file>

Saves the whole system, also while it runs, into one file: every table at one instant, and the uploaded files.
The file is read back and checked before it takes its name. It holds everything people wrote: keep it safe.

  --force   replace an earlier file of that name
  --quiet   say nothing but what went wrong
  --verify  check a backup from end to end; needs no database`

/** `backup`: works on the running server's database, or starts the database itself for the while; migrates nothing. */
export const backupCommand: Command = {
  name: 'backup',
  summary: 'saves a running or stopped system into one file, or checks such a file',
  usage: USAGE,
  runAlone: async (args, config) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { force: { type: 'boolean' }, quiet: { type: 'boolean' }, verify: { type: 'boolean' } },
    })
    const [file, more] = positionals
    if (!file || more) {
      process.stderr.write(`${USAGE}\n`)
      return 2
    }
    if (values.verify) {
      const { manifest, rows, files } = await readBackup(file)
      process.stdout.write(
        `${file} is whole: made ${manifest.madeAt} by Baton ${manifest.version}, ${manifest.tables.length} tables, ${rows} rows, ${files} files\n`,
      )
      return 0
    }
    await save(file, config, values.force ?? false, values.quiet ?? false)
    return 0
  },
}

async function save(file: string, config: Config, force: boolean, quiet: boolean): Promise<void> {
  const began = performance.now()
  const say = quiet ? () => {} : (line: string) => void process.stderr.write(`${line}\n`)
  const database = await databaseAsItIs(config)
  try {
    const { rows, files, bytes, size } = await saveBackup(file, {
      url: database.url,
      home: config.home,
      force,
      say,
    })
    if (quiet) return
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    process.stdout.write(
      `${file}: ${rows} rows and ${files} files, ${megabytes(bytes)} in ${megabytes(size)}, ${seconds} s\n`,
    )
  } finally {
    await database.stop()
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`
}
