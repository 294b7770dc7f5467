import { type Instant, instantOf } from '../../../kernel/time.ts'
import type { Sql, Tx } from '../../../platform/db/pool.ts'
import { transaction } from '../../../platform/db/transaction.ts'
import { type Actor, type JournalEntry, record } from '../../../platform/events/journal.ts'
import type { Notice } from '../../notifications/contract.ts'
import { notify } from '../../notifications/index.ts'
import { passBaton } from '../../responsibility/index.ts'
import type { Running } from '../rules/changes.ts'
import { type Above, toldBy } from '../rules/line.ts'
import { BREACH, rungFrom, rungOf, stepsDue, WARN } from '../rules/running.ts'
import * as store from '../store/firing.ts'
import { recycleDue } from './pooled.ts'
import type { Company } from './settling.ts'

const MOST = 1000
const SYSTEM: Actor = { kind: 'system', personId: null }

/**
 * Fires every step that is due at `now`, each once: journal, notices, whoever holds from then on, and what is noted of the clock are one
 * transaction. In sets, the longest due first, several steps of one clock in their order; safe on several processes at once.
 * Answers how many clocks it were.
 */
export async function fireDue(db: Sql, company: Company, now: Instant, most = MOST): Promise<number> {
  for (let count = 0; ; ) {
    const fired = await transaction(db, (tx) => fireSome(tx, company, now, most))
    count += fired
    if (fired < most) return count
  }
}

/** Clocks whose pause is over go on. Answers how many. */
export async function resumeDue(db: Sql, now: Instant): Promise<number> {
  return transaction(db, async (tx) => {
    const resumed = await store.endPauses(tx, now, MOST)
    const entries = resumed.map(
      ({ id, kind, opportunityId, personId }): JournalEntry => ({
        kind: 'clock.resumed',
        object: 'clock',
        recordId: id,
        opportunityId,
        after: { clock: kind, person: personId },
        cause: { because: 'over' },
      }),
    )
    await record(tx, SYSTEM, now, entries)
    return resumed.length
  })
}

type Firing = { clock: Running; step: number; above: Above }

async function fireSome(tx: Tx, company: Company, now: Instant, most: number): Promise<number> {
  const ids = await store.lockDue(tx, now, most)
  if (ids.length === 0) return 0
  const free = await store.lockTheirs(tx, ids)
  const due = await store.stillDue(tx, ids, now)
  const clocks = due.filter(({ opportunityId }) => opportunityId === null || free.has(opportunityId))
  if (clocks.length === 0) return 0
  const above = await store.aboveOf(tx, [...new Set(clocks.map(({ personId }) => personId))])
  const at = Date.parse(now)
  const fired = clocks.map((clock) => ({ clock, steps: stepsDue(clock, clock.fired, at) }))
  const firings = fired.flatMap(({ clock, steps }) =>
    steps.map((step): Firing => ({ clock, step, above: above.get(clock.personId) as Above })),
  )
  await store.advance(
    tx,
    fired.map(({ clock, steps }) => ({
      clock,
      count: (steps.at(-1) ?? clock.fired - 1) + 1,
      warned: steps.includes(WARN),
      breached: steps.includes(BREACH),
    })),
    now,
  )
  await record(tx, SYSTEM, now, firings.map(entryOf))
  await passUp(tx, now, firings)
  await recycleDue(
    tx,
    company,
    { actor: SYSTEM, now },
    firings
      .filter(({ clock, step }) => clock.kind === 'recycle' && step === BREACH)
      .map(({ clock }) => clock),
  )
  await tell(tx, now, firings)
  return clocks.length
}

function entryOf({ clock, step, above }: Firing): JournalEntry {
  const due = { clock: clock.kind, due: instantOf(clock.dueAt), person: clock.personId }
  const rung = step > BREACH ? rungAt(clock, step) : undefined
  return {
    kind: step === WARN ? 'clock.warned' : step === BREACH ? 'clock.breached' : 'clock.escalated',
    object: 'clock',
    recordId: clock.id,
    opportunityId: clock.opportunityId,
    after: rung ? { ...due, to: toldBy(rung.to, clock.personId, above) } : due,
    cause: { step, basis: clock.basis, ...(rung ? { rung: rung.to, pass: rung.pass } : {}) },
  }
}

