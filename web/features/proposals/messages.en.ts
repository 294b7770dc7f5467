export const en = {
  'refusal.proposals.not-found': 'There is no such proposal, or it is not yours to see.',
  'refusal.proposals.stale': 'It was changed since you looked. Look again.',
  'refusal.proposals.wrong-state': 'That is not done with a proposal that is where this one is.',
  'refusal.proposals.does-not-apply': 'The plan has changed since: what this is about is not there any more.',
  'refusal.proposals.not-in-stages':
    'Only what adds or changes rules can be tried with a share. Publish this for all, or take the rest out of the draft.',
  'refusal.proposals.nothing-to-publish':
    'It is done by people, not by the plan: there is nothing to publish.',
  'refusal.proposals.bad-day': 'A proposal is dismissed from today for {most} days at most.',
  'refusal.proposals.no-report': 'It has not been published: there is nothing to report.',
}
