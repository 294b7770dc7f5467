import { describe, expect, test } from 'vitest'
import { chance } from '../statistics/index.ts'
import { courseOf } from './course.ts'
import type { History } from './history.ts'
import { QueueMiner, queueMarksOf } from './queues.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const MORNING = 9 * HOUR
const DAYS = 91
const UNTIL = DAYS * DAY

/** Monday to Friday, nine to five, away from one day to another. */
const working = (away: [from: number, until: number] = [0, 0]) => {
  const upTo = (at: number) => {
    let minutes = 0
    for (let day = 0; day * DAY < at; day++) {
      if (day % 7 > 4 || (day >= away[0] && day < away[1])) continue
      minutes += Math.min(480, Math.max(0, (at - day * DAY - MORNING) / 60_000))
    }
    return minutes
  }
  return { between: (from: number, to: number) => Math.max(0, upTo(to) - upTo(from)) }
}
const usual = working()

type Item = { person: string; from: number; deed: number | null; until: number }

function historyOf({ person, from, deed, until }: Item, i: number): History {
  const tile = {
    stage: 'support',
    phase: 'deal',
    person,
    from,
    to: until,
    because: 'stage',
    department: null,
  }
  return {
    id: `o${i}`,
    number: i,
    title: '',
    type: '',
    source: null,
    region: null,
    product: null,
    account: null,
    amount: null,
    planVersion: '',
    openedAt: from,
    closedAt: null,
    outcome: null,
    outcomeReason: null,
    tiles: [{ ...tile, function: 'support', decision: null, rule: null }],
    offers: [],
    contacts: deed === null ? [] : [{ person, at: deed, kind: 'call', nextStepOn: null }],
    limits: [],
    stays: [],
  }
}

function queueOf(items: readonly Item[], timesOf: (person: string) => typeof usual = () => usual) {
  const around = { from: 0, until: UNTIL, timesOf, usual, dayOf: (at: number) => Math.floor(at / DAY) }
  const miner = new QueueMiner(around)
  const courses = items.map((item, i) => courseOf(historyOf(item, i), { timesOf, now: UNTIL }))
  for (const course of courses) miner.add(course)
  const [queue] = miner.result()
  if (!queue) throw new Error('nothing waited')
  expect(courses.filter((course) => queueMarksOf(course, around).has('waits:support')).length).toBe(
    queue.cases,
  )
  return queue
}

/** Instants at work, in order. */
function arrivals(seed: number, perDay: number): number[] {
  const draw = chance(seed)
  const days = Array.from({ length: DAYS }, (_, day) => day).filter((day) => day % 7 < 5)
  return days.flatMap((day) =>
    Array.from({ length: perDay }, () => day * DAY + MORNING + draw() * 8 * HOUR).sort((a, b) => a - b),
  )
}
/** So much working time later; to the minute. */
function later(at: number, minutes: number): number {
  let [low, high] = [at, at + 400 * DAY]
  while (high - low > 60_000) {
    const middle = (low + high) / 2
    if (usual.between(at, middle) < minutes) low = middle
    else high = middle
  }
  return high
}

