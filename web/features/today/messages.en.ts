import type { zh } from './messages.zh.ts'

export const en: Record<keyof typeof zh, string> = {
  'today.held': 'You hold {count} opportunities',
  'today.empty': 'Nothing is due today',
  'today.empty-hint': 'All in hand. Look through your opportunities and plan the next steps.',
  'today.nothing-held': 'You hold nothing yet. Open an opportunity, or import your table.',
  'today.see-opportunities': 'See opportunities',
  'today.import': 'Import',
  'today.hand-overs': 'Hand-overs for you to answer ({count})',
  'today.to-decide': 'Unanswered hand-overs for you to decide ({count})',
  'today.unanswered': 'Hand-overs nobody answered in time ({count})',
  'today.contests': 'Contests for you to decide ({count})',
  'today.due': 'Due now and soon ({count})',
  'today.more': 'There are more; these come first.',
  'today.away': 'You are away until {until}. {acting} acts for you.',
  'today.to-absences': 'My absences',
  'today.for': 'For {name}',
  'today.for-hint': 'Away until {until}, holding {count} {count|opportunity|opportunities}',
  'today.all-of': 'See {count} {count|opportunity|opportunities} of {name}',
  'today.due-first-contact': 'First contact',
  'today.due-next-step': 'Next step',
  'today.due-follow-up': 'Follow up',
}
