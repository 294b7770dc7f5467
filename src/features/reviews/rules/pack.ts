import type { At, History } from '../../../engines/mining/history.ts'
import { medianOfRising, wilson } from '../../../engines/statistics/index.ts'
import { livedOf, type Worked } from './way.ts'

/** What is frozen of an opportunity that ended in the month. */
export type EndedFacts = {
  number: number
  title: string
  outcome: 'won' | 'lost'
  /** Where it stood when it ended. */
  stage: string
  reason: string | null
  amount: { minor: number; currency: string } | null
  /** Working minutes until somebody was in contact, and the function that owed it; null minutes where nobody was. */
  response: { function: string | null; minutes: number | null }
  limits: { function: string | null; met: boolean }[]
  passes: {
    from: string | null
    to: string | null
    stage: string
    /** Minutes until the answer; null for what was passed without asking or not answered. */
    minutes: number | null
    asked: boolean
    declined: boolean
  }[]
}

export type ReviewFacts = {
  number: number
  cause: string | null
  stage: string | null
  state: 'agreed' | 'ruled' | 'going'
}

export type ActionFacts = {
  number: number
  opportunity: string
  title: string
  holder: { id: string; name: string }
  dueOn: string
  doneAt: string | null
  state: 'done' | 'late' | 'going'
  review: string
  /** Agreed or due in the month. */
  ofMonth: boolean
}

const MINUTE_MS = 60_000

/** What a pack keeps of one history. */
export function factsOf(
  history: History,
  functionOf: (person: string) => string | null,
  worked: Worked,
): EndedFacts {
  const lived = livedOf(history)
  const first = history.contacts[0]
  const owed = first ? lived.findLast(({ from }) => from <= first.at) : lived[0]
  const offered = history.offers.map(({ from, to, toStage, offeredAt, answeredAt, state, asked }) => ({
    from: functionOf(from),
    to: functionOf(to),
    stage: toStage,
    minutes: answeredAt === null ? null : (answeredAt - offeredAt) / MINUTE_MS,
    asked,
    declined: state === 'declined',
  }))
  return {
    number: history.number,
    title: history.title,
    outcome: history.outcome ?? 'lost',
    stage: lived.at(-1)?.stage ?? '',
    reason: history.outcomeReason,
    amount: history.amount,
    response: {
      function: owed ? functionOf(owed.person) : null,
      minutes:
        first && owed ? worked(owed.person, history.openedAt, Math.max(first.at, history.openedAt)) : null,
    },
    limits: history.limits.flatMap(({ kind, person, dueAt, breachedAt, stoppedAt }) =>
      kind === 'finding' || (breachedAt === null && stoppedAt === null)
        ? []
        : [{ function: functionOf(person), met: isMet(dueAt, breachedAt, stoppedAt) }],
    ),
    passes: [
      ...offered,
      ...lived.flatMap((tile, i) => {
        const before = lived[i - 1]
        if (!before || before.person === tile.person || tile.because === 'hand-over') return []
        const [from, to] = [functionOf(before.person), functionOf(tile.person)]
        return [{ from, to, stage: tile.stage, minutes: null, asked: false, declined: false }]
      }),
    ],
  }
}

function isMet(dueAt: At, breachedAt: At | null, stoppedAt: At | null): boolean {
  return breachedAt === null && (stoppedAt === null || stoppedAt <= dueAt)
}

export type Share = { k: number; n: number; low: number | null; high: number | null }

export function shareOf(k: number, n: number): Share {
  const interval = wilson(k, n)
  return { k, n, low: interval?.low ?? null, high: interval?.high ?? null }
}

const MOST_NUMBERS = 200

export function numbersOf(all: readonly { number: number }[]): number[] {
  return [...new Set(all.map(({ number }) => number))].sort((a, b) => a - b).slice(0, MOST_NUMBERS)
}

/** Minor units by currency. */
export function sumsOf(
  all: readonly { amount: EndedFacts['amount'] }[],
): { minor: number; currency: string }[] {
  const sums = new Map<string, number>()
  for (const { amount } of all)
    if (amount) sums.set(amount.currency, (sums.get(amount.currency) ?? 0) + amount.minor)
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, minor]) => ({ minor, currency }))
}

