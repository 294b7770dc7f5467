import type { Reason } from '../../kernel/explain.ts'
import { because } from '../../kernel/explain.ts'
import type { Text } from '../../kernel/text.ts'
import { readBoolean } from './booleans.ts'
import type { Cell } from './cell.ts'
import { blankMarksIn, isBlank } from './cell.ts'
import { readInstant } from './dates.ts'
import { knownHeadings } from './heading-words.ts'
import type { HeadingUnit } from './headings.ts'
import { headingKey, headingUnit, headingWords } from './headings.ts'
import { readNumber } from './numbers.ts'

/** A field a column may go to; `kind` is its field type (`date`, `money`, `email` …). */
export type TargetField = { name: string; label: Text; aliases?: readonly string[]; kind: string }

export type Proposal = {
  heading: string
  /** Position of the column, from 0. */
  column: number
  /** Absent where no field is near enough. */
  field?: string
  /** 0 to 1; from 0.9 the heading itself says it, below it is a likeness. */
  score: number
  why: Reason[]
  /** The unit the heading names, for the readers' `scale` and `currency`. */
  unit?: HeadingUnit
}

export type MappingHints = {
  /** `opportunity`, `account`, `contact`, `person`, `product`: chooses the words known for its fields. */
  object?: string
  /** First cells of each column, in the order of the headings. */
  samples?: readonly (readonly Cell[])[]
}

const LEAST = 0.62
/** Letters of a heading or a sample that are looked at: what is longer is no name, number or address. */
const LOOKED_AT = 300
const BY_NAME = 1
const BY_KNOWN_WORD = 0.95

/**
 * Proposes a field for each heading, each field at most once; the order is that of the headings.
 *
 * By name, label or alias, then by words known for the field, then by likeness; sample values that do not fit the
 * field's kind speak against it. A proposal is never more: the user confirms it. O(headings × fields × words).
 */
export function proposeMapping(
  headings: readonly string[],
  fields: readonly TargetField[],
  hints: MappingHints = {},
): Proposal[] {
  const targets = fields.map((field) => targetOf(field, hints.object))
  const shown = headings.map((heading) => heading.slice(0, LOOKED_AT))
  const pairs = shown.flatMap((heading, column) => {
    const samples = hints.samples?.[column]?.slice(0, MOST_SAMPLES).map(start)
    return targets
      .map((target) => ({ column, field: target.field.name, ...likeness(heading, target, samples) }))
      .filter((pair) => pair.score >= LEAST)
  })
  pairs.sort((a, b) => b.score - a.score || a.column - b.column)
  const taken = new Set<string>()
  const chosen = new Map<number, (typeof pairs)[number]>()
  for (const pair of pairs) {
    if (taken.has(pair.field) || chosen.has(pair.column)) continue
    taken.add(pair.field)
    chosen.set(pair.column, pair)
  }
  return headings.map((heading, column) => {
    const unit = headingUnit(shown[column] ?? '')
    const pair = chosen.get(column)
    const found = pair ? { field: pair.field, score: pair.score, why: pair.why } : { score: 0, why: [] }
    return { heading, column, ...found, ...(unit ? { unit } : {}) }
  })
}

const MOST_SAMPLES = 200

function start(cell: Cell): Cell {
  return typeof cell === 'string' ? cell.slice(0, LOOKED_AT) : cell
}

type Target = { field: TargetField; own: Set<string>; known: Set<string>; words: string[][] }

function targetOf(field: TargetField, object: string | undefined): Target {
  const own = [field.name, field.label.zh, field.label.en, ...(field.aliases ?? [])]
  const known = knownHeadings(field.name, object)
  return {
    field,
    own: new Set(own.map(headingKey)),
    known: new Set(known.map(headingKey)),
    words: [...own, ...known].map(headingWords),
  }
}

type Likeness = { score: number; why: Reason[] }

