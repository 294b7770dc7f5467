import type { NameKeys } from './name-keys.ts'
import { editDistance, nameKeys } from './name-keys.ts'

export type NearName = {
  name: string
  /** 1 the same after folding; from 0.9 the same but for spaces, marks or legal form; below, a likeness. */
  score: number
}

/** Names ready to be searched. Building costs O(letters), a search about the names that share a pair of letters. */
export type NameIndex = { near(name: string, limit: number): NearName[] }

const SAME_LETTERS = 0.97
const SAME_CORE = 0.93
const CONTAINED = 0.88
const LIKE = 0.87
/** Below this a proposal does more harm than good: one letter of three is another name. */
export const LEAST_LIKENESS = 0.6
/** Candidates that are measured letter by letter; the rest shares fewer pairs with the name. */
const MEASURED = 60
/** A pair in more names than this (科技 of 100,000 companies) is looked up only where no rarer one is found. */
const COMMON = 3000

/**
 * Finds the names nearest to `name`, best first, ties in the order of `candidates`; exact equality alone gives 1.
 * For many searches build `nameIndex` once.
 */
export function nearNames(name: string, candidates: readonly string[], limit: number): NearName[] {
  return nameIndex(candidates).near(name, limit)
}

/** Indexes names by pairs of letters. Duplicates stay; blank names are never found. */
export function nameIndex(names: readonly string[]): NameIndex {
  const keys = names.map(nameKeys)
  const postings = postingsOf(keys)
  const sizes = keys.map((key) => pairsOf(key.core).length)
  const shared = new Uint16Array(names.length)
  return {
    near(name, limit) {
      const wanted = nameKeys(name)
      if (wanted.joined === '') return []
      return rarest(wanted, postings, sizes, shared)
        .map((index) => ({ index, name: names[index] ?? '', score: likeness(wanted, keys[index]) }))
        .filter((found) => found.score >= LEAST_LIKENESS)
        .sort((a, b) => b.score - a.score || a.index - b.index)
        .slice(0, limit)
        .map(({ name: found, score }) => ({ name: found, score }))
    },
  }
}

function postingsOf(keys: readonly NameKeys[]): Map<string, number[]> {
  const postings = new Map<string, number[]>()
  keys.forEach((key, index) => {
    for (const pair of pairsOf(key.core)) {
      const list = postings.get(pair)
      if (list) list.push(index)
      else postings.set(pair, [index])
    }
  })
  return postings
}

/** The positions sharing most pairs with the wanted name, by Dice's coefficient. */
function rarest(
  wanted: NameKeys,
  postings: ReadonlyMap<string, readonly number[]>,
  sizes: readonly number[],
  shared: Uint16Array,
): number[] {
  const pairs = pairsOf(wanted.core)
  const touched: number[] = []
  const lists = pairs.map((pair) => postings.get(pair) ?? []).sort((a, b) => a.length - b.length)
  for (const list of lists) {
    if (list.length > COMMON && touched.length > 0) break
    for (const index of list) {
      if (shared[index] === 0) touched.push(index)
      shared[index] = (shared[index] ?? 0) + 1
    }
  }
  const ranked = touched.map((index) => ({
    index,
    share: (2 * (shared[index] ?? 0)) / (pairs.length + (sizes[index] ?? 0)),
    within: (shared[index] ?? 0) / Math.min(pairs.length, sizes[index] ?? 1),
  }))
  for (const index of touched) shared[index] = 0
  const best = (by: 'share' | 'within'): number[] =>
    top(ranked, MEASURED, (a, b) => b[by] - a[by] || a.index - b.index).map((entry) => entry.index)
  return [...new Set([...best('share'), ...best('within')])]
}

/** The first `count` in order, without sorting what cannot be among them. */
function top<T>(all: readonly T[], count: number, order: (a: T, b: T) => number): T[] {
  let kept: T[] = []
  for (const entry of all) {
    kept.push(entry)
    if (kept.length >= count * 8) kept = kept.sort(order).slice(0, count)
  }
  return kept.sort(order).slice(0, count)
}

/** Pairs of neighbouring letters with both ends marked, each once. */
function pairsOf(text: string): string[] {
  if (text === '') return []
  const pairs = new Set<string>([`^${text[0]}`, `${text[text.length - 1]}$`])
  for (let i = 0; i + 1 < text.length; i++) pairs.add(text.slice(i, i + 2))
  return [...pairs]
}

function likeness(a: NameKeys, b: NameKeys | undefined): number {
  if (!b) return 0
  if (a.folded === b.folded) return 1
  if (a.joined === b.joined) return SAME_LETTERS
  if (a.core === b.core) return SAME_CORE
  return Math.max(containment(a.core, b.core), letterLikeness(a.core, b.core))
}

/** One core inside the other: `华信科技` in `北京华信科技`; the more it covers, the nearer. */
function containment(a: string, b: string): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (short.length < 2 || !long.includes(short)) return 0
  const covered = short.length / long.length
  return covered < 0.34 ? 0 : CONTAINED - (1 - covered) * 0.4
}

function letterLikeness(a: string, b: string): number {
  const longest = Math.max(a.length, b.length)
  const most = Math.floor(longest * (1 - LEAST_LIKENESS / LIKE))
  const distance = editDistance(a, b, most)
  return distance > most ? 0 : LIKE * (1 - distance / longest) + 0.02
}
