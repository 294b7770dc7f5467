import type { Context } from '../../../objects/context.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { sqlState } from '../../../platform/db/transaction.ts'
import { type JournalEntry, record } from '../../../platform/events/journal.ts'
import { bumpAccess } from '../../permissions/index.ts'
import type { PersonRow } from '../contract.ts'
import * as errors from '../errors.ts'
import * as store from '../store.ts'

export type Author = Pick<Context, 'actor' | 'now' | 'viewer'>

/**
 * A change of who is who. The access counter moves first: it tells every process, and it lets one such change happen at a time,
 * so that two halves of a circle are not closed at once. A taken e-mail is a refusal.
 */
export async function changing<T>(context: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await context.transaction(async (tx) => {
      await bumpAccess(tx)
      return work(tx)
    })
  } catch (thrown) {
    if (sqlState(thrown) === '23505') throw errors.emailTaken({ email: takenIn(thrown) })
    throw thrown
  }
}

/** The person of this id. Refuses `organisation.not-found`. */
export async function onePerson(tx: Tx, id: string): Promise<PersonRow> {
  const person = await store.personById(tx, id)
  if (!person) throw errors.notFound({ what: 'person', id })
  return person
}

/** Refuses `organisation.unknown-function`. */
export async function checkFunctions(tx: Tx, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  const known = (await store.functions(tx)).map((fn) => fn.key)
  const unknown = keys.find((key) => !known.includes(key))
  if (unknown !== undefined) throw errors.unknownFunction({ function: unknown, known })
}

export async function journal(tx: Tx, context: Author, entry: JournalEntry): Promise<void> {
  await record(tx, context.actor, context.now, [entry])
}

function takenIn(thrown: unknown): string {
  const detail =
    typeof thrown === 'object' && thrown !== null && 'detail' in thrown ? String(thrown.detail) : ''
  return /=\((.*)\) already/.exec(detail)?.[1] ?? ''
}
