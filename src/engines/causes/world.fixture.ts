import type { Contact, History, Limit, Offer, Tile } from '../mining/history.ts'
import { chance } from '../statistics/index.ts'
import type { Division, Looked, Someone } from './model.ts'

export type Faults = {
  slowSupport?: boolean
  slowAnswer?: boolean
  pingPong?: boolean
  starved?: boolean
  lateContact?: boolean
  overload?: boolean
  missed?: boolean
  dropping?: boolean
  uneven?: boolean
  costly?: boolean
  deviating?: boolean
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.parse('2026-01-01T00:00:00Z')
const REGIONS = ['11', '31', '44', '51']
const SOURCES = ['web', 'fair', 'referral']
const STAGES = ['lead', 'demo', 'proof', 'quote']
const KEEPER = 'keeper'

/** A third of the time of the clock is worked: eight hours a day, evenly. */
const minutes = (_: string, from: number, to: number) => (to - from) / 60_000 / 3

/** A seeded year of a company whose people differ a little and whose kinds of opportunities are won differently often, with faults or none. */
export function worldOf(seed: number, size: number, faults: Faults = {}): Looked {
  const draw = chance(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
  const people = new Map<string, Someone>([[KEEPER, { department: 'hq', functions: ['sales'], weight: 1 }]])
  const speed = new Map<string, number>()
  const team = (fn: string, department: string, count: number) =>
    Array.from({ length: count }, (_, i) => {
      const id = `${department}-${i}`
      people.set(id, { department, functions: [fn], weight: 1 })
      speed.set(id, Math.exp(0.2 * normal()))
      return id
    })
  const sales = new Map(REGIONS.map((region) => [region, team('sales', `sales-${region}`, 4)]))
  const support = ['east', 'west', 'south'].map((department) => team('support', department, 4))
  const wonOf = new Map([...REGIONS, ...SOURCES].map((key) => [key, 0.6 * normal()]))
  const busyUntil = new Map<string, number[]>()
  const pick = <T>(list: readonly T[]) => list[Math.floor(draw() * list.length)] as T
  const turns = new Map<string, number>()
  const inTurn = (key: string, list: readonly string[]) => {
    const at = turns.get(key) ?? 0
    turns.set(key, at + 1)
    return list[at % list.length] as string
  }
  const histories = Array.from({ length: size }, (_, i): History => {
    const region = pick(REGIONS)
    const source = pick(SOURCES)
    const openedAt = START + (i / size) * 90 * DAY
    let at = openedAt
    const tiles: Tile[] = []
    const offers: Offer[] = []
    const contacts: Contact[] = []
    const limits: Limit[] = []
    const isStray = faults.starved === true && region === '51' && draw() < 0.8
    const ofTeam = sales.get(region) as string[]
    const heavy = faults.uneven && region === '31' && draw() < 0.6
    const much = faults.overload && region === '44' && draw() < 0.5
    const seller = isStray ? KEEPER : heavy || much ? (ofTeam[0] as string) : inTurn(region, ofTeam)
    const hold = (person: string, stage: string, hours: number, wait: number, because = 'routed') => {
      const someone = people.get(person) as Someone
      const held = (busyUntil.get(person) ?? []).filter((until) => until > at)
      const slow = faults.overload && person === 'sales-44-0' ? 1 + held.length : 1
      const to = at + hours * slow * (speed.get(person) ?? 1) * HOUR * 3
      busyUntil.set(person, [...held, to])
      const isFirst = tiles.length === 0
      tiles.push({
        stage,
        phase: 'deal',
        person,
        from: at,
        to,
        because,
        function: someone.functions[0] ?? null,
        department: someone.department,
        decision: isFirst ? `d${i}` : null,
        rule: isFirst && !isStray ? `rule-${region}` : null,
      })
      const waited = Math.min(to - at, wait * slow * (speed.get(person) ?? 1) * HOUR * 3)
      contacts.push({ person, at: at + waited, kind: 'call', nextStepOn: null })
      if (stage === 'proof')
        limits.push(limitOf(person, stage, at, to, faults.missed ? 4 * HOUR * 3 : 40 * HOUR * 3))
      at = to
    }
    const delay = Math.exp(0.9 * normal() + 1.2) * (isStray ? 8 : 1)
    hold(seller, 'lead', delay + Math.exp(0.5 * normal() + 2.4), delay)
    const giveTo = (to: string, toStage: string, because: string) => {
      const from = tiles.at(-1) as Tile
      const slow = faults.slowAnswer && people.get(to)?.department === 'east' ? 5 : 1
      const answer = Math.exp(0.6 * normal() + 1) * slow * (speed.get(to) ?? 1) * HOUR * 3
      offers.push({
        from: from.person,
        to,
        stage: from.stage,
        toStage,
        offeredAt: at,
        answeredAt: at + answer,
        state: 'accepted',
        asked: false,
      })
      from.to = at + answer
      at += answer
      return because
    }
    let odds = -0.3 + (wonOf.get(region) ?? 0) + (wonOf.get(source) ?? 0)
    if (faults.lateContact && source === 'web') odds += 2.2 - 1.6 * Math.log(delay)
    const toSupport = draw() < 0.7
    let dropped = false
    if (toSupport) {
      odds += 0.9
      const department = pick(support)
      const expert = pick(department)
      giveTo(expert, 'demo', 'hand-over')
      const slow = faults.slowSupport && expert.startsWith('east') ? 3 : 1
      hold(
        expert,
        'demo',
        slow * Math.exp(0.5 * normal() + 2.5),
        slow * Math.exp(0.5 * normal() + 1),
        'hand-over',
      )
      const isPair = faults.pingPong && seller === 'sales-11-0' && draw() < 0.8
      for (let n = isPair ? 2 : draw() < 0.05 ? 1 : 0; n > 0; n--) {
        hold(seller, 'demo', 6, 2, 'passed')
        hold(isPair ? 'west-0' : expert, 'demo', 10, 3, 'passed')
      }
      if (faults.dropping && expert.startsWith('south') && draw() < 0.4) dropped = true
    }
    const goesProof = draw() < 0.5
    if (!dropped && goesProof)
      hold(
        seller,
        'proof',
        (faults.costly ? 90 : 10) * Math.exp(0.4 * normal()),
        3,
        toSupport ? 'stage' : 'passed',
      )
    if (!faults.costly && goesProof) odds += 1.2
    if (!dropped) {
      const off = faults.deviating && draw() < 0.3
      hold(off ? 'west-1' : seller, 'quote', (off ? 4 : 1) * Math.exp(0.5 * normal() + 2), 3, 'passed')
    }
    const isWon = !dropped && draw() < 1 / (1 + Math.exp(-odds))
    return {
      id: `o${i}`,
      number: i,
      title: `O${i}`,
      type: pick(['new', 'existing']),
      source,
      region,
      product: null,
      account: null,
      amount: null,
      planVersion: 'plan',
      openedAt,
      closedAt: at,
      outcome: isWon ? 'won' : 'lost',
      outcomeReason: null,
      tiles,
      offers,
      contacts,
      limits,
      stays: [],
    }
  })
  return { histories, people, plans: new Map([['plan', PLAN]]), minutes }
}

function limitOf(person: string, stage: string, from: number, to: number, allowed: number): Limit {
  const isMissed = to - from > allowed
  return {
    kind: 'dwell',
    stage,
    person,
    startedAt: from,
    dueAt: from + allowed,
    breachedAt: isMissed ? from + allowed : null,
    stoppedAt: to,
  }
}

const PLAN: Division = {
  keeper: KEEPER,
  stages: STAGES.map((key, position) => ({
    key,
    position,
    kind: 'open',
    accountable: key === 'demo' ? 'support' : 'sales',
  })),
  rules: REGIONS.map((region) => ({ id: `rule-${region}`, strategy: 'weighted-round-robin' })),
}