describe('why work waits', () => {
  test('too few people: whoever meets a longer queue waits longer', () => {
    const free = new Map<string, number>()
    const draw = chance(5)
    const items = arrivals(1, 4).map((from, i): Item => {
      const person = i % 2 === 0 ? 'an' : 'bo'
      const begins = Math.max(from, free.get(person) ?? 0)
      const deed = later(begins, 150 + draw() * 190)
      free.set(person, deed)
      return { person, from, deed, until: later(deed, 600) }
    })
    const { reason, utilisation, people } = queueOf(items)
    expect(reason).toMatchObject({ code: 'few-people', people: 2 })
    expect(reason.code === 'few-people' && reason.wanted).toBeGreaterThan(2)
    expect(utilisation).toBeGreaterThan(0.85)
    expect(people).toHaveLength(2)
  })
  test('slow answers: each waits as long, whatever else waits', () => {
    const draw = chance(6)
    const items = arrivals(2, 3).map((from, i): Item => {
      const deed = later(from, 600 + draw() * 900)
      return { person: ['an', 'bo', 'cai'][i % 3] as string, from, deed, until: later(deed, 300) }
    })
    expect(queueOf(items).reason).toMatchObject({ code: 'slow-answers' })
  })
  test('batches: what comes all week is answered on Fridays', () => {
    const items = arrivals(3, 2).map((from): Item => {
      const friday = Math.floor(from / DAY / 7) * 7 * DAY + 4 * DAY + MORNING + 7 * HOUR
      const deed = friday > from ? friday : friday + 7 * DAY
      return { person: 'an', from, deed, until: deed + HOUR }
    })
    expect(queueOf(items).reason).toMatchObject({ code: 'batches' })
  })
  test('away: nobody is there while it waits', () => {
    const away = working([20, 60])
    const items = arrivals(4, 1)
      .filter((at) => at < 60 * DAY)
      .map((from): Item => {
        const isAway = from >= 20 * DAY
        const deed = isAway ? Math.max(63 * DAY + MORNING + HOUR, from) : from + HOUR
        return { person: 'an', from, deed, until: deed + HOUR }
      })
    const { reason } = queueOf(items, () => away)
    expect(reason).toMatchObject({ code: 'away' })
  })
  test('uneven: one has nearly all of it', () => {
    const draw = chance(8)
    const items = arrivals(5, 3).map((from, i): Item => {
      const person = i % 6 === 0 ? 'bo' : i % 6 === 3 && i % 4 === 1 ? 'cai' : 'an'
      const deed = later(from, person === 'an' ? 1200 + draw() * 600 : 30)
      return { person, from, deed, until: later(deed, 60) }
    })
    expect(queueOf(items).reason).toMatchObject({ code: 'uneven', person: 'an' })
  })
  test('where nobody put down what they did nothing is said of why', () => {
    const items = arrivals(6, 2).map(
      (from): Item => ({ person: 'an', from, deed: null, until: from + 9 * DAY }),
    )
    expect(queueOf(items).reason).toMatchObject({ code: 'unrecorded' })
  })
  test('what is taken up within half a day flows; of a few nothing is said', () => {
    const items = arrivals(7, 2).map((from): Item => {
      const deed = later(from, 60)
      return { person: 'an', from, deed, until: later(deed, 60) }
    })
    expect(queueOf(items).reason).toEqual({ code: 'flows' })
    expect(queueOf(items.slice(0, 3)).reason).toEqual({ code: 'few-cases', waits: 3 })
  })
})

test('what stands there agrees with Little’s law where as much comes as goes', () => {
  const items = arrivals(9, 3).map(
    (from): Item => ({ person: 'an', from, deed: from + HOUR, until: from + 5 * DAY }),
  )
  const { standing, expected, arrivals: came, departures } = queueOf(items)
  expect(came).toBe(items.length)
  expect(departures).toBeLessThan(came)
  expect(Math.abs(standing / (expected ?? 0) - 1)).toBeLessThan(0.05)
})

test('an offer and the turn it begins are one wait, of whoever is to answer; one that was withdrawn is none', () => {
  const history = historyOf({ person: 'an', from: 2 * DAY, deed: 3 * DAY, until: 5 * DAY }, 0)
  const offer = {
    from: 'bo',
    to: 'an',
    stage: 'talk',
    toStage: 'support',
    offeredAt: DAY,
    answeredAt: 2 * DAY,
    state: 'accepted' as const,
    asked: false,
  }
  history.offers = [offer, { ...offer, state: 'withdrawn', offeredAt: 0 }]
  const around = {
    from: 0,
    until: UNTIL,
    timesOf: () => usual,
    usual,
    dayOf: (at: number) => Math.floor(at / DAY),
  }
  const miner = new QueueMiner(around)
  miner.add(courseOf(history, { timesOf: () => usual, now: UNTIL }))
  const [queue] = miner.result()
  expect(queue).toMatchObject({ waits: 1, people: [{ person: 'an', deeds: 1 }] })
  expect(queue?.waiting.total).toBe(usual.between(DAY, 3 * DAY))
})
