import { administrator } from '../features/findings/index.ts'
import type { Context } from '../objects/context.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

/**
 * Does `work` again and again for the company as a whole, in the context of an administrator; not at all before there is one. A fault is
 * logged under `trouble`, and the next turn tries anew. Answers what stops it.
 */
export function keepForCompany(
  { db, contextFor, log }: Pick<Application, 'db' | 'contextFor' | 'log'>,
  everyMs: number,
  trouble: string,
  work: (company: Context) => Promise<unknown>,
  when: { atOnce?: boolean } = {},
): () => Promise<void> {
  const look = async () => {
    try {
      const id = await administrator(db)
      const company = id ? await contextFor(id) : undefined
      if (company) await work(company)
    } catch (thrown) {
      log.warn({ err: thrown }, trouble)
    }
  }
  return again(everyMs, look, when)
}
