import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Course, courseOf } from './course.ts'
import { DeviationMiner, deviationsOf, markOf, type PlanFacts } from './deviations.ts'
import type { History } from './history.ts'
import { type Calls, PASSING_BY, PassingMiner, passingMarksOf } from './passing.ts'
import { mapMarksOf, ProcessMapMiner } from './process-map.ts'
import { FUNCTION, histories, MINUTE, timesOf, worksAt } from './random-histories.fixture.ts'
import { spentMarksOf, TimeSpentMiner } from './time-spent.ts'
import { VariantMiner, variantMark } from './variants.ts'

const NOW = 100 * MINUTE
const around = { timesOf, now: NOW }
const calls: Calls = {
  person: (id) => id,
  function: (id) => FUNCTION[id] ?? '',
  department: (id) => (id < 'c' ? 'east' : 'west'),
}
const POOLED = ['released', 'recycled']
const coursesOf = (all: readonly History[]) => all.map((history) => courseOf(history, around))
const holding = (list: readonly History[], work: (all: readonly History[], courses: Course[]) => void) =>
  work(list, coursesOf(list))
const property = (name: string, work: (all: readonly History[], courses: Course[]) => void) =>
  test(name, () =>
    fc.assert(
      fc.property(histories, (list) => holding(list, work)),
      { numRuns: 300 },
    ),
  )
const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0)

/** Who held it at a minute; the last of them where several tiles begin there. */
const tileAt = ({ tiles }: History, minute: number) =>
  tiles.findLast(({ from, to }) => from <= minute * MINUTE && (to ?? NOW) > minute * MINUTE)

/** Minute by minute: since when whoever holds it has held it without a break, and whether they did anything since. */
function waitsAt(history: History, minute: number): boolean {
  const at = minute * MINUTE
  const here = tileAt(history, minute)
  if (!here) return false
  if (history.offers.some(({ offeredAt, answeredAt }) => offeredAt <= at && at < (answeredAt ?? NOW)))
    return true
  if (history.stays.some(({ since, until }) => since <= at && at < (until ?? NOW))) return true
  let since = minute
  const isPooled = (tile: { because: string } | undefined) => POOLED.includes(tile?.because ?? '')
  const goesOn = (before: typeof here | undefined) =>
    before?.person === here.person && isPooled(before) === isPooled(here)
  while (goesOn(tileAt(history, since - 1))) since--
  return !history.contacts.some(
    (contact) => contact.person === here.person && contact.at >= since * MINUTE && contact.at <= at,
  )
}

describe('how one opportunity went', () => {
  property('waiting and working are what a clerk would count minute by minute', (_, courses) => {
    for (const { history, turns } of courses)
      for (const turn of turns) {
        let [waiting, working] = [0, 0]
        for (let m = turn.from / MINUTE; m < turn.until / MINUTE; m++) {
          if (!worksAt(turn.person, m)) continue
          working++
          if (waitsAt(history, m)) waiting++
        }
        expect([turn.waiting, turn.working]).toEqual([waiting, working])
      }
  })
  property('turns cover exactly what was held, and visits what stood there', (_, courses) => {
    for (const { history, turns, visits } of courses) {
      const held = sum(history.tiles.map(({ from, to }) => (to ?? NOW) - from))
      expect(sum(turns.map(({ from, until }) => until - from))).toBe(held)
      expect(sum(visits.map(({ from, until }) => until - from))).toBe(held)
      for (const [i, visit] of visits.entries())
        if (i > 0 && visits[i - 1]?.until === visit.from) expect(visit.stage).not.toBe(visits[i - 1]?.stage)
    }
  })
  property('steps end as it ended', (_, courses) => {
    for (const { history, steps } of courses) {
      expect(steps.some(({ key }) => key === 'won' || key === 'lost')).toBe(history.outcome !== null)
      if (history.tiles.at(-1)?.to === null) expect(steps.at(-1)?.visit).not.toBeNull()
      else expect(steps.at(-1)?.visit).toBeNull()
    }
  })
})

