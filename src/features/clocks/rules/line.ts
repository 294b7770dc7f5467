import type { Rung } from './running.ts'

/** Who may be asked above somebody: the active ones up their line, the nearest first; the plan's keeper; an administrator. */
export type Above = { line: readonly string[]; keeperId: string | null; adminId: string | null }

/** Whom a rung tells about what somebody holds: where nobody is above, the keeper, then an administrator, else the holder again. */
export function toldBy(to: Rung['to'], holderId: string, { line, keeperId, adminId }: Above): string {
  const [manager, director] = line
  const top = keeperId ?? adminId ?? holderId
  if (to === 'holder') return holderId
  if (to === 'manager') return manager ?? top
  if (to === 'director') return director ?? top
  return top
}
