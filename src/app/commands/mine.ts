import { parseArgs } from 'node:util'
import { type LogMeasures, measuresOf } from '../../engines/mining/measures.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import { readLog } from '../../platform/logs/read-log.ts'
import type { Command } from './command.ts'

const USAGE = `npm run baton -- mine <log> [--json] [--case NAME] [--activity NAME] [--time NAME] [--resource NAME] [--lifecycle NAME]

Reads a log of events: .xes, .xes.gz, .csv (one event a line), or OCEL 2.0 .json. Says how its cases went: how many, how long,
which courses they took, what followed what, who handed over to whom, and where that went to and fro. Needs no database.
The options name the columns of a .csv where its headings do not say it; --case names the type of object of an OCEL log.`

/** Says what a foreign log of events shows; exit code 1 where it cannot be read. */
export const mineCommand: Command = {
  name: 'mine',
  summary: 'says what a log of events (XES, CSV, OCEL 2.0) shows: courses, times, hand-overs',
  usage: USAGE,
  runAlone: async (args) => {
    const text = { type: 'string' } as const
    const options = {
      json: { type: 'boolean' },
      case: text,
      activity: text,
      time: text,
      resource: text,
      lifecycle: text,
    } as const
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [path, ...rest] = positionals
    if (!path || rest.length > 0) {
      process.stderr.write(`${USAGE}\n`)
      return 2
    }
    const { json, ...columns } = values
    try {
      const measures = measuresOf(await readLog(path, columns))
      process.stdout.write(json ? `${JSON.stringify(measures, null, 1)}\n` : inWords(measures))
      return 0
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown
      process.stderr.write(`Refused: ${whyNot(thrown)}\n`)
      return 1
    }
  },
}

function inWords(measures: LogMeasures): string {
  const { throughput_days: days, top_dfg, top10_variants, handover } = measures
  const lines = [
    `${measures.cases} cases, ${measures.events} events, ${measures.activities} activities, ${measures.variants_activity} courses`,
    `from ${measures.first_event ?? 'never'} to ${measures.last_event ?? 'never'}`,
    `days a case: mean ${days.mean}, median ${days.median}, p75 ${days.p75}, p90 ${days.p90}, most ${days.max}`,
    '',
    'What followed what:',
    ...top_dfg.map(({ a, b, n }) => `  ${String(n).padStart(8)}  ${a} → ${b}`),
    '',
    'The most frequent courses:',
    ...top10_variants.map(({ n, trace }) => `  ${String(n).padStart(8)}  ${trace.join(' → ')}`),
  ]
  for (const [name, one] of Object.entries(handover)) {
    lines.push(
      '',
      `Hand-overs by ${name}: ${one.handovers} in ${one.cases_with_handover} cases, ${one.ping_pong_ABA} times to and fro`,
      ...one.top20.map(({ a, b, n }) => `  ${String(n).padStart(8)}  ${a} → ${b}`),
    )
  }
  return `${lines.join('\n')}\n`
}

type Facts = Readonly<Record<string, unknown>>
const SENTENCES: Readonly<Record<string, (facts: Facts) => string>> = {
  'logs.damaged': ({ path, reason }) => `${path} cannot be read as the log its name says it is: ${reason}`,
  'logs.no-column': ({ wanted, columns }) =>
    `no column says what the ${wanted} is; there are ${(columns as string[]).join(', ') || 'none'}`,
  'logs.no-time': ({ event }) => `event ${event} has no time that can be read`,
  'logs.unknown-kind': ({ path }) => `${path} is none of .xes, .xes.gz, .csv and OCEL 2.0 .json`,
  'sheets.no-such-file': ({ path }) => `there is no file ${path}`,
  'sheets.binary-content': ({ line }) => `line ${line} holds what is no text`,
}

/** Why a log is not read, in one sentence with the code at its end. */
function whyNot({ code, facts }: Refusal): string {
  const sentence = SENTENCES[code]?.(facts as Facts)
    .replaceAll(/\s+/g, ' ')
    .replace(/\.?$/, '.')
  return sentence ? `${sentence} (${code})` : `${code} ${JSON.stringify(facts)}`
}
