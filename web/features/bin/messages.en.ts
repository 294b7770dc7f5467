import type { zh } from './messages.zh.ts'

export const en: Record<keyof typeof zh, string> = {
  'bin.hint':
    'What was deleted or merged away lies here and can be restored; after some time it is removed for good.',
  'bin.kind': 'Kind',
  'bin.opportunity': 'Opportunities',
  'bin.account': 'Accounts',
  'bin.contact': 'Contacts',
  'bin.empty': 'The bin is empty',
  'bin.empty-hint':
    'Here is only what you deleted, what you held last, and what people who report to you held.',
  'bin.more': 'Earlier',
  'bin.system': 'System',
  'bin.hidden': '(not yours to read)',
  'bin.because-deleted': 'deleted it',
  'bin.because-merged': 'merged it',
  'bin.held-by': 'last held by {name}',
  'bin.reason': 'Reason: {reason}',
  'bin.into': 'Merged into',
  'bin.removed-at': 'Removed for good after {when}',
  'bin.restore': 'Restore',
  'bin.restored': '“{title}” is back',
  'bin.restored-holder': '“{title}” is back, held by {name} again',
  'bin.restored-routed': '“{title}” is back; its last holder has left, the plan found {name}',
  'bin.remove': 'Remove for good',
  'bin.remove-sure': 'Remove “{title}” for good?',
  'bin.remove-what': 'It cannot be restored after that; the journal keeps that it existed.',
  'bin.removed': '“{title}” was removed for good',
  'bin.days': 'Days kept',
  'bin.save': 'Save',
  'bin.days-saved': 'Days saved',
  'bin.delete': 'Delete',
  'bin.preview': 'Preview',
  'bin.delete-opportunity': 'Delete {count} opportunities',
  'bin.delete-account': 'Delete {count} accounts',
  'bin.delete-contact': 'Delete {count} contacts',
  'bin.delete-now': 'Delete {count}',
  'bin.what-happens-opportunity':
    'Nobody holds it any more, open hand-overs are withdrawn, its tasks go with it. It can be restored from the bin to whoever held it.',
  'bin.what-happens-account':
    'An account with open opportunities cannot be deleted. It can be restored from the bin.',
  'bin.what-happens-contact': 'It can be restored from the bin.',
  'bin.deleted': '{count} deleted',
  'refusal.bin.not-found': 'There is nothing like that in the bin, or it is not yours to restore.',
  'refusal.bin.account-in-use':
    '“{account}” still has {open} open opportunities: merge it into another account, or move them first.',
  'refusal.bin.still-named': '{opportunities} opportunities still name it; it goes for good once none does.',
}