describe('the process as it went', () => {
  property(
    'every arrow and place counts what a list of pairs counts, and its mark finds its opportunities',
    (_, courses) => {
      const miner = new ProcessMapMiner()
      for (const course of courses) miner.add(course)
      const { nodes, arrows, passes } = miner.result()
      const pairs = courses.flatMap(({ steps }) =>
        steps.map(({ key }, i) => `${steps[i - 1]?.key ?? 'start'}>${key}`),
      )
      expect(sum(arrows.map(({ n }) => n))).toBe(pairs.length)
      const marked = courses.map(mapMarksOf)
      const having = (mark: string) => marked.filter((marks) => marks.has(mark)).length
      for (const { from, to, n, cases } of arrows) {
        expect(n).toBe(pairs.filter((pair) => pair === `${from}>${to}`).length)
        expect(cases).toBe(having(`arrow:${from}>${to}`))
      }
      for (const node of nodes) {
        const each = courses.map(
          ({ steps }) => steps.filter(({ key, visit }) => key === node.key && visit).length,
        )
        if (each.some((n) => n > 0)) expect(node.again).toBe(sum(each.map((n) => Math.max(0, n - 1))))
        expect(node.cases).toBe(having(`stage:${node.key}`))
        expect(node.againCases).toBe(having(`again:${node.key}`))
      }
      for (const { stage, fromFunction, toFunction, cases } of passes)
        expect(cases).toBe(having(`pass:${stage}>${fromFunction ?? ''}>${toFunction ?? ''}`))
      const minutes = sum(courses.flatMap(({ visits }) => visits.map(({ waiting }) => waiting)))
      expect(sum(nodes.map(({ waiting }) => waiting.total))).toBeCloseTo(minutes)
    },
  )
  property('variants part all opportunities, most frequent first', (all, courses) => {
    for (const by of ['stage', 'function'] as const) {
      const miner = new VariantMiner(by)
      for (const course of courses) miner.add(course)
      const { variants, different } = miner.result(100)
      expect(sum(variants.map(({ cases }) => cases))).toBe(all.length)
      expect(new Set(courses.map((course) => variantMark(course, by))).size).toBe(different)
      for (const [i, { mark, cases, won }] of variants.entries()) {
        const own = courses.filter((course) => variantMark(course, by) === mark)
        expect([own.length, own.filter(({ history }) => history.outcome === 'won').length]).toEqual([
          cases,
          won,
        ])
        expect(cases).toBeLessThanOrEqual(variants[i - 1]?.cases ?? cases)
      }
      if (all.length > 0) expect(variants.at(-1)?.covered).toBeCloseTo(1)
    }
  })
})

describe('who handed over to whom', () => {
  property(
    'by people, functions and departments, offers and changes are counted as a list counts them',
    (all, courses) => {
      for (const by of PASSING_BY) {
        const miner = new PassingMiner(by, { calls, timesOf })
        for (const course of courses) miner.add(course)
        const { cells, pingPong } = miner.result()
        const marked = courses.map((course) => passingMarksOf(course, by, calls))
        const having = (mark: string) => marked.filter((marks) => marks.has(mark)).length
        expect(sum(cells.map(({ offered }) => offered))).toBe(sum(all.map(({ offers }) => offers.length)))
        for (const cell of cells) {
          const offers = all
            .flatMap((one) => one.offers)
            .filter(({ from, to }) => calls[by](from, '') === cell.from && calls[by](to, '') === cell.to)
          expect(cell.accepted).toBe(offers.filter(({ state }) => state === 'accepted').length)
          expect(cell.unanswered).toBe(offers.filter(({ state }) => state === 'offered').length)
          expect(cell.offered).toBe(cell.accepted + cell.declined + cell.withdrawn + cell.unanswered)
          expect(cell.cases).toBe(having(`hand-over:${by}:${cell.from}>${cell.to}`))
        }
        const people = all.map(({ tiles }) => {
          const had = tiles.filter(({ because }) => !POOLED.includes(because)).map(({ person }) => person)
          return had.filter((one, i) => one !== had[i - 1])
        })
        expect(sum(cells.map(({ passes }) => passes))).toBe(
          sum(people.map((had) => Math.max(0, had.length - 1))),
        )
        const called = people.map((had) => had.map((one) => calls[by](one, '')))
        const returned = called.map((who) => {
          const runs = who.filter((one, i) => one !== who[i - 1])
          return runs.filter((one, i) => one === runs[i - 2]).length
        })
        expect(sum(pingPong.map(({ n }) => n))).toBe(sum(returned))
        for (const { a, b, cases } of pingPong) expect(cases).toBe(having(`ping-pong:${by}:${a}>${b}`))
      }
    },
  )
})

