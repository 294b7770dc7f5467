import type { At, History, Limit, Tile } from '../mining/history.ts'
import type { Division, Looked, SegmentField } from './model.ts'

/** Somebody's stay with an opportunity at one stage, over: how long it lay until they did something, and in all, in minutes of their work. */
export type Visit = {
  of: Seen
  stage: string
  person: string
  /** Function and department, as one key. */
  group: string
  from: At
  to: At
  wait: number
  stay: number
  /** It ended the opportunity. */
  ended: 'won' | 'lost' | null
  isAccountable: boolean
}

/** It went from one person to another. */
export type Pass = { of: Seen; fromTile: Tile; toTile: Tile; isReturn: boolean; minutes: number }

export type Answer = { of: Seen; from: string; to: string; minutes: number }

/** What is looked at of one opportunity. */
export type Seen = {
  history: History
  won: boolean | null
  segments: Record<SegmentField, string | null>
  /** Its like: whoever is compared with it has the same. */
  stratum: string
  /** Minutes of working time until somebody did something for the customer; null: nobody did. */
  delay: number | null
  /** The first who held it was found by no rule. */
  isStray: boolean
  visits: Visit[]
  passes: Pass[]
  answers: Answer[]
  limits: readonly Limit[]
}

export function groupOf(tile: { function: string | null; department: string | null }): string {
  return `${tile.function ?? ''}|${tile.department ?? ''}`
}
export function partsOf(group: string): { functions: string[]; departments: string[] } {
  const [fn = '', department = ''] = group.split('|')
  return { functions: fn ? [fn] : [], departments: department ? [department] : [] }
}

/** Passes that say nothing of how people work with each other: somebody left, the plan or the company changed. */
const NO_DEED = new Set([
  'plan',
  'leaver',
  'reorganisation',
  'restored',
  'merged',
  'split',
  'account',
  'reopened',
])

/** Reads every history once. O(tiles + contacts). */
export function seenOf(looked: Looked): Seen[] {
  const groups = groupsOfPeople(looked)
  return looked.histories.flatMap((history) => {
    const [first] = history.tiles
    return first ? [seen(looked, history, first, groups)] : []
  })
}

function seen(looked: Looked, history: History, first: Tile, groups: ReadonlyMap<string, string>): Seen {
  const plan = looked.plans.get(history.planVersion)
  const { type, source, region, product } = history
  const one: Seen = {
    history,
    won: history.outcome === null ? null : history.outcome === 'won',
    segments: { type, source, region: region?.slice(0, 2) ?? null, product },
    stratum: `${type}|${source ?? ''}|${region?.slice(0, 2) ?? ''}`,
    delay: delayOf(looked, history, first),
    isStray: first.decision !== null && first.rule === null,
    visits: [],
    passes: [],
    answers: [],
    limits: history.limits,
  }
  one.visits = visitsOf(looked, one, plan)
  one.passes = passesOf(looked, one, plan)
  one.answers = history.offers.flatMap(({ from, to, offeredAt, answeredAt }) =>
    answeredAt === null
      ? []
      : [
          {
            of: one,
            from: groups.get(from) ?? '|',
            to: to,
            minutes: looked.minutes(to, offeredAt, answeredAt),
          },
        ],
  )
  return one
}

/** The group each person mostly worked in. */
export function groupsOfPeople({ histories, people }: Looked): Map<string, string> {
  const counts = new Map<string, Map<string, number>>()
  for (const { tiles } of histories)
    for (const tile of tiles) {
      const of = counts.get(tile.person) ?? new Map<string, number>()
      counts.set(tile.person, of)
      of.set(groupOf(tile), (of.get(groupOf(tile)) ?? 0) + 1)
    }
  const groups = new Map<string, string>()
  for (const [id, { functions, department }] of people)
    groups.set(id, groupOf({ function: functions[0] ?? null, department }))
  for (const [id, of] of counts) {
    const [most] = [...of].sort((a, b) => b[1] - a[1])
    if (most && most[0] !== '|') groups.set(id, most[0])
  }
  return groups
}

function delayOf({ minutes }: Looked, { tiles, contacts, openedAt }: History, first: Tile): number | null {
  const contact = contacts.find(({ at }) => at >= openedAt)
  if (!contact) return null
  const held = tiles.findLast(({ from }) => from <= contact.at) ?? first
  return Math.max(0, minutes(held.person, openedAt, contact.at))
}

function visitsOf({ minutes }: Looked, of: Seen, plan: Division | undefined): Visit[] {
  const { tiles, contacts, outcome } = of.history
  const kinds = new Map(plan?.stages.map((stage) => [stage.key, stage]))
  const visits: Visit[] = []
  tiles.forEach((tile, i) => {
    const { person, stage, from, to } = tile
    const known = kinds.get(stage)
    const isInPool = of.history.stays.some(
      ({ since, until }) => since <= from && (until ?? to ?? from) > from,
    )
    if (to === null || isInPool || (known && known.kind !== 'open')) return
    const deed = contacts.find(
      (contact) => contact.person === person && contact.at >= from && contact.at <= to,
    )
    const stay = Math.max(0, minutes(person, from, to))
    const next = tiles[i + 1]
    const isLast = !next || (kinds.get(next.stage)?.kind ?? 'open') !== 'open'
    visits.push({
      of,
      stage,
      person,
      group: groupOf(tile),
      from,
      to,
      wait: deed ? Math.max(0, minutes(person, from, deed.at)) : stay,
      stay,
      ended: isLast ? outcome : null,
      isAccountable: !known || tile.function === known.accountable,
    })
  })
  return visits
}

function passesOf({ minutes }: Looked, of: Seen, plan: Division | undefined): Pass[] {
  const places = new Map(plan?.stages.map(({ key, position }) => [key, position]))
  const { tiles } = of.history
  const hands: Tile[][] = []
  for (const tile of tiles) {
    const last = hands.at(-1)
    if (last?.[0]?.person === tile.person) last.push(tile)
    else hands.push([tile])
  }
  return hands.flatMap((hand, i): Pass[] => {
    const [before, after] = [hands[i - 1], hands[i + 1]]
    const [fromTile, toTile] = [before?.at(-1), hand[0]]
    if (!fromTile || !toTile || NO_DEED.has(toTile.because)) return []
    const back = after?.[0]
    const isBack =
      back !== undefined &&
      back.person === fromTile.person &&
      !NO_DEED.has(back.because) &&
      (places.get(back.stage) ?? 0) <= (places.get(toTile.stage) ?? 0)
    const until = hand.at(-1)?.to ?? toTile.from
    return [
      {
        of,
        fromTile,
        toTile,
        isReturn: isBack,
        minutes: Math.max(0, minutes(toTile.person, toTile.from, until)),
      },
    ]
  })
}
