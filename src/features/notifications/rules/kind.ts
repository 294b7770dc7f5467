import type { Text } from '../../../kernel/text.ts'

/** What notices are about, in the order people see: what one chooses ways of being told for. */
export const NOTICE_GROUPS = [
  'hand-overs',
  'opportunities',
  'clocks',
  'tasks',
  'approvals',
  'pools',
  'findings',
  'people',
  'plan',
  'system',
] as const
export type NoticeGroup = (typeof NOTICE_GROUPS)[number]

/** `urgent`: it has run out and somebody has to act now; it may break quiet hours. `calm`: good to know. */
export const URGENCIES = ['urgent', 'normal', 'calm'] as const
export type Urgency = (typeof URGENCIES)[number]

export type KindOfNotice = {
  group: NoticeGroup
  urgency: Urgency
  /**
   * One sentence. `{by}` is a fact; `{opportunity}` the opportunity as its reader may know it; `{due:time}`, `{from:day}`, `{count:number}`
   * are written the reader's way; `{clock:clock}` and `{finding:finding}` are names of kinds. Facts that are `{zh, en}` are read in the
   * reader's language. A part in brackets `[ by {by}]` is left out where one of its facts is missing.
   */
  words: Text
}

export const of = (group: NoticeGroup, urgency: Urgency, zh: string, en: string): KindOfNotice => ({
  group,
  urgency,
  words: { zh, en },
})
