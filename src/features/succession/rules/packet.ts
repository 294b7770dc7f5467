import { addDays } from '../../../kernel/time.ts'
import type { Packet } from '../../handover/contract.ts'

type Facts = {
  title: string
  requirement: string | null
  nextStep: string | null
  nextStepOn: string | null
  lastFollowUps: readonly string[]
}

const FIRST_CONTACT = { zh: '联系客户，确认需求', en: 'Contact the customer and confirm the needs' }
/** Days in which a receiver is to meet who they took over. */
export const FIRST_CONTACT_DAYS = 3

/** A packet from what is on record, where its giver left none: the last follow-ups stand in for what was promised. */
export function packetFrom(facts: Facts, today: string, language: 'zh' | 'en'): Packet {
  const planned = facts.nextStepOn !== null && facts.nextStepOn > today ? facts.nextStepOn : undefined
  const history = facts.lastFollowUps.join('\n').slice(0, 2000)
  return {
    needs: (facts.requirement?.trim() || facts.title).slice(0, 2000),
    ...(history ? { openQuestions: history } : {}),
    nextStep: facts.nextStep?.trim() || FIRST_CONTACT[language],
    nextStepOn: planned ?? addDays(today, FIRST_CONTACT_DAYS),
  }
}

/** What a task says that asks whoever leaves to introduce the receiver. */
export function introduction(
  language: 'zh' | 'en',
  { to, label, contact }: { to: string; label: string; contact: string | null },
): string {
  const who =
    contact && contact !== label
      ? language === 'zh'
        ? `${label}（联系人 ${contact}）`
        : `${label} (contact ${contact})`
      : label
  return (language === 'zh' ? `把${to}介绍给${who}` : `Introduce ${to} to ${who}`).slice(0, 300)
}

/** What a task says that asks the receiver to make the first contact. */
export function firstContact(
  language: 'zh' | 'en',
  { from, label, contact }: { from: string; label: string; contact: string | null },
): string {
  const who =
    contact && contact !== label
      ? language === 'zh'
        ? `${label}（联系人 ${contact}）`
        : `${label} (contact ${contact})`
      : label
  return (
    language === 'zh' ? `首次联系${who}，从${from}接手` : `First contact with ${who}, taken over from ${from}`
  ).slice(0, 300)
}
