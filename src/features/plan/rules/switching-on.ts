import {
  type Clock,
  clock,
  type PlanDocument,
  type Pool,
  type Recycling,
  type Span,
  USUAL_POOL,
  USUAL_RECYCLING,
} from '../contract.ts'
import { clockFor } from './clocks.ts'

/** A pool and the deadlines of a plan, as somebody says them in a few sentences. */
export type PoolAndDeadlines = {
  /** The pool; its key is empty where it is new. Rules of it that are not said stay. */
  pool: Omit<Pool, 'recycle'>
  /** When what nobody made progress with goes back; null: never. */
  recycle: Recycling | null
  firstContact: Span
  followUp: Span
  /** How long something may stay at a stage; null: as long as it takes. */
  dwell: Span | null
  /**
   * How long after a limit the manager is told, and somebody above holds from then on: the plan's keeper, or in a department the manager;
   * null: never.
   */
  tellManagerAfter: Span | null
  passOnAfter: Span | null
}

const SIXTH = 6 // the last sixth of a limit is when people still can, and should know
const SAID = ['first-contact', 'follow-up', 'dwell'] as const
const NEW_LABEL = { zh: '公海', en: 'Public pool' }

/** A pool nobody has said anything about yet: what people expect, kept by whoever keeps the plan, for everybody. */
export function newPool(plan: PlanDocument): Omit<Pool, 'recycle'> {
  const { recycle: _, ...usual } = USUAL_POOL
  return { ...usual, key: '', label: NEW_LABEL, keeper: plan.keeper }
}

/** A new pool of what a department holds, kept by whoever switches it on and claimed there. */
export function newPoolOf(
  plan: PlanDocument,
  department: { id: string; name: string },
  keeper: string,
): Omit<Pool, 'recycle'> {
  const label = { zh: `${department.name}公海`, en: `${department.name} pool` }
  const members = { functions: [], departments: [department.id] }
  return { ...newPool(plan), label, keeper, members, departments: [department.id] }
}

/** What a plan says of one of its pools and of deadlines now; of a new pool what people expect, counted from `today` on. */
export function saidBy(
  plan: PlanDocument,
  key: string | null,
  today: string,
  fresh = newPool(plan),
): PoolAndDeadlines {
  const found = plan.pools.find((one) => one.key === key)
  const { recycle, ...pool } = found ?? { ...fresh, recycle: [] }
  const [rule] = recycle
  const stage = plan.stages.find(isTimed)
  const usual = (kind: (typeof SAID)[number]) => clockFor(stage, kind, pool.departments)
  const ladder = usual('follow-up')?.ladder ?? []
  return {
    pool,
    recycle: found ? (rule ?? null) : { ...USUAL_RECYCLING, countsFrom: today },
    firstContact: usual('first-contact')?.within ?? { amount: 48, unit: 'hours' },
    followUp: usual('follow-up')?.within ?? { amount: 7, unit: 'days' },
    dwell: usual('dwell')?.within ?? null,
    tellManagerAfter: ladder.find(({ to, pass }) => to === 'manager' && !pass)?.after ?? null,
    passOnAfter: ladder.find(({ pass }) => pass)?.after ?? null,
  }
}

/**
 * The plan with these said of it: the pool in its place or a new one, and the same limits at every stage at which people work; those of
 * the pool's departments where it is theirs, else those of everybody.
 */
export function saying(plan: PlanDocument, said: PoolAndDeadlines): PlanDocument {
  const former = plan.pools.find(({ key }) => key === said.pool.key)?.departments
  const isOther = ({ kind, departments }: Clock) =>
    !SAID.some((one) => one === kind) ||
    !(isSame(departments, said.pool.departments) || (former && isSame(departments, former)))
  return {
    ...plan,
    pools: poolsWith(plan, said),
    stages: plan.stages.map((stage) =>
      isTimed(stage) ? { ...stage, clocks: [...clocksOf(said), ...stage.clocks.filter(isOther)] } : stage,
    ),
  }
}

function isTimed({ kind, phase }: PlanDocument['stages'][number]): boolean {
  return kind === 'open' && phase !== 'delivery'
}

function isSame(some: readonly string[] | undefined, others: readonly string[] | undefined): boolean {
  return [...(some ?? [])].sort().join() === [...(others ?? [])].sort().join()
}

function clocksOf({
  pool: { departments },
  firstContact,
  followUp,
  dwell,
  tellManagerAfter,
  passOnAfter,
}: PoolAndDeadlines): Clock[] {
  const ladder = [
    ...(tellManagerAfter ? [{ after: tellManagerAfter, to: 'manager', pass: false }] : []),
    ...(passOnAfter ? [{ after: passOnAfter, to: departments ? 'manager' : 'keeper', pass: true }] : []),
  ]
  const limits = { 'first-contact': firstContact, 'follow-up': followUp, dwell }
  return SAID.flatMap((kind) => {
    const within = limits[kind]
    if (!within) return []
    const warnBefore =
      within.amount > 1 ? { ...within, amount: Math.max(1, Math.floor(within.amount / SIXTH)) } : null
    return [clock.parse({ kind, within, warnBefore, ladder, ...(departments ? { departments } : {}) })]
  })
}

/** A new pool with a condition goes before the first that takes everything; the first recycle rule is the one that is said. */
function poolsWith(plan: PlanDocument, { pool, recycle }: PoolAndDeadlines): Pool[] {
  const said = recycle ? [recycle] : []
  if (plan.pools.some(({ key }) => key === pool.key))
    return plan.pools.map((one) =>
      one.key === pool.key ? { ...pool, recycle: [...said, ...one.recycle.slice(1)] } : one,
    )
  const made = { ...pool, key: freeKey(plan.pools), recycle: said }
  const takesAll = ({ when, departments }: Pool) => !when && isSame(departments, pool.departments)
  const at = pool.when ? plan.pools.findIndex(takesAll) : -1
  return at < 0 ? [...plan.pools, made] : plan.pools.toSpliced(at, 0, made)
}

function freeKey(pools: readonly Pool[]): string {
  const taken = new Set(pools.map(({ key }) => key))
  for (let n = 1; ; n++) {
    const key = n === 1 ? 'public' : `public-${n}`
    if (!taken.has(key)) return key
  }
}
