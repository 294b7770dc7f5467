import type { zh } from './messages.zh.ts'

export const en: Record<keyof typeof zh, string> = {
  'refusal.notifications.not-found': 'There is no such notice',
  'refusal.delivery.no-mail-server': 'No mail server is set yet',
  'refusal.delivery.set-by-environment':
    'The operator set the mail server in the environment; it cannot be changed here',
  'refusal.delivery.bad-sender': '“{sender}” is no e-mail address',
  'refusal.delivery.user-and-password': 'User and password go together',
  'refusal.delivery.no-address': 'Your account has no e-mail address to send a test to',
  'refusal.delivery.foreign-host': 'Robots of this kind are not at “{host}”; allowed: {allowed}',
  'refusal.delivery.bad-webhook': 'This is no webhook of this kind of robot; it looks like {example}',
  'refusal.delivery.has-no-signature': 'Robots of this kind have no signature ({kind})',
  'refusal.delivery.robot-not-found': 'There is no such robot',
  'refusal.delivery.stale':
    'Somebody has just changed this robot (you saw version {yours}, it is {current} now)',
  'refusal.delivery.unknown-department': 'There is no such department',
  'refusal.delivery.unknown-pool': 'The plan in force has no pool “{pool}”',
  'refusal.delivery.sealed-by-another':
    'The saved secret cannot be opened: this system has another key now. Enter it again',
  'refusal.delivery.not-found': 'There is no such delivery',
  'refusal.delivery.ended': 'This delivery has ended ({state})',
}
