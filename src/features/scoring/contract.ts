import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

const byId = z.object({ id: z.uuid() })
const person = z.object({ id: z.uuid(), name: z.string() })
const interval = { low: z.number(), high: z.number() }

const quality = z.object({
  n: z.int(),
  won: z.int(),
  brier: z.number(),
  logLoss: z.number(),
  /** How often a won one had been given more than a lost one; 0.5 is chance. */
  auc: z.number().nullable(),
})

/** One level of what is looked at; `name` where it is a record or a person. */
const level = { what: z.string(), level: z.string(), name: z.string().nullable() }

export const scoringState = z.object({
  /** `none`: not looked yet. `too-few`: below the least won or lost ones there is no figure. */
  state: z.enum(['none', 'too-few', 'trained']),
  won: z.int(),
  lost: z.int(),
  least: z.int(),
  lookedAt: z.int(),
  madeAt: z.string().nullable(),
  tookMs: z.int(),
  /** How good it was at foretelling what it had not seen; null where too little came later. */
  validation: z
    .object({
      from: z.string(),
      learntFrom: z.int(),
      model: quality,
      byStage: quality,
      bins: z.array(
        z.object({ foreseen: z.number(), came: z.number(), n: z.int(), won: z.int(), ...interval }),
      ),
    })
    .nullable(),
  /** What moves the odds most, the largest first; nothing about people. */
  effects: z.array(z.object({ ...level, effect: z.number(), n: z.int() })),
  isPersonal: z.boolean(),
})
export type ScoringState = z.infer<typeof scoringState>

const push = z.object({ ...level, push: z.number() })
export type ScorePush = z.infer<typeof push>

export const score = z.object({
  /** `closed`: it has ended, there is nothing to foretell. */
  state: z.enum(['none', 'too-few', 'closed', 'scored']),
  won: z.int(),
  lost: z.int(),
  least: z.int(),
  probability: z.number().nullable(),
  /** What pushes it up or down against the average opportunity, in log odds, the largest first. */
  pushes: z.array(push),
  madeAt: z.string().nullable(),
})
export type Score = z.infer<typeof score>

export const readScoring = endpoint({
  method: 'GET',
  path: '/scores',
  summary:
    'What was learnt from ended opportunities, how well it foretold what came later, and what moves the odds',
  result: scoringState,
})

export const trainScoring = endpoint({
  method: 'POST',
  path: '/scores/runs',
  summary: 'Learns anew from what has ended (right: administrator); comes round by itself every week',
  status: 200,
  result: scoringState,
})

export const opportunityScore = endpoint({
  method: 'GET',
  path: '/opportunities/:id/score',
  summary: 'How likely an open opportunity is won, and what pushes it up or down',
  params: byId,
  result: score,
})

export const listScores = endpoint({
  method: 'GET',
  path: '/scores/opportunities',
  summary:
    'The open opportunities of one person (the caller, unless named) that the caller may see, the likeliest first; two hundred at most',
  query: z.object({ person: z.uuid().optional() }),
  result: z.object({
    items: z.array(
      z.object({
        id: z.uuid(),
        number: z.int(),
        title: z.string(),
        stage: z.string(),
        probability: z.number(),
        pushes: z.array(push),
      }),
    ),
  }),
})

const trait = z.object({ of: z.string(), is: z.string(), name: z.string().nullable() })
export type SegmentTrait = z.infer<typeof trait>

export const segment = z.object({
  key: z.string(),
  traits: z.array(trait),
  n: z.int(),
  won: z.int(),
  /** Drawn towards the rate of all. */
  rate: z.number(),
  ...interval,
  /** Mean of what was won. */
  value: z.object({ amount: z.string(), currency: z.string() }).nullable(),
  days: z.number().nullable(),
  worth: z.object({ amount: z.string(), currency: z.string() }).nullable(),
  standsOut: z.enum(['above', 'below']).nullable(),
  hasPlaybook: z.boolean(),
  /** CEL: the ended opportunities it counts. */
  filter: z.string(),
})
export type ScoredSegment = z.infer<typeof segment>

export const listSegments = endpoint({
  method: 'GET',
  path: '/scores/segments',
  summary:
    'Kinds of ended opportunities the caller may see, by one or two traits: win rate with interval, amount and days; what a further one brings on average first',
  result: z.object({
    n: z.int(),
    won: z.int(),
    /** Only the newest so many were looked at. */
    isPart: z.boolean(),
    segments: z.array(segment),
  }),
})

const side = z.object({ n: z.int(), won: z.int(), rate: z.number(), ...interval })
const habit = z.object({
  habit: z.string(),
  with: side,
  without: side,
  lift: z.number().nullable(),
  more: z.object({ is: z.number(), ...interval }),
  sure: z.boolean(),
})
export type ScoredHabit = z.infer<typeof habit>

const segmentKey = z.string().min(1).max(400)
const playbook = z.object({
  segment: segmentKey,
  traits: z.array(trait),
  n: z.int(),
  won: z.int(),
  habits: z.array(habit),
  text: z.string(),
  version: z.int(),
  changedAt: z.string().nullable(),
  changedBy: person.nullable(),
  /** The caller may write its text. */
  writable: z.boolean(),
})
export type Playbook = z.infer<typeof playbook>

export const readPlaybook = endpoint({
  method: 'GET',
  path: '/scores/playbook',
  summary:
    'What won opportunities of a segment had in common that was done early, each habit with its lift, and what people wrote',
  query: z.object({ segment: segmentKey }),
  result: playbook,
})

export const writePlaybook = endpoint({
  method: 'PUT',
  path: '/scores/playbook',
  summary:
    'Writes the text of a segment’s playbook (whoever leads people, and administrators); refused where another wrote meanwhile',
  body: z.strictObject({ segment: segmentKey, text: z.string().trim().max(8000), version: z.int().min(0) }),
  result: playbook,
})

export const figures = z.object({
  person,
  /** From when whoever leads them may see this; null where they may already. */
  othersFrom: z.string().nullable(),
  n: z.int(),
  won: z.int(),
  rate: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** How many of the same would have been won by the average of all; null without a model. */
  expected: z.number().nullable(),
  open: z.int(),
  /** How many of the open ones are to be expected. */
  openExpected: z.number().nullable(),
})
export type PersonFigures = z.infer<typeof figures>

export const personFigures = endpoint({
  method: 'GET',
  path: '/scores/people/:id',
  summary:
    'Somebody’s own figures against what the same opportunities bring on average: for themselves, and for whoever leads them once they could see them',
  params: byId,
  result: figures,
})

const settings = z.object({ isPersonal: z.boolean() })

export const readScoringSettings = endpoint({
  method: 'GET',
  path: '/scores/settings',
  summary: 'Whether people are told apart by scores at all',
  result: settings,
})

export const changeScoringSettings = endpoint({
  method: 'PUT',
  path: '/scores/settings',
  summary:
    'Switches figures of single people on or off (right: administrator); off deletes who has seen theirs',
  body: z.strictObject({ isPersonal: z.boolean() }),
  result: settings,
})