const plan = (moves: ReadonlySet<string> | null): PlanFacts => ({
  stages: new Map(
    ['new', 'talk', 'offer', 'care'].map((key) => [
      key,
      { accountable: key === 'offer' ? 'support' : 'sales', kind: 'open', handOver: 'offered' },
    ]),
  ),
  processes: [{ stages: ['new', 'talk', 'offer', 'care'], moves }],
})

describe('where it did not go by the plan', () => {
  property('each deviation is counted once an opportunity and found by its mark', (all, courses) => {
    for (const version of [plan(null), plan(new Set(['new>talk', 'talk>offer']))]) {
      const miner = new DeviationMiner(() => version)
      for (const course of courses) miner.add(course)
      const { deviations } = miner.result()
      for (const { mark, cases, n, share } of deviations) {
        const each = courses.map(
          (course) => deviationsOf(course, version).filter((one) => markOf(one) === mark).length,
        )
        expect([cases, n]).toEqual([each.filter((one) => one > 0).length, sum(each)])
        expect(share).toBeCloseTo(cases / all.length)
      }
      const missed = all.flatMap(({ limits }) =>
        limits.filter(({ breachedAt }) => breachedAt !== null),
      ).length
      const told = deviations.filter(({ kind }) => kind === 'limit-missed')
      expect(sum(told.map(({ n }) => n))).toBe(missed)
    }
  })
  test('a stage left out, a move the plan has not, a function that is not asked for, and a pass without an offer are told', () => {
    const [one] = fc.sample(histories, { numRuns: 50, seed: 3 }).flat()
    if (!one) throw new Error('no history')
    const tile = (stage: string, person: string, from: number, because = 'stage') => ({
      ...(one.tiles[0] as History['tiles'][number]),
      stage,
      person,
      function: FUNCTION[person] ?? null,
      because,
      from: from * MINUTE,
      to: (from + 5) * MINUTE,
    })
    const history = {
      ...one,
      limits: [],
      tiles: [tile('new', 'an', 0), tile('offer', 'an', 5), tile('offer', 'cai', 10, 'passed')],
    }
    const course = courseOf(history, around)
    expect(deviationsOf(course, plan(null))).toEqual([
      { kind: 'stage-skipped', stage: 'talk', detail: 'offer' },
      { kind: 'wrong-function', stage: 'offer', detail: 'sales' },
      { kind: 'passed-without-offer', stage: 'offer', detail: 'support' },
    ])
    expect(deviationsOf(course, plan(new Set(['new>talk'])))[0]).toEqual({
      kind: 'move-not-in-plan',
      stage: 'new',
      detail: 'offer',
    })
  })
})

describe('where time went', () => {
  property(
    'what was lost and won is summed up by stage and function, what came after closing left out',
    (_, courses) => {
      for (const by of ['stage', 'function'] as const) {
        const miner = new TimeSpentMiner(by)
        for (const course of courses) miner.add(course)
        const lines = miner.result()
        for (const outcome of ['won', 'lost'] as const) {
          const own = courses.filter(({ history }) => history.outcome === outcome)
          const before = own.flatMap(({ turns, history }) =>
            turns.filter(({ from }) => from < (history.closedAt ?? NOW)),
          )
          expect(sum(lines.map((line) => line[outcome].waiting.total))).toBeCloseTo(
            sum(before.map(({ waiting }) => waiting)),
          )
          for (const line of lines)
            expect(line[outcome].cases).toBe(
              own.filter((course) => spentMarksOf(course, by).has(`spent:${by}:${line.key}:${outcome}`))
                .length,
            )
        }
      }
    },
  )
})
