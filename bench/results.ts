import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type Figure, isMet, shown } from './measure.ts'

const FILE = fileURLToPath(new URL('RESULTS.md', import.meta.url))
const HEAD = `# Results

Written by \`npm run bench -- --scale <scale> --write\`, one part for each scale: what was measured, what it has to be, and whether it is.
Figures of one part come from one run on one machine; a ratio compares with its baseline in that very run.
`

/** Puts the figures of a run into RESULTS.md in place of the last ones of the same scale. */
export function writeResults(scale: string, figures: readonly Figure[]): void {
  const before = existsSync(FILE) ? readFileSync(FILE, 'utf8') : HEAD
  const parts = before
    .split(/^(?=## )/m)
    .filter((part) => part.startsWith('## ') && !part.startsWith(`## ${scale}\n`))
  const all = [...parts, partOf(scale, figures)].sort()
  writeFileSync(FILE, `${HEAD}\n${all.map((part) => part.trim()).join('\n\n')}\n`)
}

function partOf(scale: string, figures: readonly Figure[]): string {
  const rows = figures.map(
    (figure) =>
      `| ${figure.name} | ${shown(figure)} | ${wanted(figure)} | ${isMet(figure) ? 'met' : '**missed**'} | ${figure.note ?? ''} |`,
  )
  const met = figures.filter(isMet).length
  return `## ${scale}

${cpus().length} cores, ${Math.round(totalmem() / 1024 ** 3)} GB, ${cpus()[0]?.model.trim() ?? ''}, Node ${process.versions.node}, commit ${commit()}. ${met} of ${figures.length} met.

| what | measured | wanted | | how |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}

function wanted({ atMost, atLeast }: Figure): string {
  if (atMost !== undefined) return `≤ ${atMost}`
  return atLeast === undefined ? '' : `≥ ${atLeast.toLocaleString('en')}`
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}
