import { FINDING_KINDS } from '../../src/features/findings/contract.ts'
import type { Figure } from '../measure.ts'
import { good } from '../serving.ts'
import type { Stand } from '../stand.ts'

type Run = { checked: { kind: string; open: number; opened: number; tookMs: number }[] }
const OFTEN = new Set(['next-step-past', 'untouched', 'hand-over-unanswered', 'deputies-end-nowhere'])

/** Every standing check over the whole company, when it finds everything and when it finds the same again, against one bare pass. */
export async function finding(at: Stand): Promise<Figure[]> {
  await at.owner`delete from clock where kind = 'finding'`
  await at.owner`delete from finding`
  const first = await runOf(at)
  const again = await runOf(at)
  const twice = again.checked.find(({ opened }) => opened > 0)
  if (twice) throw new Error(`${twice.kind} was opened twice`)
  const bare = await pass(at)
  const sum = ({ checked }: Run, kinds: (kind: string) => boolean) =>
    checked.filter(({ kind }) => kinds(kind)).reduce((all, { tookMs }) => all + tookMs, 0)
  const found = again.checked.reduce((all, { open }) => all + open, 0)
  const slowest = again.checked.toSorted((a, b) => b.tookMs - a.tookMs).slice(0, 3)
  return [
    {
      name: 'findings: every check for the first time',
      value: sum(first, () => true) / 1000,
      unit: 's',
      atMost: 120,
      note: `${found.toLocaleString('en')} findings opened, journalled and told`,
    },
    {
      name: 'findings: every check again',
      value: sum(again, () => true) / 1000,
      unit: 's',
      atMost: 30,
      note: slowest.map(({ kind, tookMs }) => `${kind} ${tookMs} ms`).join(', '),
    },
    {
      name: 'findings: checks made every five minutes against one bare pass over open opportunities',
      value: sum(again, (kind) => OFTEN.has(kind)) / bare,
      unit: 'x',
      atMost: 10,
      note: `${sum(again, (kind) => OFTEN.has(kind))} ms against ${bare.toFixed(0)} ms; each compares what it found with what is open`,
    },
  ]
}

async function runOf(at: Stand): Promise<Run> {
  const runs: Run[] = []
  for (const kind of FINDING_KINDS)
    runs.push(good<Run>(await at.people.admin('POST', '/findings/runs', { kinds: [kind] })))
  return { checked: runs.flatMap(({ checked }) => checked) }
}

/** What one would write first: read every open opportunity once. */
async function pass({ owner }: Stand): Promise<number> {
  const began = performance.now()
  await owner`select count(*), max(next_step_on), max(greatest(held_since, last_follow_up_at)) from opportunity where is_open and deleted_at is null`
  return performance.now() - began
}
