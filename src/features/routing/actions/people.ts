import type { Person } from '../../../engines/assignment/index.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { type StandingIn, standingWithin } from '../../absences/index.ts'
import { workingTimesOf } from '../../availability/index.ts'
import type { RoutingRule } from '../../plan/contract.ts'
import { nextWorkingOf, saysNextWorking, withNextWorking } from '../rules.ts'
import * as store from '../store.ts'

/** `atWork`: the same people with when each works next, as it was last asked. */
type Kept = {
  accessVersion: number
  standing: StandingIn
  people: readonly Person[]
  atWork: readonly Person[]
}

const kept = new WeakMap<Context['registry'], Kept>()

/**
 * Who can be found, read anew only when a person, department or absence changed since, or one began or ended: deciding about one asks
 * for hundreds.
 */
export async function peopleNow(
  tx: Queryable,
  context: Pick<Context, 'registry' | 'now'>,
  accessVersion: number,
): Promise<readonly Person[]> {
  return (await current(tx, context, accessVersion)).people
}

/** Everybody who can be found, with nobody away: whoever asks knows who was away when. */
export async function peopleAtWork(db: Queryable): Promise<Person[]> {
  return (await store.routingPeople(db)).map((person) => ({ ...person, active: true }))
}

/**
 * The same with when each works next, where one of the rules asks for it. The list stays the very same while nobody begins or ends
 * work, so that what does not depend on it is not worked out again.
 */
export async function peopleFor(
  rules: readonly Pick<RoutingRule, 'candidates'>[],
  tx: Queryable,
  context: Pick<Context, 'registry' | 'now'>,
  accessVersion: number,
): Promise<readonly Person[]> {
  const known = await current(tx, context, accessVersion)
  if (rules.every(({ candidates }) => candidates.withinWorkingHours === undefined)) return known.people
  const ids = known.people.map(({ id }) => id)
  const times = await workingTimesOf(tx, context, ids, context.now, context.now, { accessVersion })
  const next = nextWorkingOf(known.people, times, Date.parse(context.now))
  if (!saysNextWorking(known.atWork, next)) known.atWork = withNextWorking(known.people, next)
  return known.atWork
}

async function current(
  tx: Queryable,
  { registry, now }: Pick<Context, 'registry' | 'now'>,
  accessVersion: number,
): Promise<Kept> {
  const standing = await standingWithin(tx, registry, accessVersion, now)
  const known = kept.get(registry)
  if (known?.accessVersion === accessVersion && known.standing === standing) return known
  const people = (await store.routingPeople(tx)).map((person): Person => {
    const away = standing.away.get(person.id)
    return { ...person, active: true, away: away && { until: away.until, deputy: away.acting } }
  })
  const made = { accessVersion, standing, people, atWork: people }
  kept.set(registry, made)
  return made
}
