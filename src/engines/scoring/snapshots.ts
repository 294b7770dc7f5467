import type { At, History, Tile } from '../mining/history.ts'
import { drawFor } from '../statistics/index.ts'
import type { Levels, Sample } from './model.ts'

/** What is told of an opportunity and may change while it goes on. */
export const FACTS = ['type', 'source', 'region', 'product', 'account', 'amount'] as const
export type Fact = (typeof FACTS)[number]

/** A fact was something else before. */
export type Correction = { at: At; fact: Fact; before: string | null }

/** What the journal knows of when an opportunity's facts were told; amounts as minor units and currency, `"120000 CNY"`. */
export type Told = { since: At; corrections: readonly Correction[] }

/** Where amounts are told apart, in minor units of the currency most are in. */
export type Bands = { currency: string | null; edges: readonly number[] }

export type Looking = { bands: Bands; people: boolean }

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const AGES: readonly Band[] = bands([7, 14, 30, 60, 90, 180])
const COUNTS: readonly Band[] = [...bands([0, 1, 3, 7])]
const GIVEN: readonly Band[] = [...bands([0, 1, 2])]
const ANSWERS: readonly Band[] = bands([4, 24, 48, 168])
const AMOUNT_BANDS = 5
const MOST_ENTRIES = 8 // stage entries of one opportunity that are looked at

type Band = { upTo: number; name: string }

function bands(edges: readonly number[]): Band[] {
  const named = edges.map((upTo, i) => {
    const from = i === 0 ? 0 : (edges[i - 1] ?? 0)
    return { upTo, name: `${from}-${upTo}` }
  })
  return [...named, { upTo: Number.POSITIVE_INFINITY, name: `${edges.at(-1)}+` }]
}

/** The band a number is in: the first whose end it does not pass. */
function bandOf(all: readonly Band[], value: number): string {
  return all.find(({ upTo }) => value <= upTo)?.name ?? ''
}

/**
 * What was known of an opportunity at a moment: nothing that came later changes it. An amount told only after the end was not known.
 */
export function levelsAt(history: History, told: Told | undefined, at: At, looking: Looking): Levels {
  const tile = tileAt(history.tiles, at)
  const contacts = history.contacts.filter((one) => one.at <= at)
  const first = contacts[0]?.at
  const days = (at - history.openedAt) / DAY_MS
  const given = history.tiles.filter((one, i) => {
    const before = history.tiles[i - 1]
    return one.from <= at && before !== undefined && before.person !== one.person
  }).length
  const factAt = (fact: Fact) => knownAt(history, told, fact, at)
  return {
    stage: tile?.stage ?? '',
    age: bandOf(AGES, days),
    here: bandOf(AGES, (at - stageSince(history.tiles, at)) / DAY_MS),
    type: factAt('type') ?? '',
    source: factAt('source') ?? '',
    region: provinceOf(factAt('region')),
    product: factAt('product') ?? '',
    account: factAt('account') ? 'known' : 'unknown',
    amount: amountBand(factAt('amount'), looking.bands),
    'first-contact': first === undefined ? 'none' : bandOf(ANSWERS, (first - history.openedAt) / HOUR_MS),
    'follow-ups': bandOf(COUNTS, contacts.length),
    'hand-overs': bandOf(GIVEN, given),
    ...(looking.people && tile ? { holder: tile.person } : {}),
  }
}

/**
 * The moments of an opportunity that has ended from which to learn: each time it came to a stage, and one between its beginning and its
 * end that depends on nothing but its number. None where it never stood anywhere before its end.
 */
export function samplesOf(history: History, told: Told | undefined, looking: Looking): Sample[] {
  const end = endOf(history)
  if (end === null || history.outcome === null) return []
  const tiles = history.tiles.filter((tile) => tile.from < end)
  const entries = tiles.flatMap((tile, i) => (tiles[i - 1]?.stage === tile.stage ? [] : [tile.from]))
  const drawn = Math.floor(history.openedAt + drawFor(0, String(history.number)) * (end - history.openedAt))
  const moments = [...new Set([...entries.slice(0, MOST_ENTRIES), ...(drawn < end ? [drawn] : [])])]
  const won = history.outcome === 'won'
  const closedAt = end
  return moments
    .sort((a, b) => a - b)
    .map((at) => ({
      id: String(history.number),
      at,
      closedAt,
      won,
      levels: levelsAt(history, told, at, looking),
    }))
}

/** When it was won or lost; null while that is open. What follows on a sale is no more about winning it. */
export function endOf({ outcome, closedAt, tiles }: History): At | null {
  if (outcome === null) return null
  if (closedAt !== null) return closedAt
  return tiles.find((tile) => tile.phase === 'delivery')?.from ?? null
}

/** The edges that part the amounts known in time into as many bands alike. */
export function bandsOf(known: readonly (string | null)[]): Bands {
  const parted = known.flatMap((text) => partsOf(text) ?? [])
  const counts = new Map<string, number>()
  for (const { currency } of parted) counts.set(currency, (counts.get(currency) ?? 0) + 1)
  const [most] = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  if (!most) return { currency: null, edges: [] }
  const [currency] = most
  const amounts = parted.filter((one) => one.currency === currency).map(({ minor }) => minor)
  amounts.sort((a, b) => a - b)
  const edges = Array.from({ length: AMOUNT_BANDS - 1 }, (_, i) => {
    return amounts[Math.floor(((i + 1) * amounts.length) / AMOUNT_BANDS)] ?? 0
  })
  return { currency, edges: [...new Set(edges)] }
}

/** What a fact was at a moment, as far as it had been told before the end. */
export function knownAt(history: History, told: Told | undefined, fact: Fact, at: At): string | null {
  const end = endOf(history)
  if (fact === 'amount' && end !== null && told && told.since >= end) return null
  const later = told?.corrections.find((one) => one.fact === fact && one.at > at)
  return later ? later.before : factNow(history, fact)
}

function factNow(history: History, fact: Fact): string | null {
  if (fact !== 'amount') return history[fact]
  return history.amount ? `${history.amount.minor} ${history.amount.currency}` : null
}

function amountBand(text: string | null, { currency, edges }: Bands): string {
  const parts = partsOf(text)
  if (!parts || parts.currency !== currency) return 'unknown'
  const place = edges.findIndex((edge) => parts.minor < edge)
  return String(place < 0 ? edges.length : place)
}

function partsOf(text: string | null): { minor: number; currency: string } | undefined {
  const [minor = '', currency = ''] = text?.split(' ') ?? []
  return currency && Number(minor) > 0 ? { minor: Number(minor), currency } : undefined
}

function tileAt(tiles: readonly Tile[], at: At): Tile | undefined {
  return tiles.findLast((tile) => tile.from <= at)
}

/** Since when it had stood at the stage where it stood then. */
function stageSince(tiles: readonly Tile[], at: At): At {
  const past = tiles.filter((tile) => tile.from <= at)
  let since = past.at(-1)?.from ?? at
  for (let i = past.length - 1; i >= 0 && past[i]?.stage === past.at(-1)?.stage; i--)
    since = past[i]?.from ?? since
  return since
}

/** A region's province: what is below it is too few to learn from. */
function provinceOf(region: string | null): string {
  return region?.slice(0, 2) ?? ''
}
