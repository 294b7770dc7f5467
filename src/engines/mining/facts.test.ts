import { describe, expect, test } from 'vitest'
import { factsOf, type Knowing } from './facts.ts'
import type { History } from './history.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE
/** Everybody works every minute, but lin only every other hour. */
const knowing: Knowing = {
  now: 10 * DAY,
  timesOf: (person) => ({ between: (from, to) => (to - from) / MINUTE / (person === 'lin' ? 2 : 1) }),
  positionOf: (stage) => ['lead', 'talk', 'offer', 'care'].indexOf(stage),
  whoIs: () => ({ function: 'support', department: 'south' }),
}
const tile = (stage: string, person: string, from: number, to: number | null, because = 'passed') => ({
  stage,
  phase: 'deal',
  person,
  from: from * DAY,
  to: to === null ? null : to * DAY,
  because,
  function: 'sales',
  department: 'east',
  decision: null,
  rule: null,
})
const history = (more: Partial<History>): History => ({
  id: 'o',
  number: 1,
  title: '',
  type: 'new-customer',
  source: null,
  region: null,
  product: null,
  account: null,
  amount: null,
  planVersion: 'v',
  openedAt: 0,
  closedAt: null,
  outcome: null,
  outcomeReason: null,
  tiles: [tile('lead', 'an', 0, null)],
  offers: [],
  contacts: [],
  limits: [],
  stays: [],
  ...more,
})
const parts = (of: History) =>
  new Map(factsOf(of, knowing).parts.map((part) => [`${part.stage} ${part.person}`, part]))

describe('time', () => {
  test('waiting lasts until the first deed of whoever received it, the rest was work; what goes on is not counted', () => {
    const of = history({
      tiles: [tile('lead', 'an', 0, 2), tile('talk', 'lin', 2, 4), tile('talk', 'an', 4, null)],
      contacts: [
        { person: 'an', at: 0.5 * DAY, kind: 'call', nextStepOn: null },
        { person: 'lin', at: 3 * DAY, kind: 'call', nextStepOn: null },
      ],
    })
    expect(parts(of).get('lead an')).toMatchObject({ waitingMinutes: 720, workedMinutes: 2160 })
    expect(parts(of).get('talk lin')).toMatchObject({ waitingMinutes: 720, workedMinutes: 720 })
    expect(parts(of).get('talk an')).toMatchObject({
      waitingMinutes: null,
      workedMinutes: null,
      followUps: 0,
    })
    expect(factsOf(of, knowing).whole).toMatchObject({
      waitingMinutes: 1440,
      firstContactMinutes: 720,
      people: 2,
      stages: 2,
    })
  })
  test('a pool is waiting, and its keeper is nobody who was responsible', () => {
    const of = history({
      tiles: [
        tile('lead', 'an', 0, 1),
        tile('lead', 'kim', 1, 3, 'recycled'),
        tile('lead', 'lin', 3, null, 'claimed'),
      ],
      contacts: [{ person: 'an', at: 0, kind: 'call', nextStepOn: null }],
      stays: [{ pool: 'p', since: DAY, until: 3 * DAY, because: 'recycled', takenBy: 'lin' }],
    })
    expect(parts(of).get('lead kim')).toMatchObject({ waitingMinutes: 2880, workedMinutes: 0 })
    expect(factsOf(of, knowing).whole.people).toBe(2)
  })
  test('what was touched before it was opened was touched at once; what nobody touched has no first contact', () => {
    const touched = history({
      openedAt: DAY,
      contacts: [{ person: 'an', at: 0, kind: 'call', nextStepOn: null }],
    })
    expect(factsOf(touched, knowing).whole.firstContactMinutes).toBe(0)
    expect(factsOf(history({}), knowing).whole).toMatchObject({
      firstContactMinutes: null,
      firstFollowUpAt: null,
    })
  })
})

describe('stages', () => {
  test('who goes on goes on once, whoever comes back; who is lost has not, and who stays is open', () => {
    const there = [
      tile('lead', 'an', 0, 1),
      tile('talk', 'an', 1, 2),
      tile('lead', 'lin', 2, 3),
      tile('talk', 'lin', 3, null),
    ]
    const open = parts(history({ tiles: there }))
    expect([open.get('lead an')?.wentOn, open.get('talk an')?.wentOn]).toEqual([true, null])
    expect(open.get('lead lin')).toMatchObject({ isFirst: false, wentOn: null, visitsLeft: 1, dwellDays: 1 })
    const ended = there.map((one) => ({ ...one, to: one.to ?? 5 * DAY }))
    const lost = parts(history({ tiles: ended, closedAt: 5 * DAY, outcome: 'lost' }))
    expect([lost.get('lead an')?.wentOn, lost.get('talk an')?.wentOn]).toEqual([true, false])
    expect([lost.get('talk lin')?.ended, lost.get('talk an')?.ended]).toEqual(['lost', null])
    const won = parts(history({ tiles: ended, closedAt: 5 * DAY, outcome: 'won' }))
    expect([won.get('talk an')?.wentOn, won.get('talk lin')?.ended]).toEqual([true, 'won'])
  })
  test('what comes after winning was not won there', () => {
    const of = parts(
      history({
        tiles: [tile('offer', 'an', 0, 2), tile('care', 'lin', 2, null)],
        closedAt: 2 * DAY,
        outcome: 'won',
      }),
    )
    expect([of.get('offer an')?.ended, of.get('care lin')?.ended, of.get('care lin')?.wentOn]).toEqual([
      'won',
      null,
      null,
    ])
  })
})

describe('answers and limits', () => {
  test('a hand-over belongs to whoever was to answer it, where it was to go; one taken back was not answered', () => {
    const offer = (state: 'accepted' | 'declined' | 'withdrawn' | 'offered', answeredAt: number | null) => ({
      from: 'an',
      to: 'lin',
      stage: 'lead',
      toStage: 'talk',
      offeredAt: 0,
      answeredAt,
      state,
      asked: false,
    })
    const of = history({
      offers: [
        offer('declined', DAY),
        offer('accepted', 2 * DAY),
        offer('withdrawn', DAY),
        offer('offered', null),
      ],
    })
    expect(parts(of).get('talk lin')).toMatchObject({
      handOvers: 4,
      answered: 2,
      accepted: 1,
      declined: 1,
      answerMinutes: 2160,
      function: 'support',
    })
  })
  test('a limit counts when it is over: kept, or passed; what goes back to a pool is nobody’s promise', () => {
    const limit = (kind: string, breachedAt: number | null, stoppedAt: number | null) => ({
      kind,
      stage: null,
      person: 'an',
      startedAt: 0,
      dueAt: DAY,
      breachedAt,
      stoppedAt,
    })
    const of = history({
      limits: [
        limit('next-step', null, 1),
        limit('next-step', 2, null),
        limit('dwell', null, null),
        limit('recycle', 3, null),
      ],
    })
    expect(factsOf(of, knowing).whole).toMatchObject({
      stepsOver: 2,
      stepsKept: 1,
      limitsOver: 2,
      limitsKept: 1,
    })
  })
})
