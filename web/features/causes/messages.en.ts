export const en = {
  'refusal.causes.bad-period': 'A period ends no earlier than it begins and lasts {most} days at most.',
}
