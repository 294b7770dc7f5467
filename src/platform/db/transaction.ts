import { type Fragment, rendered } from '../../kernel/fragment.ts'
import type { Queryable, Sql, Tx } from './pool.ts'

const RETRIES = 4
const RETRIABLE = new Set(['40001', '40P01'])

/** Runs `work` in one transaction; repeats it where the database chose it as the victim of a deadlock or a serialisation conflict. */
export async function transaction<T>(db: Sql, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await db.begin(work)) as T
    } catch (thrown) {
      if (attempt >= RETRIES || !RETRIABLE.has(sqlState(thrown) ?? '')) throw thrown
    }
  }
}

/** The same for work in the background: a statement of it may take as long as it takes, its waiting for others too. */
export function patiently<T>(db: Sql, work: (tx: Tx) => Promise<T>): Promise<T> {
  return transaction(db, async (tx) => {
    await tx`set local statement_timeout = 0`
    return work(tx)
  })
}

/** In a transaction that adds many rows: what search indexes are to take may gather further before it is entered. */
export async function addsMany(tx: Tx): Promise<void> {
  await tx`select set_config('gin_pending_list_limit', '64MB', true), set_config('work_mem', '64MB', true)`
}

/** In a transaction of which there are many alike: each of its statements is planned once for all, whatever the values. */
export async function plannedOnce(tx: Tx): Promise<void> {
  await tx`select set_config('plan_cache_mode', 'force_generic_plan', true)`
}

/** Enters what search indexes have gathered, after a long run of `addsMany`. */
export async function settleSearch(db: Sql): Promise<void> {
  await patiently(db, (tx) => tx`select settle_search()`)
}

/** Runs a generated query. Rows come with the column names the fragment gives them. */
export async function run<Row extends object>(db: Queryable, fragment: Fragment): Promise<Row[]> {
  const { text, values } = rendered(fragment)
  return (await db.unsafe(text, values as never[], { prepare: true })) as unknown as Row[]
}

/** The five-letter SQLSTATE of a database error, undefined for any other thing thrown. */
export function sqlState(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined
  return typeof thrown.code === 'string' && thrown.code.length === 5 ? thrown.code : undefined
}

/** The constraint a database error names. */
export function constraintOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('constraint_name' in thrown)) return undefined
  return typeof thrown.constraint_name === 'string' ? thrown.constraint_name : undefined
}
