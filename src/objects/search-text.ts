import { pinyin } from 'pinyin-pro'
import { fold } from '../kernel/text.ts'

const MOST_LETTERS = 300 // of one text; what comes after is not found by search
const MOST_TOTAL = 2000
const HAN = /\p{Script=Han}/u

/**
 * What a record is found by: each text folded, and where it holds Chinese also its pinyin and its initials, space separated.
 * `北京华信` gives `北京华信 beijinghuaxin bjhx`. Bounded in length; the same texts give the same result.
 */
export function searchTextOf(texts: readonly string[]): string {
  const pieces = new Set<string>()
  for (const text of texts) {
    const folded = fold([...text].slice(0, MOST_LETTERS).join(''))
    if (folded === '') continue
    pieces.add(folded)
    if (HAN.test(folded)) for (const sound of soundsOf(folded)) pieces.add(sound)
  }
  return [...[...pieces].join(' ')].slice(0, MOST_TOTAL).join('').trimEnd()
}

/**
 * Every pair of neighbouring letters within a word, every Chinese character, and the first letter of every word; each once,
 * as numbers, ascending. Letters beyond U+FFFF are cut to 16 bits: their pairs may meet others'.
 */
export function searchGramsOf(searchText: string): number[] {
  const grams = new Set<number>()
  for (const word of searchText.split(' ')) {
    const letters = lettersOf(word)
    letters.forEach((letter, i) => {
      if (i === 0 || isHan(letter)) grams.add(gramOf(letter, 0))
      const next = letters[i + 1]
      if (next !== undefined) grams.add(gramOf(letter, next))
    })
  }
  return [...grams].sort((a, b) => a - b)
}

/** What a word of one or two letters is looked for by. */
export function gramOfWord(word: string): number {
  const [first = 0, second = 0] = lettersOf(word)
  return gramOf(first, second)
}

function gramOf(first: number, second: number): number {
  return ((first & 0xffff) << 16) | (second & 0xffff)
}

function lettersOf(word: string): number[] {
  const letters: number[] = []
  for (const letter of word) letters.push(letter.codePointAt(0) ?? 0)
  return letters
}

const LATIN_END = 0x2e80 // below it there is no Chinese character

function isHan(letter: number): boolean {
  return letter >= LATIN_END && HAN.test(String.fromCodePoint(letter))
}

/** The words of what somebody typed, folded; at most 8. */
export function searchWordsOf(typed: string): string[] {
  return fold(typed.slice(0, 200)).split(' ').filter(Boolean).slice(0, 8)
}

function soundsOf(text: string): string[] {
  const given = { toneType: 'none', type: 'array', nonZh: 'consecutive', surname: 'head', v: true } as const
  const syllables = pinyin(text, given)
  const initials = pinyin(text, { ...given, pattern: 'first' })
  return [joined(syllables), joined(initials)].filter(Boolean)
}

function joined(parts: readonly string[]): string {
  return fold(parts.join('')).replaceAll(' ', '')
}
