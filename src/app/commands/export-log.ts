import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { exportLog } from '../../features/mining/index.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import type { Command } from './command.ts'
import { administrator } from './import.ts'

const FORMATS = ['ocel2', 'xes', 'csv'] as const
const USAGE = `npm run baton -- export-log --format ocel2|xes|csv [--filter CEL] [--out FILE]

Writes the journal as a log of events for other programs: OCEL 2.0 (JSON), XES 2.0, or CSV, one event a line. Without --out
to standard output. --filter is a condition over opportunities, as in a list. \`npm run baton -- mine\` reads it back.`

/** Writes our own journal as other programs read it; exit code 1 where the condition cannot be read. */
export const exportLogCommand: Command = {
  name: 'export-log',
  summary: 'writes the journal as a log of events (OCEL 2.0, XES, CSV)',
  usage: USAGE,
  run: async (args, application) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { format: { type: 'string' }, filter: { type: 'string' }, out: { type: 'string' } },
    })
    const format = FORMATS.find((one) => one === values.format)
    if (!format || positionals.length > 0) {
      process.stderr.write(`${USAGE}\n`)
      return 2
    }
    const out = values.out ? createWriteStream(values.out) : process.stdout
    try {
      for await (const piece of exportLog(await administrator(application), format, {
        filter: values.filter,
      }))
        if (!out.write(piece)) await once(out, 'drain')
      if (out !== process.stdout) await new Promise((done) => out.end(() => done(undefined)))
      return 0
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown
      process.stderr.write(`Refused: ${thrown.code} ${JSON.stringify(thrown.facts)}\n`)
      return 1
    }
  },
}
