import { addDays, type Day, type Instant } from '../../kernel/time.ts'

export const MOST_DAYS = 366 // a year away; whoever is away for longer hands over

/** Somebody is away from `from` until just before `until`. */
export type Away = { personId: string; deputyId: string; from: Instant; until: Instant }
export type Standing = { id: string; name: string; managerId: string | null; active: boolean }
type Period = { from: Instant; until: Instant }

/** Everything the question "who stands in" depends on. Absences of one person do not overlap; the keeper is active. */
export type Book = {
  absences: readonly Away[]
  people: ReadonlyMap<string, Standing>
  keeperId: string
}

/** Where somebody is away at an instant: since when, until when, whom they named and who stands in. */
export type AwayNow = { from: Instant; until: Instant; deputyId: string; actingId: string }

/** True where `at` lies in it: the end is out. */
export function runsAt({ from, until }: Period, at: Instant): boolean {
  return from <= at && at < until
}

/** Who is away at `at`, by person. */
export function awayAt(book: Book, at: Instant): Map<string, AwayNow> {
  const running = runningAt(book, at)
  return new Map(
    [...running].map(([personId, { from, until, deputyId }]) => [
      personId,
      { from, until, deputyId, actingId: actingAmong(book, running, personId) },
    ]),
  )
}

/**
 * Who acts for somebody at `at`: themselves where they are there; else the deputy, or the deputy's deputy, until somebody is there.
 * Where that ends nowhere: whoever is there up the line of managers, then the keeper. Always somebody active, whatever is in the book.
 */
export function actingFor(book: Book, personId: string, at: Instant): string {
  return actingAmong(book, runningAt(book, at), personId)
}

function runningAt({ absences }: Book, at: Instant): Map<string, Away> {
  return new Map(absences.filter((one) => runsAt(one, at)).map((one) => [one.personId, one]))
}

function actingAmong(book: Book, running: ReadonlyMap<string, Away>, personId: string): string {
  const line = [personId, ...managersOf(book, personId), book.keeperId]
  for (const id of line) {
    const found = followed(book, running, id)
    if (found) return found
  }
  return book.keeperId
}

/** Whoever is there at the end of a chain of deputies; undefined where it goes round or ends at somebody who left. */
function followed(book: Book, running: ReadonlyMap<string, Away>, first: string): string | undefined {
  const seen = new Set<string>()
  for (let id = first; !seen.has(id); ) {
    if (!book.people.get(id)?.active) return undefined
    const away = running.get(id)
    if (!away) return id
    seen.add(id)
    id = away.deputyId
  }
  return undefined
}

/** Those above somebody, the nearest first. */
function managersOf({ people }: Book, personId: string): string[] {
  const line: string[] = []
  let id = people.get(personId)?.managerId
  while (id && id !== personId && !line.includes(id)) {
    line.push(id)
    id = people.get(id)?.managerId
  }
  return line
}

/** From when until when what holds at `at` goes on holding: between the beginnings and ends around it. Null where there is none. */
export function unchanged({ absences }: Book, at: Instant): { from: Instant | null; until: Instant | null } {
  let from: Instant | null = null
  let until: Instant | null = null
  for (const edge of absences.flatMap((one) => [one.from, one.until])) {
    if (edge <= at && (from === null || edge > from)) from = edge
    if (edge > at && (until === null || edge < until)) until = edge
  }
  return { from, until }
}

/** Where `wanted` would close a circle of people standing in for each other at one time: those people; else undefined. */
export function circleWith(absences: readonly Away[], wanted: Away): string[] | undefined {
  const search = (at: Away, during: Period, path: readonly string[]): string[] | undefined => {
    if (at.deputyId === wanted.personId) return [...path]
    if (path.includes(at.deputyId)) return undefined
    for (const next of absences) {
      if (next.personId !== at.deputyId) continue
      const both = intersection(during, next)
      const found = both && search(next, both, [...path, at.deputyId])
      if (found) return found
    }
    return undefined
  }
  return search(wanted, wanted, [wanted.personId])
}

function intersection(a: Period, b: Period): Period | undefined {
  const from = a.from > b.from ? a.from : b.from
  const until = a.until < b.until ? a.until : b.until
  return from < until ? { from, until } : undefined
}

/** True where the person is away all the time from `from` until `until`. */
export function isAwayThroughout(
  absences: readonly Away[],
  personId: string,
  { from, until }: Period,
): boolean {
  const own = absences.filter((one) => one.personId === personId).sort((a, b) => a.from.localeCompare(b.from))
  let covered = from
  for (const one of own) if (one.from <= covered && one.until > covered) covered = one.until
  return covered >= until
}

/** Why somebody cannot stand in for `wanted.personId` then. */
export type DeputyVerdict =
  | { kind: 'fit' }
  | { kind: 'oneself' }
  | { kind: 'inactive' }
  | { kind: 'goes-round'; people: string[] }
  | { kind: 'away'; actingId: string }

/** Whether `wanted.deputyId` can stand in; `now`: what is past of the absence asks for nobody any more. */
export function deputyVerdict(book: Book, wanted: Away, now: Instant): DeputyVerdict {
  const { personId, deputyId, until } = wanted
  const from = wanted.from > now ? wanted.from : now
  if (deputyId === personId) return { kind: 'oneself' }
  if (!book.people.get(deputyId)?.active) return { kind: 'inactive' }
  const people = circleWith(book.absences, { ...wanted, from })
  if (people) return { kind: 'goes-round', people }
  if (isAwayThroughout(book.absences, deputyId, { from, until }))
    return { kind: 'away', actingId: actingFor(book, deputyId, from) }
  return { kind: 'fit' }
}

/** Whom to propose: the nearest manager who can stand in, else the keeper; undefined where neither can. */
export function proposedDeputy(book: Book, wanted: Omit<Away, 'deputyId'>, now: Instant): string | undefined {
  const line = [...managersOf(book, wanted.personId), book.keeperId]
  return line.find((deputyId) => deputyVerdict(book, { ...wanted, deputyId }, now).kind === 'fit')
}

/** True for a period that can be an absence at `now`: it ends after it begins, is not over and no longer than a year. */
export function isPeriod({ from, until }: Period, now: Instant): boolean {
  return from < until && until > now && Date.parse(until) - Date.parse(from) <= MOST_DAYS * 86_400_000
}

/** The day after: a last day is away with all its hours. */
export function dayAfter(day: Day): Day {
  return addDays(day, 1)
}
