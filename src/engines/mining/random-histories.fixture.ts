import fc from 'fast-check'
import type { History, Offer, Stay, Tile } from './history.ts'

export const MINUTE = 60_000
export const PEOPLE = ['an', 'bo', 'cai', 'di'] as const
const STAGES = ['new', 'talk', 'offer', 'care'] as const
export const FUNCTION: Record<string, string> = { an: 'sales', bo: 'sales', cai: 'support', di: 'finance' }
const POOLED = ['released', 'recycled']

/** Works two minutes of three, everybody at another beat: slow to count and easy to see. */
export const worksAt = (person: string, minute: number) =>
  (minute + PEOPLE.indexOf(person as 'an') + 9) % 3 !== 0
export const timesOf = (person: string) => ({
  between: (from: number, to: number) => {
    let minutes = 0
    for (let m = from / MINUTE; m < to / MINUTE; m++) if (worksAt(person, m)) minutes++
    return minutes
  },
})

const tile = fc.record({
  stage: fc.constantFrom(...STAGES),
  person: fc.constantFrom(...PEOPLE),
  long: fc.integer({ min: 1, max: 12 }),
  /** Closed for a while before it. */
  gap: fc.constantFrom(0, 0, 0, 0, 3),
  because: fc.constantFrom('routed', 'passed', 'stage', 'hand-over', 'claimed', ...POOLED),
})
const span = fc.record({
  from: fc.integer({ min: 0, max: 60 }),
  long: fc.integer({ min: 1, max: 15 }),
  a: fc.constantFrom(...PEOPLE),
  b: fc.constantFrom(...PEOPLE),
  stage: fc.constantFrom(...STAGES),
  state: fc.constantFrom('accepted' as const, 'declined' as const, 'withdrawn' as const, 'offered' as const),
})

/** Histories in whole minutes, strange ones too. */
export const histories = fc.array(
  fc
    .record({
      tiles: fc.array(tile, { minLength: 1, maxLength: 7 }),
      isOpen: fc.boolean(),
      outcome: fc.constantFrom('won' as const, 'lost' as const, null),
      contacts: fc.array(fc.tuple(fc.constantFrom(...PEOPLE), fc.integer({ min: 0, max: 70 })), {
        maxLength: 6,
      }),
      offers: fc.array(span, { maxLength: 3 }),
      stays: fc.array(span, { maxLength: 1 }),
      missed: fc.array(fc.constantFrom('dwell', 'follow-up'), { maxLength: 2 }),
    })
    .map((given) => historyOf(given)),
  { maxLength: 12 },
)

type Given = {
  tiles: { stage: string; person: string; long: number; gap: number; because: string }[]
  isOpen: boolean
  outcome: 'won' | 'lost' | null
  contacts: [string, number][]
  offers: { from: number; long: number; a: string; b: string; stage: string; state: Offer['state'] }[]
  stays: { from: number; long: number }[]
  missed: string[]
}
let made = 0

function historyOf(given: Given): History {
  let at = 0
  const tiles = given.tiles.map(({ stage, person, long, gap, because }, i): Tile => {
    const from = at + (i > 0 ? gap : 0)
    at = from + long
    return {
      stage,
      phase: stage === 'care' ? 'delivery' : 'deal',
      person,
      from: from * MINUTE,
      to: at * MINUTE,
      because,
      function: FUNCTION[person] ?? null,
      department: person < 'c' ? 'east' : null,
      decision: null,
      rule: null,
    }
  })
  const last = tiles.at(-1)
  if (given.isOpen && last) last.to = null
  const outcome = given.isOpen ? null : given.outcome
  const offers = given.offers.map(
    ({ from, long, a, b, stage, state }): Offer => ({
      from: a,
      to: b,
      stage,
      toStage: stage,
      offeredAt: from * MINUTE,
      answeredAt: state === 'offered' ? null : (from + long) * MINUTE,
      state,
      asked: long % 2 === 0,
    }),
  )
  const stays = given.stays.map(
    ({ from, long }): Stay => ({
      pool: 'public',
      since: from * MINUTE,
      until: (from + long) * MINUTE,
      because: 'released',
      takenBy: null,
    }),
  )
  made += 1
  return {
    id: `o${made}`,
    number: made,
    title: `光谱仪 ${made}`,
    type: 'new-customer',
    source: null,
    region: null,
    product: null,
    account: null,
    amount: null,
    planVersion: 'v1',
    openedAt: 0,
    closedAt: outcome ? at * MINUTE : null,
    outcome,
    outcomeReason: null,
    tiles,
    offers: offers.sort((x, y) => x.offeredAt - y.offeredAt),
    contacts: given.contacts
      .toSorted((x, y) => x[1] - y[1])
      .map(([person, m]) => ({ person, at: m * MINUTE, kind: 'call', nextStepOn: null })),
    limits: given.missed.map((kind) => ({
      kind,
      stage: tiles[0]?.stage ?? null,
      person: tiles[0]?.person ?? '',
      startedAt: 0,
      dueAt: MINUTE,
      breachedAt: kind === 'dwell' ? MINUTE : null,
      stoppedAt: 2 * MINUTE,
    })),
    stays,
  }
}
