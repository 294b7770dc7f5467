import type { PlanFacts } from '../../engines/mining/deviations.ts'
import type { Queryable } from '../../platform/db/pool.ts'

type Row = {
  id: string
  processes: { stages: string[]; moves: { from: string; to: string }[] | null }[] | null
  stages: { key: string; accountable: string; kind: string; handOver: 'offered' | 'automatic' }[]
}

/** Every version of the plan that was ever published, as deviations are seen by. One query. */
export async function planFacts(db: Queryable): Promise<Map<string, PlanFacts>> {
  const rows = await db<Row[]>`
    select v.id, v.processes, (select jsonb_agg(jsonb_build_object('key', s.key, 'accountable', s.accountable, 'kind', s.kind,
      'handOver', coalesce(s.settings->>'handOver', 'offered')) order by s.position) from stage s where s.plan_version_id = v.id) as stages
    from plan_version v where v.published_at is not null`
  return new Map(
    rows.map(({ id, processes, stages }) => [
      id,
      {
        stages: new Map(stages.map(({ key, ...stage }) => [key, stage])),
        processes: (processes ?? [{ stages: stages.map(({ key }) => key), moves: null }]).map((process) => ({
          stages: process.stages,
          moves: process.moves && new Set(process.moves.map(({ from, to }) => `${from}>${to}`)),
        })),
      },
    ]),
  )
}

export type FunctionName = { key: string; label: { zh: string; en: string } }

export async function functions(db: Queryable): Promise<FunctionName[]> {
  return db<FunctionName[]>`select key, label from function order by position, key`
}
