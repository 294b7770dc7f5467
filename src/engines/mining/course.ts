import type { At, History, Tile } from './history.ts'

/** Where an opportunity ended, beside the stages. `closed`: it was closed and opened again; how is not in its history. */
export type End = 'won' | 'lost' | 'done' | 'closed'

/** One person held it at one stage, without a break. Minutes are of the person's working time. */
export type Turn = {
  stage: string
  phase: string
  person: string
  function: string | null
  department: string | null
  because: string
  from: At
  /** `until` where it goes on. */
  until: At
  isOver: boolean
  /** It lay in a pool; a keeper held it. */
  isPooled: boolean
  /** It came to the person with this turn; false where they held it at another stage before. */
  isReceived: boolean
  /** When the person first did something for the customer in it, since they had received it. */
  deedAt: At | null
  /** Until when it waited for that; null where the person had done something before it came to this stage. */
  waitsUntil: At | null
  /** Until the first deed since they received it, while it was offered to somebody, and while it lay in a pool. */
  waiting: number
  working: number
}

/** It stood at one stage, whoever held it. */
export type Visit = {
  stage: string
  from: At
  until: At
  isOver: boolean
  turns: Turn[]
  waiting: number
  working: number
}

/** A visit or an end, in order of time. */
export type Step = { key: string; visit: Visit | null }

/** One opportunity as mining sees it. */
export type Course = { history: History; turns: Turn[]; visits: Visit[]; steps: Step[] }

export type Times = { between(from: At, to: At): number }
export type Around = { timesOf(person: string): Times; now: At }

/** Ways work comes to a keeper because it lies in a pool. */
const POOLED = new Set(['arrived', 'released', 'recycled', 'taken-back', 'moved'])

/**
 * Retells a history in turns, visits and steps. Who holds it waits for their own first deed: what they do at a later stage without having
 * given it away counts on. O(tiles × (offers + stays)).
 */
export function courseOf(history: History, around: Around): Course {
  const turns = turnsOf(history, around)
  const visits = visitsOf(turns)
  return { history, turns, visits, steps: stepsOf(history, visits) }
}

function turnsOf(history: History, { timesOf, now }: Around): Turn[] {
  const turns: Turn[] = []
  for (const tile of history.tiles) {
    const before = turns.at(-1)
    // a keeper who takes something out of their own pool receives it
    const goesOn =
      before?.until === tile.from &&
      before.person === tile.person &&
      before.isPooled === POOLED.has(tile.because)
    if (goesOn && before?.stage === tile.stage) {
      before.until = tile.to ?? Math.max(now, tile.from)
      before.isOver = tile.to !== null
    } else turns.push(turnOf(tile, !goesOn, now))
  }
  for (let i = 0; i < turns.length; ) {
    let end = i + 1
    while (end < turns.length && !turns[end]?.isReceived) end++
    weigh(history, turns.slice(i, end), timesOf, now)
    i = end
  }
  return turns
}

function turnOf(tile: Tile, isReceived: boolean, now: At): Turn {
  const { stage, phase, person, because, from, to, department } = tile
  return {
    stage,
    phase,
    person,
    function: tile.function,
    department,
    because,
    from,
    until: to ?? Math.max(now, from),
    isOver: to !== null,
    isPooled: POOLED.has(because),
    isReceived,
    deedAt: null,
    waitsUntil: null,
    waiting: 0,
    working: 0,
  }
}

/** The turns of one person without a break: how much of each was waiting. */
function weigh(history: History, run: readonly Turn[], timesOf: Around['timesOf'], now: At): void {
  const [first, last] = [run[0], run.at(-1)]
  if (!first || !last) return
  const times = timesOf(first.person)
  const deed = history.contacts.find(
    ({ person, at }) => person === first.person && at >= first.from && at <= last.until,
  )
  const waits: [At, At][] = [[first.from, deed?.at ?? last.until]]
  for (const { offeredAt, answeredAt } of history.offers) waits.push([offeredAt, answeredAt ?? now])
  for (const { since, until } of history.stays) waits.push([since, until ?? now])
  waits.sort((a, b) => a[0] - b[0])
  for (const turn of run) {
    turn.working = times.between(turn.from, turn.until)
    let upTo = turn.from
    for (const [from, until] of waits) {
      const [begins, ends] = [Math.max(from, upTo), Math.min(until, turn.until)]
      if (ends > begins) {
        turn.waiting += times.between(begins, ends)
        upTo = ends
      }
    }
    if (deed && deed.at >= turn.from && deed.at <= turn.until) turn.deedAt = deed.at
    if (!deed || deed.at >= turn.from) turn.waitsUntil = Math.min(deed?.at ?? turn.until, turn.until)
  }
}

function visitsOf(turns: readonly Turn[]): Visit[] {
  const visits: Visit[] = []
  for (const turn of turns) {
    const { stage, from, until, isOver, waiting, working } = turn
    const before = visits.at(-1)
    if (before?.stage === stage && before.until === from) {
      before.until = until
      before.isOver = isOver
      before.turns.push(turn)
      before.waiting += waiting
      before.working += working
    } else visits.push({ stage, from, until, isOver, turns: [turn], waiting, working })
  }
  return visits
}

function stepsOf({ outcome, closedAt, tiles }: History, visits: readonly Visit[]): Step[] {
  const steps: Step[] = []
  let isTold = outcome === null
  for (const [i, visit] of visits.entries()) {
    const before = visits[i - 1]
    if (!isTold && closedAt !== null && visit.from >= closedAt && i > 0) {
      steps.push({ key: outcome as End, visit: null })
      isTold = true
    } else if (before && before.until < visit.from) steps.push({ key: 'closed', visit: null })
    steps.push({ key: visit.stage, visit })
  }
  const last = tiles.at(-1)
  if (!isTold) steps.push({ key: outcome as End, visit: null })
  else if (last && last.to !== null)
    steps.push({ key: last.phase === 'delivery' ? 'done' : 'closed', visit: null })
  return steps
}
