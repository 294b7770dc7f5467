import { allMigrations } from '../platform/db/migrations.ts'
import { appliedMigrations, newerSchema, schemaState } from '../platform/db/schema-state.ts'
import type { Application } from './application.ts'

const LOOK_MS = 2000

/** Looks again and again whether a newer program brought a schema that breaks this one; tells so once. Answers what stops it. */
export function keepFit(
  { db, log }: Pick<Application, 'db' | 'log'>,
  broken: (why: string) => void,
): () => Promise<void> {
  const mine = allMigrations()
  let last = Promise.resolve()
  const look = async () => {
    try {
      const applied = await appliedMigrations(db)
      const breaking = schemaState(mine, applied ?? []).newer.filter((one) => one.breaking)
      if (breaking.length === 0) return
      clearInterval(timer)
      broken(newerSchema(breaking))
    } catch (thrown) {
      log.debug({ err: thrown }, 'the schema could not be looked at') // the database is away; requests say so
    }
  }
  const timer = setInterval(() => {
    last = look()
  }, LOOK_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await last
  }
}
