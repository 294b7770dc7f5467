import { startEmbedded } from '../../platform/db/embedded.ts'
import { restoreBackup } from '../backup/restore.ts'
import { takeHome } from '../home-lock.ts'
import type { Command } from './command.ts'

const USAGE = `npm run baton -- restore <file>

Brings a backup back into an empty system: an empty BATON_HOME, or the empty database of DATABASE_URL. No server may run on it.
The file is checked from end to end before anything is written. A backup of an older Baton is upgraded. Nobody is signed in afterwards.
Exit code 1 where it was refused, or where the ledger check finds anything in what was restored.`

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'brings a backup back into an empty system',
  usage: USAGE,
  runAlone: async (args, config) => {
    const [file, more] = args
    if (!file || more || file.startsWith('-')) {
      process.stderr.write(`${USAGE}\n`)
      return 2
    }
    const began = performance.now()
    const home = takeHome(config.home)
    const database = config.databaseUrl
      ? { url: config.databaseUrl, stop: async () => {} }
      : await startEmbedded({ home: config.home }).catch((thrown) => {
          home.leave()
          throw thrown
        })
    try {
      const { rows, files, problems, upgraded, manifest } = await restoreBackup(file, {
        url: database.url,
        home: config.home,
        say: (line) => void process.stderr.write(`${line}\n`),
      })
      const seconds = ((performance.now() - began) / 1000).toFixed(1)
      process.stdout.write(
        `Restored ${file} of ${manifest.madeAt}: ${rows} rows and ${files} files, ${upgraded.length} upgrades, ${problems.length} problems in the ledger, ${seconds} s. Nobody is signed in; start the server.\n`,
      )
      for (const { problem, opportunityId } of problems)
        process.stdout.write(`${problem}  ${opportunityId}\n`)
      return problems.length === 0 ? 0 : 1
    } finally {
      await database.stop()
      home.leave()
    }
  },
}
