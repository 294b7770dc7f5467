import type { zh } from './messages.zh.ts'

export const en: Record<keyof typeof zh, string> = {
  'approvals.asks': 'asks you to approve “{what}” (stage: {stage})',
  'approvals.approve': 'Approve',
  'approvals.approved-done': 'Approved',
  'approvals.refuse': 'Do not approve',
  'approvals.refuse-title': 'Do not approve “{what}”',
  'approvals.refuse-hint': '{name} will see the reason, and may ask again once it is mended.',
  'approvals.empty': 'empty',
  'refusal.approvals.not-found': 'There is no such request.',
  'refusal.approvals.not-yours': 'This is for {approvers} to approve; nobody approves their own request.',
  'refusal.approvals.not-requester': 'Only {requester}, who asked, can take it back.',
  'refusal.approvals.answered-already': 'This request has been answered already.',
  'refusal.approvals.stale': 'The request has just changed; look at it again.',
  'refusal.approvals.values-changed':
    'Since it was asked for, {fields} has changed: it must be asked for again.',
  'refusal.approvals.asked-already': 'It is asked for already and waits for an answer.',
  'refusal.approvals.nobody-can':
    'Nobody but you could approve it. Let somebody else ask, or have an administrator change the plan.',
}
