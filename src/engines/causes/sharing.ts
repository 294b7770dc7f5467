import { above, atLeast, difference, shareOf } from './chances.ts'
import { type Candidate, type Compared, type Division, NOWHERE, type Someone } from './model.ts'
import { lostBy, twoOf } from './returning.ts'
import { groupOf, type Pass, partsOf, type Seen } from './seen.ts'
import { giverOf, worstFirst } from './slow.ts'

const LEAST = 30
const DROP = 0.12
const MARGIN = 0.04
const NATURAL = 0.04 // groups differ by so much by nature
const UNEVEN = 1.6 // times one's share
const BY_TURNS = new Set(['weighted-round-robin', 'value-fair'])

/** Hand-overs right after which more is lost than after others to the same node, of the same kinds of opportunities. */
export function dropsAtHandOvers(seen: readonly Seen[]): Compared {
  const passes = seen
    .filter(({ won }) => won !== null)
    .flatMap((one) => one.passes.filter(({ fromTile, toTile }) => groupOf(fromTile) !== groupOf(toTile)))
  const between = ({ toTile }: Pass) => groupOf(toTile)
  const isDropped = ({ of, toTile }: Pass) =>
    of.won === false && of.history.tiles.findLast(isHeld)?.person === toTile.person
  const isHeld = (tile: { to: number | null; from: number }) => tile.to === null || tile.to > tile.from
  let tooFew = 0
  const candidates: Candidate[] = []
  for (const [key, list] of Map.groupBy(passes, between)) {
    if (list.length < LEAST) {
      tooFew += 1
      continue
    }
    const all = passes.map((pass) => ({ pass, stratum: `${pass.toTile.stage}|${pass.of.stratum}` }))
    const found = difference(
      twoOf(
        all,
        ({ pass }) => between(pass) === key,
        ({ pass }) => isDropped(pass),
      ),
    )
    if (!found) continue
    const dropped = list.filter(isDropped)
    const others = passes.filter((pass) => between(pass) !== key)
    const from = giverOf(list.map(({ fromTile }) => groupOf(fromTile)))
    const isLarge = found.value >= DROP && dropped.length >= 8
    const lost = isLarge ? lostBy(new Set(list.map(({ of }) => of.history.id)), seen) : null
    candidates.push({
      key: `drop-at-hand-over:${key}`,
      kind: 'drop-at-hand-over',
      place: {
        ...NOWHERE,
        functions: [...partsOf(from).functions, ...partsOf(key).functions],
        departments: [...partsOf(from).departments, ...partsOf(key).departments],
        stages: [...new Set(list.map(({ toTile }) => toTile.stage))].slice(0, 2),
      },
      effect: { measure: 'difference', value: found.value, low: found.low, high: found.high },
      cost: {
        opportunities: lost,
        days: null,
      },
      evidence: [
        { what: 'here', step: null, unit: 'share', n: list.length, ...shareOf(dropped.length, list.length) },
        {
          what: 'peers',
          step: null,
          unit: 'share',
          n: others.length,
          ...shareOf(others.filter(isDropped).length, others.length),
        },
      ],
      rows: worstFirst(new Map(dropped.map(({ of, minutes }) => [of.history.id, minutes / 480]))),
      p: above((found.value - MARGIN) / Math.hypot(found.error, NATURAL)),
      isLarge: isLarge && lost !== null,
    })
  }
  return { candidates, tooFew }
}

/** Rules that give by turns and give one person far more than their share. */
export function unevenness(
  seen: readonly Seen[],
  plans: Iterable<Division>,
  people: ReadonlyMap<string, Someone>,
): Compared {
  const byTurns = new Set(
    [...plans].flatMap(({ rules }) =>
      rules.flatMap(({ id, strategy }) => (BY_TURNS.has(strategy) ? [id] : [])),
    ),
  )
  const given = seen.flatMap((of) => {
    const [first] = of.history.tiles
    return first?.rule && byTurns.has(first.rule)
      ? [{ of, person: first.person, rule: first.rule, at: first.from }]
      : []
  })
  let tooFew = 0
  const candidates: Candidate[] = []
  for (const [rule, list] of Map.groupBy(given, (one) => one.rule)) {
    const byPerson = Map.groupBy(list, ({ person }) => person)
    if (byPerson.size < 3 || list.length < LEAST) {
      tooFew += 1
      continue
    }
    for (const [person, own] of byPerson) {
      // only while others got some as well: whoever came later had no turn before
      const share = expectedShare(person, list, people)
      const here = shareOf(own.length, list.length)
      candidates.push({
        key: `uneven:${rule}:${person}`,
        kind: 'uneven',
        place: {
          ...NOWHERE,
          rule,
          people: [person],
          ...partsOf(groupOf(own[0]?.of.history.tiles[0] ?? { function: null, department: null })),
        },
        effect: {
          measure: 'ratio',
          value: here.value / share,
          low: here.low / share,
          high: here.high / share,
        },
        cost: { opportunities: null, days: null },
        evidence: [
          { what: 'here', step: null, unit: 'share', n: own.length, ...here },
          { what: 'peers', step: null, unit: 'share', n: list.length, value: share, low: null, high: null },
        ],
        rows: worstFirst(new Map(own.map(({ of, at }) => [of.history.id, at / 86_400_000]))),
        p: atLeast(own.length, list.length, Math.min(0.95, share * 1.3)),
        isLarge: here.value >= share * UNEVEN && own.length >= 15,
      })
    }
  }
  return { candidates, tooFew }
}

type Given = { person: string; at: number }
/** What would be theirs by weight, each counted for as long as they received. */
function expectedShare(person: string, list: readonly Given[], people: ReadonlyMap<string, Someone>): number {
  const times = list.map(({ at }) => at)
  const [start, end] = [Math.min(...times), Math.max(...times)]
  const spans = [...Map.groupBy(list, (one) => one.person)].map(([id, own]) => {
    const ats = own.map(({ at }) => at)
    const span = own.length < 3 ? (end - start) / 4 : Math.max(...ats) - Math.min(...ats)
    return { id, amount: (people.get(id)?.weight ?? 1) * Math.max(span, (end - start) / 20) }
  })
  const all = spans.reduce((sum, { amount }) => sum + amount, 0)
  return (spans.find(({ id }) => id === person)?.amount ?? 0) / Math.max(1, all)
}