/** Whoever a rung passes to holds from then on; where several do, whoever is highest. The holder is never cleared. */
async function passUp(tx: Tx, now: Instant, firings: readonly Firing[]): Promise<void> {
  const receivers = new Map<string, { personId: string; kind: string }>()
  for (const { clock, step, above } of firings) {
    const rung = step > BREACH ? rungAt(clock, step) : undefined
    if (rung?.pass && clock.opportunityId !== null && clock.kind !== 'finding')
      receivers.set(clock.opportunityId, {
        personId: toldBy(rung.to, clock.personId, above),
        kind: clock.kind,
      })
  }
  const states = await store.statesOf(tx, [...receivers.keys()])
  const passes = [...receivers].flatMap(([opportunityId, { personId, kind }]) => {
    const state = states.get(opportunityId)
    if (!state?.isOpen || state.holderId === personId) return []
    return [
      { kind, pass: { opportunityId, expectedHolderId: state.holderId, personId, stageId: state.stageId } },
    ]
  })
  for (const [kind, group] of Map.groupBy(passes, (one) => one.kind))
    await passBaton(
      tx,
      { actor: SYSTEM, now },
      'escalated',
      null,
      group.map(({ pass }) => pass),
      [],
      { clock: kind },
    )
}

/** What is told of each step: the hand-over itself tells when its word is due and when it goes up. */
async function tell(tx: Tx, now: Instant, firings: readonly Firing[]): Promise<void> {
  const last = new Map(firings.map(({ clock, step }) => [clock.id, step]))
  // nobody is warned of what is over already
  const telling = firings.filter(({ clock, step }) => step !== WARN || (last.get(clock.id) ?? WARN) === WARN)
  const tasks = telling.flatMap(({ clock }) => (clock.kind === 'task' ? [clock.subjectId] : []))
  const titles = await store.tasksNamed(tx, tasks)
  await notify(
    tx,
    now,
    telling.flatMap((firing) => noticesOf(firing, titles.get(firing.clock.subjectId))),
  )
}

function noticesOf({ clock, step, above }: Firing, task: string | undefined): Notice[] {
  const { kind, personId, opportunityId } = clock
  const notice = (
    to: string,
    told: Notice['kind'],
    facts: object = {},
    people: Notice['people'] = {},
  ): Notice => ({
    personId: to,
    kind: told,
    facts: { clock: kind, due: instantOf(clock.dueAt), ...facts },
    people: { person: to === personId ? null : personId, ...people },
    opportunityId,
    link: opportunityId ? `/opportunities/${opportunityId}` : kind === 'finding' ? '/findings' : '/today',
    key: `clock:${clock.id}:${step}:${to}`,
  })
  if (step <= BREACH) {
    const isWarning = step === WARN
    if (kind === 'task') return [notice(personId, isWarning ? 'tasks.warned' : 'tasks.breached', { task })]
    if (!isWarning && (kind === 'recycle' || kind === 'acceptance')) return [] // they tell it themselves
    if (kind === 'recycle') return [notice(personId, 'pools.recycle-soon')]
    return [notice(personId, isWarning ? 'clocks.warned' : 'clocks.breached')]
  }
  const rung = rungAt(clock, step)
  const to = toldBy(rung.to, personId, above)
  if (kind === 'acceptance' && rungOf(step) === 0 && !rung.pass) return []
  if (!rung.pass || to === personId) return [notice(to, 'clocks.escalated')]
  return [notice(to, 'clocks.received'), notice(personId, 'clocks.taken', {}, { to })]
}

function rungAt({ rungsTo }: Running, step: number) {
  return rungFrom(rungsTo[rungOf(step)] ?? 'holder')
}
