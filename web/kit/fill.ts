import type { Facts } from '../../src/kernel/refusal.ts'
import type { Language } from '../../src/kernel/text.ts'
import { isInstant } from '../../src/kernel/time.ts'
import { formatInstant } from './format.ts'

const PLACE = /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g

/**
 * Fills the places of a message: `{name}` with the fact, `{count|day|days}` with the first word where the
 * fact is 1 and else the second. An instant is said in the reader's time. A place without a fact becomes an en dash, never the bare braces.
 */
export function fill(message: string, facts: Facts, language: Language): string {
  return message.replace(PLACE, (_place, name: string, one?: string, many?: string) =>
    one === undefined ? shown(facts[name], language) : ((facts[name] === 1 ? one : many) ?? ''),
  )
}

function shown(fact: unknown, language: Language): string {
  if (fact === undefined || fact === null || fact === '') return '–'
  // Small counts are most of them, and read the same in every language: no format is made for them.
  if (typeof fact === 'number' && Number.isInteger(fact) && Math.abs(fact) < 1000) return String(fact)
  if (typeof fact === 'number') return fact.toLocaleString(language === 'zh' ? 'zh-CN' : 'en')
  if (isInstant(fact)) return formatInstant(fact, language)
  if (Array.isArray(fact))
    return fact.map((one: unknown) => shown(one, language)).join(language === 'zh' ? '、' : ', ')
  if (typeof fact === 'object') {
    const label: unknown =
      Reflect.get(fact, language) ?? Reflect.get(fact, 'title') ?? Reflect.get(fact, 'name')
    return typeof label === 'string' ? label : JSON.stringify(fact)
  }
  return String(fact)
}

/** The names of the places of a message, sorted, without repetition. */
export function placesOf(message: string): string[] {
  return [...new Set([...message.matchAll(PLACE)].map((match) => match[1] ?? ''))].sort()
}
