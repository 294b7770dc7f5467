import { ACTIVITY, LIFECYCLE, RESOURCE } from './event-log.ts'
import type { At, History, Offer, Tile } from './history.ts'

/** What happened to an opportunity as an event of a log; the words of lifecycles are those of XES. */
export type JournalEvent = {
  /** A stage's key, `hand-over`, `follow-up`, `pool`, `limit-missed`, `won`, `lost`. */
  activity: string
  lifecycle: string
  at: At
  person: string | null
  function: string | null
  department: string | null
  stage: string | null
  /** The kind of a follow-up or limit, the name of a pool, the reason of a loss. */
  detail: string | null
  /** The hand-over it is about: its place among the opportunity's. */
  handOver: number | null
}

/** What a log carries of an event, by the names of XES; what is null is left out. */
export const EVENT_FIELDS = [
  [ACTIVITY, 'activity'],
  [LIFECYCLE, 'lifecycle'],
  [RESOURCE, 'person'],
  ['org:role', 'function'],
  ['org:group', 'department'],
  ['stage', 'stage'],
  ['detail', 'detail'],
] as const

const ANSWERED: Readonly<Record<Offer['state'], string>> = {
  offered: 'schedule',
  accepted: 'complete',
  declined: 'pi_abort',
  withdrawn: 'withdraw',
}

/** Every event of one opportunity up to `now`, in order of time; at the same time what ends comes before what begins. */
export function eventsOf(history: History, now: At): JournalEvent[] {
  const events = [
    ...stageEvents(history),
    ...history.offers.flatMap((offer, i) => offerEvents(history, offer, i)),
    ...history.contacts.map(({ person, at, kind }) =>
      event(history, 'follow-up', 'complete', at, person, { detail: kind }),
    ),
    ...history.limits.flatMap(({ kind, person, stage, breachedAt }) =>
      breachedAt === null
        ? []
        : [event(history, 'limit-missed', 'complete', breachedAt, person, { detail: kind, stage })],
    ),
    ...history.stays.flatMap(({ pool, since, until }) => [
      event(history, 'pool', 'start', since, null, { detail: pool }),
      ...(until === null ? [] : [event(history, 'pool', 'complete', until, null, { detail: pool })]),
    ]),
  ]
  const { outcome, closedAt, outcomeReason } = history
  if (outcome && closedAt !== null) {
    const holder = history.tiles.findLast((tile) => tile.from < closedAt)?.person ?? null
    events.push(event(history, outcome, 'complete', closedAt, holder, { detail: outcomeReason }))
  }
  return events.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)
}

/** A stage begins with who holds it first, is reassigned with each of the others, and is complete when it is left. */
function stageEvents(history: History): JournalEvent[] {
  return history.tiles.flatMap((tile, i) => {
    const before = history.tiles[i - 1]
    const after = history.tiles[i + 1]
    const goesOn = (one: Tile | undefined, other: Tile | undefined) =>
      one !== undefined && other !== undefined && one.to === other.from && one.stage === other.stage
    const { stage, person, from, to } = tile
    const begun = !goesOn(before, tile)
      ? [event(history, stage, 'start', from, person, { stage })]
      : before?.person === person
        ? []
        : [event(history, stage, 'reassign', from, person, { stage })]
    const ended =
      to !== null && !goesOn(tile, after) ? [event(history, stage, 'complete', to, person, { stage })] : []
    return [...begun, ...ended]
  })
}

function offerEvents(history: History, offer: Offer, index: number): JournalEvent[] {
  const { from, to, toStage: stage, offeredAt, answeredAt, state } = offer
  const about = { handOver: index, stage }
  const offered = event(history, 'hand-over', 'schedule', offeredAt, from, about)
  if (answeredAt === null) return [offered]
  const who = state === 'withdrawn' ? from : to
  return [offered, event(history, 'hand-over', ANSWERED[state], answeredAt, who, about)]
}

function event(
  { tiles }: History,
  activity: string,
  lifecycle: string,
  at: At,
  person: string | null,
  more: Partial<Pick<JournalEvent, 'stage' | 'detail' | 'handOver'>>,
): JournalEvent {
  const tile = tiles.find((one) => one.person === person)
  return {
    activity,
    lifecycle,
    at,
    person,
    function: tile?.function ?? null,
    department: tile?.department ?? null,
    stage: null,
    detail: null,
    handOver: null,
    ...more,
  }
}
