import type { Run } from './wanted.ts'

/** A run as it is kept. */
export type Running = Run & { id: string; fired: number; isPaused: boolean }

export type Changes = {
  begun: Run[]
  retimed: { before: Running; after: Run }[]
  ended: Running[]
}

/** What makes the runs that are kept those that should be: the same kind, subject and basis is the same run. */
export function changesOf(running: readonly Running[], wanted: readonly Run[]): Changes {
  const known = new Map(running.map((one) => [keyOf(one), one]))
  const changes: Changes = { begun: [], retimed: [], ended: [] }
  const kept = new Set<string>()
  for (const run of wanted) {
    const key = keyOf(run)
    const before = known.get(key)
    if (!before) {
      changes.begun.push(run)
      continue
    }
    kept.add(key)
    if (!isSame(before, run)) changes.retimed.push({ before, after: run })
  }
  changes.ended = running.filter((one) => !kept.has(keyOf(one)))
  return changes
}

export function keyOf({ kind, subjectId, basis }: Pick<Run, 'kind' | 'subjectId' | 'basis'>): string {
  return `${kind} ${subjectId} ${basis}`
}

function isSame(a: Run, b: Run): boolean {
  return (
    a.dueAt === b.dueAt &&
    a.warnAt === b.warnAt &&
    a.personId === b.personId &&
    a.stageId === b.stageId &&
    a.opportunityId === b.opportunityId &&
    a.rungsAt.join() === b.rungsAt.join() &&
    a.rungsTo.join() === b.rungsTo.join()
  )
}

const CAUSES = ['plan', 'calendar', 'rota', 'absence', 'department', 'holder', 'pause'] as const

/** Which of several marks says why a running limit is over at another time; undefined where that goes without saying. */
export function causeOf(marks: readonly string[]): string | undefined {
  return CAUSES.find((cause) => marks.includes(cause))
}
