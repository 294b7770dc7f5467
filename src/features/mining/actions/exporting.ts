import type { History } from '../../../engines/mining/history.ts'
import { eventsOf } from '../../../engines/mining/journal-log.ts'
import { csvWriter, ocelWriter, type Written, xesWriter } from '../../../engines/mining/written-logs.ts'
import { demandRight } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { titlesOf } from '../../../objects/store.ts'
import { eachHistory, type HistoryOptions, type Person } from '../../histories/index.ts'
import type { EXPORT_FORMATS } from '../contract.ts'
import { groundOf } from './reading.ts'

const AT_ONCE = 500

/**
 * The journal of what the viewer may see as a log of events, piece by piece: constant memory but for the names of people and, in OCEL, the
 * numbers of opportunities. Refuses `objects.not-allowed` without the right to export.
 */
export async function* exportLog(
  context: Context,
  format: (typeof EXPORT_FORMATS)[number],
  options: HistoryOptions,
): AsyncGenerator<string> {
  demandRight(context.viewer, 'opportunity', 'export')
  const { people } = await groundOf(context)
  await eachHistory(context, { ...options, most: 1 }, () => {}) // a refusal is thrown here, before anything is written
  const names = uniqueNames(people)
  const each = () => written(context, options, names, people)
  if (format === 'ocel2') {
    const writer = ocelWriter()
    yield writer.head()
    for await (const batch of each()) yield batch.map((one) => writer.each(one)).join('')
    yield writer.between()
    for await (const batch of each()) yield batch.map((one) => writer.eventsOf(one)).join('')
    yield writer.foot()
    return
  }
  const writer = format === 'xes' ? xesWriter() : csvWriter()
  yield writer.head()
  for await (const batch of each()) yield batch.map((one) => writer.each(one)).join('')
  yield writer.foot()
}

/** Batches as they are asked for. */
async function* written(
  context: Context,
  options: HistoryOptions,
  names: ReadonlyMap<string, string>,
  people: ReadonlyMap<string, Person>,
): AsyncGenerator<Written[]> {
  const now = Date.parse(context.now)
  let after: string | undefined
  for (;;) {
    const batch: History[] = []
    await eachHistory(context, { ...options, after, most: AT_ONCE }, (part) => batch.push(...part))
    after = batch.at(-1)?.id
    const ids = [...new Set(batch.flatMap(({ account }) => account ?? []))]
    const accounts = await titlesOf(context.db, context, 'account', ids)
    if (batch.length > 0)
      yield batch.map((history) => ({
        history,
        account: accounts.get(history.account ?? '') ?? null,
        events: eventsOf(history, now).map((event) => ({
          ...event,
          person: event.person === null ? null : (names.get(event.person) ?? event.person),
          department: people.get(event.person ?? '')?.departmentName ?? null,
        })),
      }))
    if (batch.length < AT_ONCE) return
  }
}

/** What people are called, with the end of their id where two have one name. */
function uniqueNames(people: ReadonlyMap<string, Person>): Map<string, string> {
  const bearers = Map.groupBy(people.values(), ({ name }) => name)
  return new Map(
    [...people.values()].map(({ id, name }) => [
      id,
      (bearers.get(name)?.length ?? 0) > 1 ? `${name} (${id.slice(-6)})` : name,
    ]),
  )
}
