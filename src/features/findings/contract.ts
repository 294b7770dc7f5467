import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

/** What the standing checks look for. */
export const FINDING_KINDS = [
  'next-step-past',
  'untouched',
  'dwelling',
  'hand-over-unanswered',
  'duplicate-pursuit',
  'holder-without-rights',
  'stage-without-capacity',
  'deputies-end-nowhere',
  'pool-unkept',
  'leaver-named',
  'account-of-leaver',
  'clock-missing',
] as const
const kind = z.enum(FINDING_KINDS)
export type FindingKind = z.infer<typeof kind>

export const FINDING_SUBJECTS = ['opportunity', 'hand-over', 'person', 'stage', 'pool', 'company'] as const
export const FINDING_BOXES = ['mine', 'team', 'all'] as const
export type FindingBox = (typeof FINDING_BOXES)[number]

const person = z.object({ id: z.uuid(), name: z.string() })
const opportunity = z.object({
  id: z.uuid(),
  version: z.int(),
  number: z.int(),
  title: z.string(),
  holder: person,
})
const reason = z.string().trim().min(1).max(500)
const byId = z.object({ id: z.uuid() })
const byKind = z.object({ kind })

export const finding = z.object({
  id: z.uuid(),
  version: z.int(),
  kind,
  subject: z.enum(FINDING_SUBJECTS),
  subjectId: z.uuid().nullable(),
  /** What it is about that the reader may see; one of a kind that names several may be missing. */
  opportunities: z.array(opportunity),
  /** Names, numbers and instants the words need. */
  facts: z.record(z.string(), z.unknown()),
  /** Who answers for mending it. */
  holder: person,
  foundAt: z.string(),
  /** Mended by then, else it goes up the line. */
  dueAt: z.string().nullable(),
  escalatedAt: z.string().nullable(),
  /** When its check looked last and it was there. */
  seenAt: z.string(),
  endedAt: z.string().nullable(),
  endedBecause: z.enum(['mended', 'dismissed', 'switched-off']).nullable(),
  /** Who dismissed it, why, and the last day on which it is not found again. */
  endedBy: person.nullable(),
  reason: z.string().nullable(),
  until: z.string().nullable(),
  /** The reader may dismiss it. */
  dismissible: z.boolean(),
})
export type Finding = z.infer<typeof finding>

export const listFindings = endpoint({
  method: 'GET',
  path: '/findings',
  summary:
    'Open findings, oldest first: held by me or by whom I stand in for, by those I lead, or all I may see; ended ones newest last',
  query: z.object({
    box: z.enum(FINDING_BOXES).default('mine'),
    kind: kind.optional(),
    /** Held by this person. */
    person: z.uuid().optional(),
    state: z.enum(['open', 'ended']).default('open'),
    limit: z.coerce.number().int().min(1).max(200).optional(),
    cursor: z.string().max(500).optional(),
  }),
  result: z.object({ items: z.array(finding), next: z.string().optional() }),
})

export const countFindings = endpoint({
  method: 'GET',
  path: '/findings/counts',
  summary: 'How many are open and past their limit, by check and by who holds them',
  query: z.object({ box: z.enum(FINDING_BOXES).default('mine') }),
  result: z.object({
    kinds: z.array(z.object({ kind, open: z.int(), overdue: z.int() })),
    people: z.array(z.object({ person, open: z.int(), overdue: z.int() })),
  }),
})

export const opportunityFindings = endpoint({
  method: 'GET',
  path: '/opportunities/:id/findings',
  summary: 'The open findings about one opportunity',
  params: byId,
  result: z.object({ items: z.array(finding) }),
})

export const dismissFinding = endpoint({
  method: 'POST',
  path: '/findings/:id/dismissal',
  summary:
    'Says why nothing is to be done until a day; found again after it, or as soon as what it rests on has changed',
  ifMatch: true,
  params: byId,
  body: z.strictObject({ reason, until: z.iso.date() }),
  status: 200,
  result: finding,
})

const checked = z.object({ kind, open: z.int(), opened: z.int(), ended: z.int(), tookMs: z.int() })
export type Checked = z.infer<typeof checked>

export const runChecks = endpoint({
  method: 'POST',
  path: '/findings/runs',
  summary: 'Makes every check now, or the ones named (right: administrator); they come round by themselves',
  body: z.strictObject({ kinds: z.array(kind).min(1).max(FINDING_KINDS.length).optional() }),
  status: 200,
  result: z.object({ checked: z.array(checked) }),
})

const setting = z.object({
  kind,
  on: z.boolean(),
  /** The number in the check's sentence; null where it has none. */
  days: z.int().nullable(),
  bounds: z.object({ usual: z.int(), least: z.int(), most: z.int() }).nullable(),
  everyMinutes: z.int(),
  limitDays: z.int(),
  open: z.int(),
  checkedAt: z.string().nullable(),
})
export type FindingSetting = z.infer<typeof setting>

export const listFindingSettings = endpoint({
  method: 'GET',
  path: '/findings/settings',
  summary: 'Which checks are made, with their numbers, and when each looked last (right: administrator)',
  result: z.object({ items: z.array(setting) }),
})

export const changeFindingSetting = endpoint({
  method: 'PUT',
  path: '/findings/settings/:kind',
  summary: 'Switches a check on or off and sets its number (right: administrator)',
  params: byKind,
  body: z.strictObject({ on: z.boolean(), days: z.int().min(0).max(3650).nullable().default(null) }),
  result: setting,
})
