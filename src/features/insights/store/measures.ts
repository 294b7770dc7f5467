import type { MeasureKey } from '../rules/measures.ts'

/** How a figure is calculated from rows. Texts are SQL over `r` (opportunities), `f` (facts of how they went, or of a part). */
export type Form =
  /** How many rows. */
  | { form: 'count'; of: string }
  /** How many of those `among`. */
  | { form: 'share'; of: string; among: string }
  | { form: 'mean'; of: string; among: string }
  | { form: 'quantile'; of: string; among: string; share: number }
  /** A sum of whole numbers. */
  | { form: 'sum'; of: string }
  /** One sum over another. */
  | { form: 'ratio'; of: string; over: string; among: string }
  /** So many of so many: both are summed. */
  | { form: 'part'; of: string; over: string }
  /** Rows for each different `by`. */
  | { form: 'each'; of: string; by: string }
  | { form: 'money'; among: string }
  | { form: 'money-mean'; among: string }
  | { form: 'money-quantile'; among: string; share: number }

/** What texts may name that differs by what is read: days from opened to closed, and today and now as parameters written before. */
export type Said = { days: string; today: string; now: string; zone: string }

const OPEN = 'r.is_open'
const WON = `r.outcome = 'won'`
const LOST = `r.outcome = 'lost'`
const CLOSED = 'r.outcome is not null'
const WEEK = 604_800
const SHARES = { p25: 0.25, median: 0.5, p75: 0.75, p90: 0.9 } as const

const mean = (of: string, among = 'true'): Form => ({ form: 'mean', of, among })
const age = ({ today, zone }: Said) => `(${today}::date - (r.opened_at at time zone ${zone})::date)`
const cycles = (outcome: 'won' | 'lost') =>
  Object.fromEntries(
    Object.entries(SHARES).map(([name, share]) => [
      `cycle-${outcome}-${name}`,
      ({ days }: Said): Form => ({ form: 'quantile', of: days, among: `r.outcome = '${outcome}'`, share }),
    ]),
  )

type Forms = Readonly<Partial<Record<MeasureKey, (said: Said) => Form>>>

/** Of opportunities as they are: from rows, and the first of them from what is counted beforehand. */
const OF_OPPORTUNITIES: Forms = {
  opportunities: () => ({ form: 'count', of: 'true' }),
  open: () => ({ form: 'count', of: OPEN }),
  won: () => ({ form: 'count', of: WON }),
  lost: () => ({ form: 'count', of: LOST }),
  closed: () => ({ form: 'count', of: CLOSED }),
  load: () => ({ form: 'each', of: OPEN, by: 'r.holder_id' }),
  overdue: ({ now }) => ({
    form: 'count',
    of: `r.is_open and exists (select from opportunity_due d where d.opportunity_id = r.id and d.due_at <= ${now}::timestamptz)`,
  }),
  'win-rate': () => ({ form: 'share', of: WON, among: CLOSED }),
  'win-rate-all': () => ({ form: 'share', of: WON, among: 'true' }),
  'won-amount': () => ({ form: 'money', among: WON }),
  'open-amount': () => ({ form: 'money', among: OPEN }),
  'lost-amount': () => ({ form: 'money', among: LOST }),
  'average-won-amount': () => ({ form: 'money-mean', among: WON }),
  'median-won-amount': () => ({ form: 'money-quantile', among: WON, share: 0.5 }),
  'cycle-won': ({ days }) => mean(days, WON),
  'cycle-lost': ({ days }) => mean(days, LOST),
  'cycle-closed': ({ days }) => mean(days, CLOSED),
  ...cycles('won'),
  ...cycles('lost'),
  age: (said) => mean(age(said), OPEN),
  'age-median': (said) => ({ form: 'quantile', of: age(said), among: OPEN, share: 0.5 }),
}

/** Of how they went, over the facts `f`: the same of an opportunity and of a part of it. */
const OF_FACTS: Forms = {
  'hand-overs': () => ({ form: 'sum', of: 'f.hand_overs' }),
  'hand-over-answer': () => ({
    form: 'ratio',
    of: 'f.answer_minutes',
    over: 'f.answered',
    among: 'f.answered > 0',
  }),
  'acceptance-rate': () => ({ form: 'part', of: 'f.accepted', over: 'f.accepted + f.declined' }),
  'follow-ups': () => ({ form: 'sum', of: 'f.follow_ups' }),
  'next-step-kept': () => ({ form: 'part', of: 'f.steps_kept', over: 'f.steps_over' }),
  'on-time-rate': () => ({ form: 'part', of: 'f.limits_kept', over: 'f.limits_over' }),
  breaches: () => ({ form: 'sum', of: 'f.limits_over - f.limits_kept' }),
  waiting: () => mean('f.waiting_minutes'),
  worked: () => mean('f.worked_minutes'),
  'waiting-share': () => ({
    form: 'ratio',
    of: 'f.waiting_minutes',
    over: 'f.waiting_minutes + f.worked_minutes',
    among: 'f.waiting_minutes is not null',
  }),
}

const OF_WHOLES: Forms = {
  'stages-passed': () => mean('f.stages'),
  people: () => mean('f.people'),
  'follow-up-frequency': () => ({
    form: 'ratio',
    of: 'f.follow_ups',
    over: `(extract(epoch from r.closed_at - r.opened_at) / ${WEEK})`,
    among: `${CLOSED} and f.follow_ups is not null`,
  }),
  'follow-up-rate': () => ({ form: 'share', of: 'f.follow_ups > 0', among: 'f.follow_ups is not null' }),
  'follow-up-rate-7': ({ now }) => ({
    form: 'share',
    of: `f.first_follow_up_at < r.opened_at + interval '7 days'`,
    among: `f.follow_ups is not null and (f.first_follow_up_at < r.opened_at + interval '7 days' or not r.is_open
      or r.opened_at + interval '7 days' <= ${now}::timestamptz)`,
  }),
  'first-contact': () => mean('f.first_contact_minutes'),
  'first-contact-median': () => ({
    form: 'quantile',
    of: 'f.first_contact_minutes',
    among: 'true',
    share: 0.5,
  }),
}

const OF_PARTS: Forms = {
  won: () => ({ form: 'count', of: `f.ended = 'won'` }),
  lost: () => ({ form: 'count', of: `f.ended = 'lost'` }),
  closed: () => ({ form: 'count', of: 'f.ended is not null' }),
  'win-rate': () => ({ form: 'share', of: `f.ended = 'won'`, among: 'f.ended is not null' }),
  dwell: () => ({ form: 'ratio', of: 'f.dwell_days', over: 'f.visits_left', among: 'f.visits_left > 0' }),
  conversion: () => ({ form: 'share', of: 'f.went_on', among: 'f.went_on is not null' }),
  visits: () => ({ form: 'count', of: 'f.is_first' }),
}

export const FORMS = {
  opportunities: { ...OF_OPPORTUNITIES, ...OF_FACTS, ...OF_WHOLES },
  parts: { ...OF_FACTS, ...OF_PARTS },
} as const

/** True where the measure is made of how opportunities went, which is counted behind what happens. */
export function isOfFacts(key: MeasureKey): boolean {
  return !Object.hasOwn(OF_OPPORTUNITIES, key)
}

/** Measures that what is counted beforehand can answer. */
export function isTallied(form: Form): boolean {
  return ['count', 'share', 'mean', 'money', 'money-mean'].includes(form.form)
}
