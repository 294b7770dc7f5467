import type { WorkingTimes } from '../../engines/calendar/index.ts'
import { type Company, REGION_KEYS, REGIONS, type RegionKey } from './company.ts'
import { Draw } from './draw.ts'
import { type Arriving, Life } from './life.ts'
import { wayOf } from './plan.ts'
import { need, personName, phone } from './words.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const SOURCES = {
  website: 0.42,
  referral: 0.16,
  phone: 0.1,
  partner: 0.1,
  exhibition: 0.1,
  advertising: 0.12,
} as const
/** A decoy: the North goes to more exhibitions than the others. */
const NORTHERN_SOURCES = { ...SOURCES, exhibition: 0.24 } as const

/** What comes in during a year, soonest first: mostly in the hours of work, a little in the evening, less at week-ends. */
export function arrivalsOf(
  company: Company,
  { seed, size, from, until }: { seed: number; size: number; from: number; until: number },
  usual: WorkingTimes,
): Omit<Arriving, 'facts'>[] {
  const draw = new Draw(seed ^ 0x2545f491)
  const instants: number[] = []
  while (instants.length < size) {
    const day = usual.dayAt(from + draw.below(until - from))
    if (!usual.isWorkingDay(day) && !draw.yes(0.15)) continue
    const minute = draw.yes(0.85) ? 540 + draw.below(540) : 480 + draw.below(810)
    const at = usual.instantAt(day, minute) + draw.below(MINUTE)
    if (at > from && at < until - 3_600_000) instants.push(at)
  }
  return instants.sort((a, b) => a - b).map((openedAt, n) => arriving(company, draw, openedAt, n + 1))
}

function arriving(company: Company, draw: Draw, openedAt: number, number: number): Omit<Arriving, 'facts'> {
  const region = draw.weighted(
    Object.fromEntries(REGION_KEYS.map((key) => [key, REGIONS[key].share])) as Record<RegionKey, number>,
  )
  const type = draw.weighted({ 'new-customer': 0.66, 'existing-customer': 0.22, 'major-project': 0.12 })
  const source: string =
    type === 'new-customer'
      ? draw.weighted(region === 'north' ? NORTHERN_SOURCES : SOURCES)
      : type === 'existing-customer'
        ? 'existing'
        : draw.weighted({ referral: 0.6, phone: 0.4 })
  const account = draw.pick(company.accounts)
  const product = draw.pick(company.products)
  const what = need(draw)
  return {
    id: draw.uuid(openedAt),
    number,
    openedAt,
    title: `${account.name} · ${what}`,
    type,
    source,
    way: wayOf(type, source),
    region,
    province: draw.pick(REGIONS[region].provinces),
    account: account.id,
    product: product.id,
    amount: Math.round(draw.around(type === 'major-project' ? 600_000 : 90_000, 0.7) / 100) * 10_000,
    requirement: what,
    contactName: personName(draw),
    contactPhone: phone(draw),
  }
}

/** Lives that are to be lived, each with draws of its own. */
export function livesOf(arrivals: readonly Arriving[], seed: number): Life[] {
  return arrivals.map((given) => new Life(given, (seed * 31 + given.number * 2_654_435) >>> 0))
}

export const A_YEAR = 365 * DAY
