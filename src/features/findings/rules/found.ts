import type { FINDING_SUBJECTS } from '../contract.ts'

export type FindingSubject = (typeof FINDING_SUBJECTS)[number]

type Worker = {
  id: string
  functions: readonly string[]
  openCap: number | null
  unitCap: number | null
  open: number
  units: number
}

/** Why a stage can take nobody on: nobody has its function, all who have are away, or all who are there are at their limit. */
export type Capacity = 'enough' | 'nobody' | 'away' | 'full'

/** Whether anybody with the accountable function is at work in time and below their limits. */
export function capacityOf(
  accountable: string,
  workload: number,
  people: readonly Worker[],
  isAtWork: (id: string) => boolean,
): Capacity {
  const fit = people.filter(({ functions }) => functions.includes(accountable))
  if (fit.length === 0) return 'nobody'
  const there = fit.filter(({ id }) => isAtWork(id))
  if (there.length === 0) return 'away'
  return there.some((one) => isBelowCaps(one, workload)) ? 'enough' : 'full'
}

function isBelowCaps({ openCap, unitCap, open, units }: Worker, workload: number): boolean {
  return (openCap === null || open < openCap) && (unitCap === null || units + workload <= unitCap)
}

type Stage = { key: string; kind: string; position: number }

/** Stages something is at or on its way to: at this one, or at an earlier one. Others need nobody yet. */
export function stagesWanted<T extends Stage>(
  stages: readonly T[],
  openAt: ReadonlyMap<string, number>,
): T[] {
  const first = Math.min(
    ...stages.filter(({ key }) => (openAt.get(key) ?? 0) > 0).map(({ position }) => position),
  )
  return stages.filter(({ kind, position }) => kind === 'open' && position >= first)
}

type Away = { deputyId: string; actingId: string }

/** True where following deputies from somebody who is away does not end at whoever acts for them: a circle, or one who left. */
export function endsNowhere(away: ReadonlyMap<string, Away>, personId: string): boolean {
  const seen = new Set<string>()
  for (let id = personId; ; ) {
    const one = away.get(id)
    if (!one) return id !== away.get(personId)?.actingId
    if (seen.has(id)) return true
    seen.add(id)
    id = one.deputyId
  }
}

type Plan = {
  rules: readonly { label: unknown; candidates: { people?: readonly string[] | undefined } }[]
  stages: readonly {
    label: unknown
    approvals: readonly { label: unknown; by: { kind: string; person?: string } }[]
  }[]
}

/** Who a plan names, and where: a rule's candidates, somebody whose approval a stage asks for. */
export function namedIn({
  rules,
  stages,
}: Plan): { personId: string; as: 'rule' | 'approval'; label: unknown }[] {
  return [
    ...rules.flatMap(({ label, candidates }) =>
      (candidates.people ?? []).map((personId) => ({ personId, as: 'rule' as const, label })),
    ),
    ...stages.flatMap(({ approvals }) =>
      approvals.flatMap(({ label, by }) =>
        by.kind === 'person' && by.person ? [{ personId: by.person, as: 'approval' as const, label }] : [],
      ),
    ),
  ]
}
