import type { Context } from '../../../objects/context.ts'
import { peopleOf } from '../store/people.ts'
import { type Kept, rowsOf } from '../store/rows.ts'
import { meetingsOf } from './introducing.ts'
import { look } from './looking.ts'
import { one, openQuestions } from './planning.ts'

/** What carrying it out would do as things stand. Writes nothing. */
export async function preview(context: Context, id: string) {
  const { db } = context
  const stored = await one(db, context, id)
  const before = await rowsOf(db, id)
  const looked =
    stored.state === 'done'
      ? { rows: before, differences: { arrived: 0, gone: 0, changed: 0 } }
      : await look(db, context, stored, before)
  const opportunities = looked.rows.filter(({ kind }) => kind === 'opportunity')
  const receivers = looked.rows.flatMap(({ toId }) => toId ?? [])
  const known = await peopleOf(db, [...new Set([...receivers, ...opportunities.map(({ fromId }) => fromId)])])
  const given = Map.groupBy(opportunities, ({ fromId }) => fromId)
  const received = Map.groupBy(looked.rows, ({ toId }) => toId ?? '')
  const packets = opportunities.filter(({ packet }) => packet !== null).length
  const handOvers = looked.rows.filter(({ kind }) => kind === 'hand-over')
  return {
    differences: looked.differences,
    questions: await openQuestions(db, context.now, stored),
    people: [...known.values()]
      .map(({ id: personId, name, open, openCap }) => {
        const gets = received.get(personId) ?? []
        const more = gets.filter(({ kind }) => kind === 'opportunity').length
        const receives = [...Map.groupBy(gets, ({ kind }) => kind)].map(
          ([kind, list]) => [kind, list.length] as const,
        )
        return {
          person: { id: personId, name },
          before: open,
          after: open + more - (given.get(personId)?.length ?? 0),
          openCap,
          receives: Object.fromEntries(receives),
        }
      })
      .sort(
        (a, b) => b.after - b.before - (a.after - a.before) || a.person.name.localeCompare(b.person.name),
      ),
    split: splitAccounts(opportunities, (personId) => known.get(personId)?.name ?? ''),
    introductions: meetingsOf(looked.rows).length,
    handOvers: {
      withdrawn: handOvers.filter(({ ends }) => ends).length,
      readdressed: handOvers.filter(({ toId }) => toId).length,
    },
    packets: { written: packets, generated: opportunities.length - packets },
  }
}

/** Accounts whose opportunities go to several people. */
function splitAccounts(opportunities: readonly Kept[], nameOf: (id: string) => string) {
  const groups = Map.groupBy(
    opportunities.filter(({ accountId, toId }) => accountId && toId),
    ({ accountId }) => accountId ?? '',
  )
  return [...groups.values()].flatMap((list) => {
    const ids = [...new Set(list.flatMap(({ toId }) => toId ?? []))]
    return ids.length > 1 && list[0]
      ? [{ account: list[0].label, receivers: ids.map((id) => ({ id, name: nameOf(id) })) }]
      : []
  })
}
