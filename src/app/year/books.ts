import type { Company } from './company.ts'
import { DECOYS, type Fault, faultSaid } from './faults.ts'
import type { Life } from './life.ts'

/** What the simulator itself knows of its year: the truth that reports are compared with. */
export type Books = {
  opened: number
  open: number
  won: number
  lost: number
  /** In minor units. */
  wonAmount: number
  /** From opening to closing, of what was closed. Milliseconds. */
  cycle: number[]
  offers: { offered: number; accepted: number; declined: number }
  contacts: number
  limits: { met: number; missed: number }
}

export function booksOf(lives: readonly Life[]): Books {
  const books: Books = {
    opened: lives.length,
    open: 0,
    won: 0,
    lost: 0,
    wonAmount: 0,
    cycle: [],
    offers: { offered: 0, accepted: 0, declined: 0 },
    contacts: 0,
    limits: { met: 0, missed: 0 },
  }
  for (const life of lives) {
    if (life.closedAt === null) books.open += 1
    else books.cycle.push(life.closedAt - life.given.openedAt)
    if (life.outcome) books[life.outcome] += 1
    if (life.outcome === 'won') books.wonAmount += life.given.amount
    books.contacts += life.contacts.length
    for (const { state } of life.offers) books.offers[state] += 1
    for (const { breachedAt } of life.limits) books.limits[breachedAt === null ? 'met' : 'missed'] += 1
  }
  return books
}

/** What was planted, who it is about, and what only looks like it. */
export function toldOf(company: Company, faults: ReadonlySet<Fault>, language: 'zh' | 'en'): string[] {
  const names: Partial<Record<Fault, string>> = {
    'ping-pong': company.pair.map(({ name }) => name).join(' ⇄ '),
    'starved-region': company.swamped.name,
  }
  const planted = [...faults].map(
    (fault) => `! ${faultSaid(fault, language)}${names[fault] ? ` (${names[fault]})` : ''}`,
  )
  const decoys = DECOYS.map(
    ({ who, ...said }) => `~ ${said[language]}${who === 'newcomer' ? ` (${company.newcomer.name})` : ''}`,
  )
  return [...planted, ...decoys]
}