/** Lost ones by node and reason, most first. */
export function lostTable(ended: readonly EndedFacts[]) {
  const lost = ended.filter(({ outcome }) => outcome === 'lost')
  const groups = Map.groupBy(lost, ({ stage, reason }) => JSON.stringify([stage, reason]))
  return [...groups]
    .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .map(([, of]) => ({
      stage: of[0]?.stage ?? '',
      reason: of[0]?.reason ?? null,
      n: of.length,
      sums: sumsOf(of),
      numbers: numbersOf(of),
    }))
}

/** Passes between functions by node: those whose opportunities were lost more often than others come first. */
export function handOverTable(ended: readonly EndedFacts[]) {
  const passes = ended.flatMap((of) => of.passes.map((pass) => ({ pass, of })))
  const groups = Map.groupBy(passes, ({ pass }) => JSON.stringify([pass.from, pass.to, pass.stage]))
  const isLost = ({ outcome }: EndedFacts) => outcome === 'lost'
  return [...groups]
    .map(([key, all]) => {
      const through = new Set(all.map(({ of }) => of))
      const others = ended.filter((one) => !through.has(one))
      const lost = [...through].filter(isLost).length
      const rate = others.length > 0 ? others.filter(isLost).length / others.length : null
      const minutes = all.flatMap(({ pass }) => pass.minutes ?? []).sort((a, b) => a - b)
      const middle = medianOfRising(minutes)
      const [first] = all
      return {
        key,
        from: first?.pass.from ?? null,
        to: first?.pass.to ?? null,
        stage: first?.pass.stage ?? '',
        n: all.length,
        lost: shareOf(lost, through.size),
        worse: rate === null ? null : lost / through.size - rate,
        answerHours: middle === null ? null : middle / 60,
        asked: all.filter(({ pass }) => pass.asked).length,
        declined: all.filter(({ pass }) => pass.declined).length,
        numbers: numbersOf([...through]),
      }
    })
    .sort((a, b) => (b.worse ?? 0) * b.n - (a.worse ?? 0) * a.n || (a.key < b.key ? -1 : 1))
}

/** How soon each function was in contact, and how many of its limits it kept. */
export function functionTable(ended: readonly EndedFacts[]) {
  const names = new Set(
    ended.flatMap(({ response, limits }) => [response.function, ...limits.map((one) => one.function)]),
  )
  return [...names]
    .sort((a, b) => ((a ?? '~') < (b ?? '~') ? -1 : 1))
    .map((name) => {
      const answered = ended.filter(({ response }) => response.function === name && response.minutes !== null)
      const minutes = answered.flatMap(({ response }) => response.minutes ?? []).sort((a, b) => a - b)
      const limits = ended.flatMap((of) => of.limits.filter((one) => one.function === name))
      const middle = medianOfRising(minutes)
      const missed = ended.filter((of) => of.limits.some((one) => one.function === name && !one.met))
      return {
        function: name,
        responses: answered.length,
        responseHours: middle === null ? null : middle / 60,
        onTime: shareOf(limits.filter(({ met }) => met).length, limits.length),
        numbers: numbersOf(missed),
      }
    })
    .filter(({ responses, onTime }) => responses > 0 || onTime.n > 0)
}

/** Causes that were agreed or ruled, by node, most first. */
export function causeTable(reviews: readonly ReviewFacts[]) {
  const ended = reviews.filter(({ state }) => state !== 'going')
  const groups = Map.groupBy(ended, ({ cause, stage }) => JSON.stringify([cause, stage]))
  return [...groups]
    .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .map(([, of]) => ({
      cause: of[0]?.cause ?? '',
      stage: of[0]?.stage ?? '',
      agreed: of.filter(({ state }) => state === 'agreed').length,
      ruled: of.filter(({ state }) => state === 'ruled').length,
      numbers: numbersOf(of),
    }))
}
