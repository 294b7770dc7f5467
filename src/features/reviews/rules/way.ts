import type { At, History, Tile } from '../../../engines/mining/history.ts'

/** Where it passed from one hand to another; of the last one, `isEnd`, where whoever held it alone lost it. */
export type Node = {
  at: At
  stage: string
  toStage: string
  giver: string
  receiver: string | null
  isHandOver: boolean
  isEnd: boolean
}

/**
 * Every node of a lost opportunity's way, oldest first: each pass between two people, and at the end the stage it was lost at, whose
 * other side is whoever leads the one who held it (`receiver` null: not known here).
 */
export function nodesOf({ tiles, closedAt }: Pick<History, 'tiles' | 'closedAt'>): Node[] {
  const lived = livedOf({ tiles, closedAt })
  const passes = lived.flatMap((tile, i): Node[] => {
    const before = lived[i - 1]
    if (!before || before.person === tile.person) return []
    return [
      {
        at: tile.from,
        stage: before.stage,
        toStage: tile.stage,
        giver: before.person,
        receiver: tile.person,
        isHandOver: tile.because === 'hand-over',
        isEnd: false,
      },
    ]
  })
  const last = lived.at(-1)
  if (!last) return passes
  const end: Node = {
    at: closedAt ?? last.from,
    stage: last.stage,
    toStage: tiles.at(-1)?.stage ?? last.stage,
    giver: last.person,
    receiver: null,
    isHandOver: false,
    isEnd: true,
  }
  return [...passes, end]
}

/** The tiles of its life: what follows on the end is no more held by working on it. */
export function livedOf({ tiles, closedAt }: Pick<History, 'tiles' | 'closedAt'>): Tile[] {
  const lived = tiles.filter((tile) => closedAt === null || tile.from < closedAt)
  return lived.length > 0 ? lived : tiles.slice(0, 1)
}

/** Minutes worked between two times, in somebody's own calendar. */
export type Worked = (person: string, from: At, to: At) => number

export type Stay = {
  stage: string
  person: string
  from: At
  to: At | null
  because: string
  workingMinutes: number
  followUps: number
  untilFirst: number | null
  longestQuiet: number
}

/** Who held it where for how long, and what was done for the customer meanwhile, by whomever. */
export function staysOf(
  history: Pick<History, 'tiles' | 'closedAt' | 'contacts'>,
  now: At,
  worked: Worked,
): Stay[] {
  return livedOf(history).map(({ stage, person, from, to, because }) => {
    const until = to ?? history.closedAt ?? now
    const touches = history.contacts.filter(({ at }) => at >= from && at < until).map(({ at }) => at)
    const marks = [from, ...touches, until]
    const quiet = marks.slice(1).map((at, i) => worked(person, marks[i] ?? from, at))
    const first = touches[0]
    return {
      stage,
      person,
      from,
      to,
      because,
      workingMinutes: worked(person, from, until),
      followUps: touches.length,
      untilFirst: first === undefined ? null : worked(person, from, first),
      longestQuiet: Math.max(0, ...quiet),
    }
  })
}

export type Said = { side: string; isAgreed: boolean; round: number }

/** Where a proposal stands after what was said to it: agreed once each side's last word is so, disputed once one's is not. */
export function standing(
  sides: readonly string[],
  round: number,
  views: readonly Said[],
): 'proposed' | 'disputed' | 'agreed' {
  const last = new Map(views.filter((one) => one.round === round).map((one) => [one.side, one.isAgreed]))
  if (sides.some((side) => last.get(side) === false)) return 'disputed'
  return sides.every((side) => last.get(side) === true) ? 'agreed' : 'proposed'
}

const CARRIED = ['needs', 'budget', 'decisionMakers', 'promises', 'openQuestions'] as const

/** Lines the packet before carried and this one does not, with the reason given. */
export function droppedLines(
  before: Readonly<Record<string, string>> | undefined,
  now: Readonly<Record<string, string>>,
  reasons: Readonly<Record<string, string>>,
): { line: string; before: string; reason: string | null }[] {
  return CARRIED.flatMap((line) => {
    const was = before?.[line]
    return was && !now[line] ? [{ line, before: was, reason: reasons[line] ?? null }] : []
  })
}
