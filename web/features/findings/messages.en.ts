import type { zh } from './messages.zh.ts'

export const en: Record<keyof typeof zh, string> = {
  'findings.title': 'Findings',
  'findings.hint':
    'Standing checks look for holes in who answers for what. Somebody holds each finding, with a limit; past it, it goes up the line.',
  'findings.box': 'Whose',
  'findings.box-mine': 'Mine',
  'findings.box-team': 'My team',
  'findings.box-all': 'All',
  'findings.kind': 'Check',
  'findings.all-kinds': 'Every check',
  'findings.person': 'Held by',
  'findings.everyone': 'Everybody',
  'findings.state-open': 'Open',
  'findings.state-ended': 'Ended',
  'findings.state': 'State',
  'findings.none': 'Nothing found',
  'findings.none-hint':
    'Checks are made by themselves; what they find is shown here, and its holder is told.',
  'findings.none-ended': 'No finding has ended yet',
  'findings.overdue': '{count} overdue',
  'findings.all-of-kind': 'See all {count}',
  'findings.more': 'More',
  'findings.back': 'Back to every check',
  'findings.holder': 'Held by',
  'findings.found-at': 'found {when}',
  'findings.escalated': 'Gone up the line',
  'findings.of-other': 'held by {name}',
  'findings.here': '{count} {count|finding|findings} about this opportunity',
  'findings.ended-mended': 'Mended',
  'findings.ended-dismissed': '{name} dismissed it until {until}: {reason}',
  'findings.ended-switched-off': 'The check was switched off',
  'findings.dismiss': 'Dismiss',
  'findings.dismiss-title': 'Do nothing about it for now',
  'findings.dismiss-hint':
    'It is found again after that day, or when things change. The reason stays on record.',
  'findings.dismiss-until': 'Until',
  'findings.dismiss-week': 'a week',
  'findings.dismiss-month': 'a month',
  'findings.dismiss-quarter': 'three months',
  'findings.dismissed': 'Dismissed',
  'findings.check-now': 'Check now',
  'findings.checked': 'Checked: {opened} found, {ended} ended',
  'findings.kind-next-step-past': 'Next step is past',
  'findings.kind-untouched': 'Untouched',
  'findings.kind-dwelling': 'Standing too long',
  'findings.kind-hand-over-unanswered': 'Hand-over unanswered',
  'findings.kind-duplicate-pursuit': 'Several pursue one customer',
  'findings.kind-holder-without-rights': 'Holder lacks a right or function',
  'findings.kind-stage-without-capacity': 'Stage nobody can take on',
  'findings.kind-deputies-end-nowhere': 'Deputies end nowhere',
  'findings.kind-pool-unkept': 'Pool nobody keeps',
  'findings.kind-leaver-named': 'Still named after leaving',
  'findings.kind-account-of-leaver': 'Accounts of people who left',
  'findings.kind-clock-missing': 'Limits missing',
  'findings.says-next-step-past': 'The next step was agreed for {on}; it was neither done nor agreed anew.',
  'findings.says-untouched': 'No follow-up since {since}, {days} {days|day|days} ago.',
  'findings.says-dwelling': 'Has stood at “{stage}” for {days} {days|day|days}; as a rule it takes {usual}.',
  'findings.says-hand-over-unanswered':
    'The hand-over from {from} to {to} was to be answered by {since}; {owed} has not answered.',
  'findings.says-duplicate-pursuit':
    '{holders} each pursue the same customer, in {count} opportunities: {numbers}.',
  'findings.says-holder-without-rights-see':
    '{person} holds {count} {count|opportunity|opportunities} without the right to see any.',
  'findings.says-holder-without-rights-edit':
    '{person} holds {count} {count|opportunity|opportunities} without the right to edit any.',
  'findings.says-holder-without-rights-sight':
    '{person} holds {count} {count|opportunity|opportunities} that their roles do not let them see.',
  'findings.says-holder-without-rights-function':
    '{person} holds {count} {count|opportunity|opportunities} at “{stage}”, where {function} is accountable, without a function that works there.',
  'findings.says-stage-without-capacity-nobody':
    '{function} is accountable at “{stage}”, and nobody active has this function.',
  'findings.says-stage-without-capacity-away':
    '{function} is accountable at “{stage}”, and everybody with this function is off for the next {days} days.',
  'findings.says-stage-without-capacity-full':
    '{function} is accountable at “{stage}”, and everybody at work with this function holds as much as they may.',
  'findings.says-deputies-end-nowhere':
    '{person} is away from {from} until {until}; their deputy {deputy} and whoever stands in there are away too. {acting} has to stand in.',
  'findings.says-pool-unkept-keeper':
    '{person}, who keeps the pool “{pool}”, has left or is away with nobody standing in; {count} {count|opportunity lies|opportunities lie} in it.',
  'findings.says-pool-unkept-members':
    'Nobody active may claim from the pool “{pool}”; {count} {count|opportunity lies|opportunities lie} in it.',
  'findings.says-leaver-named-manager':
    '{person} has left and is still the manager of {count} {count|person|people}: {names}.',
  'findings.says-leaver-named-rule':
    '{person} has left and is still named by {count} routing {count|rule|rules}: {labels}.',
  'findings.says-leaver-named-approval':
    '{person} has left and is still to give {count} {count|approval|approvals}: {labels}.',
  'findings.says-account-of-leaver': '{person} has left and still holds {count} {count|account|accounts}.',
  'findings.says-clock-missing-without':
    'No limit runs for {without} open {without|opportunity|opportunities}.',
  'findings.says-clock-missing-ownerless':
    '{ownerless} {ownerless|limit belongs|limits belong} to people who left.',
  'findings.says-clock-missing':
    'No limit runs for {without} open opportunities, and {ownerless} limits belong to people who left.',
  'findings.mend-next-step': 'Agree anew',
  'findings.mend-next-step-title': 'Agree the next step anew',
  'findings.mend-next-step-what': 'Next step',
  'findings.mend-next-step-on': 'Day',
  'findings.mend-save': 'Save',
  'findings.mend-follow-up': 'Log a follow-up',
  'findings.mend-pass': 'Pass on',
  'findings.mend-answer': 'See the hand-over',
  'findings.mend-merge': 'Merge',
  'findings.mend-see': 'See the opportunities',
  'findings.mend-see-accounts': 'See the accounts',
  'findings.mend-people': 'People',
  'findings.mend-plan': 'Division plan',
  'findings.mend-roles': 'Roles',
  'findings.mend-deputy': 'Name another deputy',
  'findings.mend-deputy-title': 'Another deputy for {name}',
  'findings.mend-deputy-who': 'Deputy',
  'findings.mend-clocks': 'Work out again',
  'findings.mended': 'Saved',
  'findings.settings': 'Standing checks',
  'findings.settings-hint':
    'Each check can be switched off, and its number set. Who holds what it finds, and for how long, is said beside it.',
  'findings.settings-on': 'Check “{kind}”',
  'findings.settings-every':
    'Made every {minutes} minutes; whoever holds a finding has {days} working {days|day|days}.',
  'findings.settings-checked': 'Last made {when}',
  'findings.settings-never': 'Never made yet',
  'findings.settings-open': '{count} open',
  'findings.settings-saved': 'Saved',
  'findings.settings-days': 'Number of “{kind}”',
  'findings.check-next-step-past':
    'The agreed next step has been past for {n} working days; held by the holder.',
  'findings.check-untouched': 'No follow-up for {n} working days and no next step ahead; held by the holder.',
  'findings.check-dwelling':
    'Stands at a stage {n} times as long as others did (median); held by the holder.',
  'findings.check-hand-over-unanswered':
    'A hand-over is unanswered {n} days after its limit; held by whoever decides it or owes the word.',
  'findings.check-duplicate-pursuit':
    'Different people pursue one customer and do not help each other; held by whoever is above them.',
  'findings.check-holder-without-rights':
    'A holder may not see or edit what they hold, or after {n} working days still has no function that works at its stage; held by whoever is above them.',
  'findings.check-stage-without-capacity':
    'Nobody with the function is at work within {n} days and below their limits; held by the plan’s keeper.',
  'findings.check-deputies-end-nowhere':
    'Now or in {n} days a deputy and whoever stands in there are all away; held by whoever is above the person.',
  'findings.check-pool-unkept':
    'A pool’s keeper has left or nobody stands in for them, or nobody may claim; held by the plan’s keeper.',
  'findings.check-leaver-named':
    'Somebody who left is still a manager or named by the plan; held by an administrator or the plan’s keeper.',
  'findings.check-account-of-leaver': 'An account’s holder has left; held by whoever was above them.',
  'findings.check-clock-missing':
    'No limit runs for an open opportunity, or a limit belongs to somebody who left; held by an administrator.',
  'refusal.findings.not-found': 'There is no such finding, or it is not yours to see.',
  'refusal.findings.not-yours':
    '{holder} holds this finding; only they, those above them or an administrator dismiss it.',
  'refusal.findings.ended-already': 'This finding has ended already.',
  'refusal.findings.stale': 'The finding has changed; look again before deciding.',
  'refusal.findings.bad-day': 'A finding is dismissed from today for {most} days at most.',
  'refusal.findings.bad-number':
    'The number of this check lies between {least} and {most}; checks without one take none.',
}
