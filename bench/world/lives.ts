import type { Company, Someone } from './people.ts'
import type { Chance } from './random.ts'
import { need, phone, region, sentence } from './words.ts'

export type StageRow = { id: string; key: string; phase: string; kind: string; position: number }
export type Tile = { stage: StageRow; person: string; from: number; until: number | null }
export type Opportunity = ReturnType<typeof live>

const DAY = 86_400_000
const SOURCES = ['website', 'referral', 'exhibition', 'advertising', 'phone', 'partner', 'existing', 'other']
const TYPES = ['new-customer', 'new-customer', 'new-customer', 'existing-customer', 'major-project']
const REASONS = ['价格', '竞争对手', '预算取消', '没有回应', 'price', 'timing']
const FUNCTION_OF: Readonly<Record<string, string>> = { lead: 'marketing', solution: 'technical-support' }

export type Ground = {
  company: Company
  byFunction: ReadonlyMap<string, readonly Someone[]>
  stages: readonly StageRow[]
  accounts: readonly { id: string; name: string }[]
  products: readonly string[]
  /** The instant the world ends at, in milliseconds. */
  now: number
}

/** One opportunity's life: where it came from, who held it at which stage, how it ended. About a third are open still. */
export function live(chance: Chance, ground: Ground, n: number) {
  const { stages, accounts, now } = ground
  const openedAt = now - Math.floor((1 - (1 - chance.next()) ** 1.6) * 3 * 365 * DAY) - chance.below(DAY)
  const path = stages.filter((stage) => stage.kind === 'open' && stage.phase !== 'delivery')
  const age = now - openedAt
  const isOpen = chance.yes(age < 90 * DAY ? 0.8 : 0.18)
  const reached = 1 + chance.skewed(path.length)
  const walked = path.slice(0, reached)
  const lifetime = isOpen ? age : Math.min(age - 1000, (5 + chance.skewed(120)) * DAY)
  const tiles: Tile[] = []
  let at = openedAt
  let seller = chance.pick(ground.byFunction.get('sales') ?? []).id
  walked.forEach((stage, i) => {
    const last = i === walked.length - 1
    const until = last
      ? isOpen
        ? null
        : openedAt + lifetime
      : at + Math.max(1000, Math.floor((lifetime / walked.length) * (0.5 + chance.next() / 2)))
    const fn = FUNCTION_OF[stage.key]
    if (!fn && chance.yes(0.08)) seller = chance.pick(ground.byFunction.get('sales') ?? []).id
    const person = fn ? chance.pick(ground.byFunction.get(fn) ?? []).id : seller
    tiles.push({ stage, person, from: at, until })
    at = until ?? at
  })
  const won = !isOpen && chance.yes(0.15 + 0.12 * reached)
  const ending = isOpen ? undefined : stages.find((stage) => stage.kind === (won ? 'won' : 'lost'))
  const tile = tiles.at(-1) as Tile
  const account = accounts[chance.skewed(accounts.length)] as { id: string; name: string }
  const what = need(chance)
  return {
    id: chance.uuid(openedAt),
    n,
    openedAt,
    closedAt: isOpen ? null : (tile.until ?? now),
    won,
    reason: isOpen ? null : won ? null : chance.pick(REASONS),
    tiles,
    stage: ending ?? tile.stage,
    stageSince: ending ? (tile.until ?? now) : tile.from,
    holder: tile.person,
    account,
    title: `${account.name} · ${what}`,
    contactName: chance.yes(0.7) ? `${what.slice(0, 1)}经理` : null,
    contactPhone: chance.yes(0.6) ? phone(chance) : null,
    product: chance.pick(ground.products),
    amount: chance.yes(0.9) ? Math.floor(Math.exp(6 + chance.next() * 9)) * 100 : null,
    source: chance.pick(SOURCES),
    type: chance.pick(TYPES),
    region: region(chance),
    nextStep: isOpen && chance.yes(0.6) ? sentence(chance) : null,
    nextStepOn: isOpen && chance.yes(0.6) ? now + (chance.below(60) - 15) * DAY : null,
    followUps: Array.from({ length: chance.skewed(4) }, () => ({
      id: chance.uuid(openedAt),
      at: openedAt + Math.floor(chance.next() * Math.min(lifetime, age)),
      text: sentence(chance),
    })),
  }
}