function likeness(heading: string, target: Target, samples: readonly Cell[] = []): Likeness {
  const key = headingKey(heading)
  const byName = nameLikeness(heading, key, target)
  if (byName.score === 0) return byName
  const fit = kindFit(target.field.kind, samples)
  if (fit === undefined) return byName
  if (fit >= 0.8)
    return { score: Math.min(1, byName.score + 0.02), why: [...byName.why, because('values-fit')] }
  if (fit >= 0.4) return byName
  return {
    score: byName.score * 0.6,
    why: [...byName.why, because('values-do-not-fit', { kind: target.field.kind })],
  }
}

function nameLikeness(heading: string, key: string, target: Target): Likeness {
  if (key === '') return { score: 0, why: [] }
  if (target.own.has(key)) return { score: BY_NAME, why: [because('same-name')] }
  if (target.known.has(key))
    return { score: BY_KNOWN_WORD, why: [because('known-word', { word: heading.trim() })] }
  let best = 0
  let nearest = ''
  const words = headingWords(heading)
  for (const other of target.words) {
    const score = Math.max(pairLikeness(words.join(''), other.join('')), wordLikeness(words, other))
    if (score > best) {
      best = score
      nearest = other.join(' ')
    }
  }
  return best === 0
    ? { score: 0, why: [] }
    : { score: best * 0.88, why: [because('similar', { to: nearest })] }
}

/** Dice's coefficient over letter pairs: 1 for equal texts, 0 without a pair in common. */
function pairLikeness(a: string, b: string): number {
  if (a.length < 2 || b.length < 2) return a === b ? 1 : 0
  const left = pairsOf(a)
  const right = pairsOf(b)
  let both = 0
  for (const pair of left) if (right.has(pair)) both++
  return (2 * both) / (left.size + right.size)
}

function pairsOf(text: string): Set<string> {
  const pairs = new Set<string>()
  for (let i = 0; i + 1 < text.length; i++) pairs.add(text.slice(i, i + 2))
  return pairs
}

/** Shared whole words, as far as there are several. */
function wordLikeness(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length < 4) return 0
  const both = a.filter((word) => b.includes(word)).length
  return both / Math.max(a.length, b.length)
}

/** The share of sample values that fit a kind of field; undefined where there are none, or every text fits. */
function kindFit(kind: string, samples: readonly Cell[]): number | undefined {
  const marks = blankMarksIn(samples)
  const filled = samples.filter((cell) => !isBlank(cell, marks)).slice(0, 50)
  const fits = FITS[kind]
  if (filled.length === 0 || !fits) return undefined
  return filled.filter(fits).length / filled.length
}

const HAN_OR_LETTER = /[\p{L}]/u
const FITS: Readonly<Record<string, (cell: Cell) => boolean>> = {
  number: isNumber,
  percent: isNumber,
  money: (cell) => isNumber(cell) || (typeof cell === 'string' && /\d/.test(cell) && cell.length < 30),
  date: isDate,
  'date-time': isDate,
  'yes-no': (cell) => readBoolean(cell).kind === 'value',
  email: (cell) => typeof cell === 'string' && /^\S+@\S+\.\S+$/.test(cell.trim()),
  phone: (cell) => /^[+\d][\d\s().-]{5,24}$/.test(String(cell).trim()),
  url: (cell) => typeof cell === 'string' && /^(https?:\/\/)?[\w-]+(\.[\w-]+)+/.test(cell.trim()),
  person: isWords,
  reference: isWords,
  department: isWords,
}

function isNumber(cell: Cell): boolean {
  return readNumber(cell).kind === 'value'
}

function isDate(cell: Cell): boolean {
  if (typeof cell === 'number') return cell > 20_000 && cell < 80_000
  const reading = readInstant(cell, { zone: 'UTC', order: 'day-first' })
  return (
    reading.kind === 'value' || (reading.kind === 'problem' && reading.problem.code === 'order-contradicted')
  )
}

/** Names hold letters; a column of bare dates or amounts names nobody. */
function isWords(cell: Cell): boolean {
  return typeof cell === 'string' && HAN_OR_LETTER.test(cell) && !isDate(cell)
}
