import type { Facts, Ground, Outcome } from '../../engines/assignment/index.ts'
import type { Employee, RegionKey } from './company.ts'
import { Draw } from './draw.ts'
import type { Way } from './plan.ts'

/** Why a tile came about, as the ledger says it. */
export type Because = 'routed' | 'passed' | 'hand-over' | 'stage' | 'recycled' | 'claimed'

export type Tile = {
  stage: string
  person: string
  from: number
  until: number | null
  because: Because
  reason: string | null
  actor: string | null
  decision: string | null
}
export type Offer = {
  id: string
  from: string
  to: string
  stage: string
  toStage: string
  offeredAt: number
  answeredAt: number | null
  state: 'offered' | 'accepted' | 'declined'
  dueAt: number
  escalatesAt: number
  need: string
  step: string
  stepOn: string
  question: { id: string; at: number; text: string } | null
  reply: { id: string; at: number; text: string } | null
  answer: string | null
}
export type Contact = { id: string; person: string; at: number; kind: string; content: string }
export type Limit = {
  id: string
  kind: 'first-contact' | 'follow-up' | 'acceptance'
  subject: string
  stage: string
  person: string
  basis: string
  startedAt: number
  dueAt: number
  warnAt: number | null
  breachedAt: number | null
  stoppedAt: number
  because: string
}
export type Stay = {
  id: string
  since: number
  until: number | null
  previous: string
  keeper: string
  takenBy: string | null
}
export type Decided = { id: string; at: number; draw: number; outcome: Outcome; ground: Ground | null }

/** What is known of an opportunity when it comes in. */
export type Arriving = {
  id: string
  number: number
  openedAt: number
  title: string
  type: 'new-customer' | 'existing-customer' | 'major-project'
  source: string
  way: Way
  region: RegionKey
  province: string
  account: string
  product: string
  /** In minor units. */
  amount: number
  requirement: string
  contactName: string
  contactPhone: string
  facts: Facts
}

/** One opportunity's life as it goes on: what the ledger will say of it. Draws are its own, so that what is planted elsewhere changes nothing here. */
export class Life {
  readonly given: Arriving
  readonly draw: Draw
  readonly tiles: Tile[] = []
  readonly offers: Offer[] = []
  readonly contacts: Contact[] = []
  readonly limits: Limit[] = []
  readonly stays: Stay[] = []
  decided: Decided | null = null
  outcome: 'won' | 'lost' | null = null
  reason: string | null = null
  closedAt: number | null = null
  expectedCloseOn: string | null = null
  nextStep: { step: string; on: string } | null = null
  /** The working minutes from coming in to the first contact by anybody. */
  firstContactAt: number | null = null
  /** At which of its stages it is lost; null where it is won; undefined while nobody knows. */
  lostAt: number | null | undefined
  seller: Employee | null = null

  constructor(given: Arriving, seed: number) {
    this.given = given
    this.draw = new Draw(seed)
  }

  get tile(): Tile {
    const tile = this.tiles.at(-1)
    if (!tile) throw new Error('nobody holds it yet')
    return tile
  }

  get isOpen(): boolean {
    return this.closedAt === null
  }

  get lastContactAt(): number | null {
    return this.contacts.at(-1)?.at ?? null
  }

  /** Since when its holder has it, whatever stages it went through meanwhile. */
  get heldSince(): number {
    let since = this.tile.from
    for (let i = this.tiles.length - 2; i >= 0 && this.tiles[i]?.person === this.tile.person; i--)
      since = this.tiles[i]?.from ?? since
    return since
  }

  get stageSince(): number {
    let since = this.tile.from
    for (let i = this.tiles.length - 2; i >= 0 && this.tiles[i]?.stage === this.tile.stage; i--)
      since = this.tiles[i]?.from ?? since
    return since
  }
}
