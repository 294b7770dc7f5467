import type { At } from './queue.ts'

/** A piece of work as it was: when it came to somebody, when they first touched it, when they gave it on or ended it. */
export type Piece = { person: string; from: At; touched: At | null; to: At | null }
/** The same with when it was begun and how many working minutes it took. */
export type Done = { person: string; from: At; begun: At; wait: number; service: number }

const LEAST = 1 // minute: nothing takes no time

/**
 * When each piece was begun and how long it took whoever had it, who does one after the other: begun when first touched, else when
 * what ended before it ended; it took until the next one was begun, or until its own end. What nobody touched and is not ended
 * says nothing yet. Waits and services are in working minutes of the person.
 */
export function doneOf(
  pieces: readonly Piece[],
  between: (person: string, from: At, to: At) => number,
  now: At,
): Done[] {
  const found: Done[] = []
  for (const [person, list] of Map.groupBy(pieces, (piece) => piece.person)) {
    const begun = begunOf(list)
    begun.forEach(({ from, at, to, isTouched }, n) => {
      const next = isTouched ? begun.slice(n + 1).find((one) => one.isTouched && one.at > at)?.at : undefined
      const end = Math.min(to ?? now, next ?? Number.POSITIVE_INFINITY)
      const service = Math.max(LEAST, between(person, at, end))
      found.push({ person, from, begun: at, wait: Math.max(0, between(person, from, at)), service })
    })
  }
  return found.sort((a, b) => a.from - b.from)
}

function begunOf(list: readonly Piece[]) {
  let before = Number.NEGATIVE_INFINITY
  return list
    .toSorted((a, b) => (a.to ?? Number.POSITIVE_INFINITY) - (b.to ?? Number.POSITIVE_INFINITY))
    .flatMap(({ from, touched, to }) => {
      const at = touched ?? (to === null ? null : Math.min(to, Math.max(from, before)))
      before = Math.max(before, to ?? before)
      return at === null ? [] : [{ from, at, to, isTouched: touched !== null }]
    })
    .sort((a, b) => a.at - b.at)
}
