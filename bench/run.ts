import { parseArgs } from 'node:util'
import { cases } from './cases/index.ts'
import { type Figure, isMet, shown } from './measure.ts'
import { writeResults } from './results.ts'
import { stand } from './stand.ts'

const USAGE = `npm run bench -- [--scale 10k|100k|1m] [--only name,name] [--write]

  --scale   how many opportunities the made-up company has (default 100k); made once, kept in .baton-bench/
  --only    ${Object.keys(cases).join(', ')}
  --write   put the figures into bench/RESULTS.md
`

/** Measures the product on a made-up company and says which figures are met; exit code 1 where one is not. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      scale: { type: 'string', default: '100k' },
      only: { type: 'string' },
      write: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return 0
  }
  const names = values.only?.split(',') ?? Object.keys(cases)
  const unknown = names.find((name) => !(name in cases))
  if (unknown) {
    process.stderr.write(`There is no case "${unknown}".\n${USAGE}`)
    return 2
  }
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const at = await stand(values.scale, say)
  const figures: Figure[] = []
  try {
    for (const name of names) {
      say(`${name}`)
      const found = await (cases[name] as (typeof cases)[string])(at)
      for (const figure of found) say(`  ${line(figure)}`)
      figures.push(...found)
    }
  } finally {
    await at.close()
  }
  if (values.write) writeResults(values.scale, figures)
  const missed = figures.filter((figure) => !isMet(figure)).length
  say(`${figures.length - missed} met, ${missed} missed`)
  return missed > 0 ? 1 : 0
}

function line(figure: Figure): string {
  const want =
    figure.atMost !== undefined
      ? ` (at most ${figure.atMost})`
      : figure.atLeast !== undefined
        ? ` (at least ${figure.atLeast})`
        : ''
  return `${isMet(figure) ? 'ok  ' : 'MISS'} ${figure.name}: ${shown(figure)}${want}${figure.note ? `; ${figure.note}` : ''}`
}

process.exitCode = await main()
