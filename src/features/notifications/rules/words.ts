import type { Language, Text } from '../../../kernel/text.ts'
import { kindOf, type NoticeKind } from './kinds.ts'

/** What the words are made of. */
export type Told = {
  kind: NoticeKind | (string & {})
  facts: Readonly<Record<string, unknown>>
  /** The opportunity as the reader may know it. */
  opportunity: { number: number; title: string } | { number: number } | null
  onBehalfOf?: { name: string } | null
}
export type Reading = { language: Language; timeZone: string }

const CLOCKS: Readonly<Record<string, Text>> = {
  'first-contact': { zh: '首次联系', en: 'first contact' },
  'next-step': { zh: '下一步', en: 'the next step' },
  'follow-up': { zh: '跟进', en: 'the follow-up' },
  dwell: { zh: '节点停留', en: 'the stay in its stage' },
  acceptance: { zh: '交接答复', en: 'the answer to its hand-over' },
  task: { zh: '任务', en: 'a task' },
  claim: { zh: '领取', en: 'the claim' },
  recycle: { zh: '回收', en: 'recycling' },
  finding: { zh: '异常处理', en: 'a finding' },
}

const FINDINGS: Readonly<Record<string, Text>> = {
  'next-step-past': { zh: '下一步已过期', en: 'its next step is past' },
  untouched: { zh: '无人跟进', en: 'nobody touched it' },
  dwelling: { zh: '停留过久', en: 'it stands at its stage too long' },
  'hand-over-unanswered': { zh: '交接无人答复', en: 'its hand-over is unanswered' },
  'duplicate-pursuit': { zh: '多人跟进同一客户', en: 'several people pursue one customer' },
  'holder-without-rights': { zh: '责任人缺权限或职能', en: 'a holder lacks a right or function' },
  'stage-without-capacity': { zh: '节点无人可接', en: 'nobody can take a stage on' },
  'deputies-end-nowhere': { zh: '代理无着落', en: 'deputies end nowhere' },
  'pool-unkept': { zh: '公海无人管', en: 'nobody keeps a pool' },
  'leaver-named': { zh: '离职人员仍被指定', en: 'somebody who left is still named' },
  'account-of-leaver': { zh: '客户归离职人员', en: 'somebody who left holds accounts' },
  'clock-missing': { zh: '时限缺失', en: 'limits are missing' },
}

/** Names of kinds, by the format that asks for them. Whoever adds a kind of clock or finding adds its name here. */
const NAMES: Readonly<Record<string, Readonly<Record<string, Text>>>> = {
  clock: CLOCKS,
  finding: FINDINGS,
}

const TURNS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g // signs that turn the direction of what follows
const MOST = 300 // letters of a fact; a group or a list reads no more

/** The one sentence of a notice, in the reader's language and zone: for the browser, mail and chat alike. */
export function wordsOf(told: Told, reading: Reading): string {
  const template = kindOf(told.kind).words[reading.language]
  const sentence = template
    .replace(/\[([^\][]{0,200})\]/g, (_, part: string) => (isKnown(part, told) ? part : ''))
    .replace(/[「“]\{opportunity\}[」”](\p{Script=Han}?)/gu, (named, next: string) =>
      isTitled(told)
        ? named
        : `${unnamed(told, reading.language)}${next && hasNumber(told) ? ' ' : ''}${next}`,
    )
    .replace(/\{(\w+)(?::(\w+))?\}/g, (_, name: string, format?: string) =>
      factOf(told, name, format, reading),
    )
  return behalf(told, reading.language) + sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

function behalf({ onBehalfOf }: Told, language: Language): string {
  if (!onBehalfOf) return ''
  return language === 'zh' ? `（代 ${onBehalfOf.name}）` : `(for ${onBehalfOf.name}) `
}

/** True where everything a bracketed part names is there. */
function isKnown(part: string, told: Told): boolean {
  return [...part.matchAll(/\{(\w+)/g)].every(([, name = '']) =>
    name === 'opportunity' ? told.opportunity !== null : told.facts[name] != null && told.facts[name] !== '',
  )
}

function factOf(told: Told, name: string, format: string | undefined, reading: Reading): string {
  if (name === 'opportunity') return opportunityOf(told, reading.language)
  const fact = told.facts[name]
  if (fact === undefined || fact === null) return '—'
  if (format === 'time' || format === 'day') return instantIn(String(fact), format, reading)
  if (format === 'number') return Number(fact).toLocaleString(reading.language === 'zh' ? 'zh-CN' : 'en')
  const named = format && NAMES[format]?.[String(fact)]
  if (named) return named[reading.language]
  return plain(isText(fact) ? fact[reading.language] : String(fact))
}

function isTitled({ opportunity }: Told): boolean {
  return opportunity !== null && 'title' in opportunity
}

function opportunityOf(told: Told, language: Language): string {
  const { opportunity } = told
  return opportunity && 'title' in opportunity ? plain(opportunity.title) : unnamed(told, language)
}

function numberOf({ opportunity, facts }: Told): number | undefined {
  return opportunity?.number ?? (typeof facts['number'] === 'number' ? facts['number'] : undefined)
}

function hasNumber(told: Told): boolean {
  return numberOf(told) !== undefined
}

/** By its number, which whoever was told of it may know; else by nothing. */
function unnamed(told: Told, language: Language): string {
  const number = numberOf(told)
  if (number === undefined) return language === 'zh' ? '一个商机' : 'an opportunity'
  return language === 'zh' ? `商机 #${number}` : `opportunity #${number}`
}

/** One line, of a length people read; what somebody typed cannot be more than its words. */
function plain(text: string): string {
  const line = text
    .replace(TURNS, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
  const letters = [...line]
  return letters.length > MOST ? `${letters.slice(0, MOST).join('')}…` : line
}

function isText(fact: unknown): fact is Text {
  return typeof fact === 'object' && fact !== null && 'zh' in fact && 'en' in fact
}

const formats = new Map<string, Intl.DateTimeFormat>()

function instantIn(text: string, format: 'time' | 'day', { language, timeZone }: Reading): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const at = Date.parse(text)
  if (Number.isNaN(at)) return plain(text)
  const key = `${language} ${format === 'day' || isDay} ${isDay ? 'UTC' : timeZone}`
  const known = formats.get(key)
  if (known) return known.format(at)
  const made = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone: isDay ? 'UTC' : timeZone,
    month: language === 'zh' ? 'long' : 'short',
    day: 'numeric',
    ...(format === 'day' || isDay ? {} : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  })
  formats.set(key, made)
  return made.format(at)
}
