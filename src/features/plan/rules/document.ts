import type { Duties, PlanDocument, PlanVersion, Process } from '../contract.ts'

/** The document a version was made from. */
export function documentOf({ keeper, processes, stages, rules, pools }: PlanVersion): PlanDocument {
  return {
    keeper: keeper.id,
    processes,
    stages: stages.map(({ id: _id, position: _position, accountable: _accountable, ...stage }) => stage),
    rules: rules.map(({ id: _id, position: _position, ...rule }) => rule),
    pools,
  }
}

/** Where a version names no processes: all its stages in their order, for everything. */
export function usualProcess(stages: readonly { key: string }[]): Process {
  const label = { zh: '全部商机', en: 'All opportunities' }
  return { key: 'all', label, when: '', stages: stages.map(({ key }) => key), moves: null }
}

/** The functions with an A in a row of the matrix; one where it is in order. */
export function accountablesOf(duties: Duties): string[] {
  return Object.keys(duties).filter((key) => duties[key] === 'A')
}

/** The stages of a process in its order; keys that are no stage are left out. */
export function stagesOf<S extends { key: string }>(
  process: Pick<Process, 'stages'>,
  stages: readonly S[],
): (S & { position: number })[] {
  const byKey = new Map(stages.map((stage) => [stage.key, stage]))
  return process.stages.flatMap((key, i) => {
    const stage = byKey.get(key)
    return stage ? [{ ...stage, position: i + 1 }] : []
  })
}
