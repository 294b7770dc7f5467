import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { packet } from '../handover/contract.ts'

const person = z.object({ id: z.uuid(), name: z.string() })
const text = z.object({ zh: z.string(), en: z.string() })
const byId = z.object({ id: z.uuid() })

export const KINDS = ['leaver', 'reorganisation'] as const
export const STATES = ['draft', 'scheduled', 'failed', 'done'] as const
/** What somebody answers for. `helper`: a part beside the holder; `report`: somebody they lead. */
export const ROW_KINDS = [
  'opportunity',
  'account',
  'contact',
  'task',
  'helper',
  'hand-over',
  'report',
] as const
export type RowKind = (typeof ROW_KINDS)[number]

/** How somebody changes; what is left out stays. */
export const move = z.strictObject({
  person: z.uuid(),
  department: z.uuid().nullable().optional(),
  manager: z.uuid().nullable().optional(),
  functions: z.array(z.string().max(40)).max(20).optional(),
  territories: z
    .array(z.string().regex(/^\d{2,6}$/))
    .max(500)
    .optional(),
})
export type Move = z.infer<typeof move>

const settings = {
  name: z.string().trim().min(1).max(100),
  kind: z.enum(KINDS),
  /** Who leaves: with the transition they can no longer sign in. */
  leavers: z.array(z.uuid()).max(50).default([]),
  moves: z.array(move).max(200).default([]),
  /** CEL over open opportunities: these move, whoever holds them. */
  condition: z.string().max(4000).default(''),
  /** Only these may receive opportunities; empty: everybody who fits. */
  receivers: z.array(z.uuid()).max(500).default([]),
  /** Leaver → who takes their place as keeper, in rules, and wherever nothing better is known. */
  successors: z.record(z.uuid(), z.uuid()).default({}),
  note: z.string().trim().max(500).optional(),
}
export const transitionInput = z.strictObject(settings)
export type TransitionInput = z.infer<typeof transitionInput>

/** What a proposal cannot decide. */
const question = z.object({
  code: z.enum([
    'no-successor',
    'keeper',
    'named-by-rules',
    'last-administrator',
    'unresolved',
    'receiver-away',
  ]),
  person: person.nullable(),
  facts: z.record(z.string(), z.unknown()),
  /** Carrying out is refused until it is answered. */
  stops: z.boolean(),
})
export type Question = z.infer<typeof question>

const head = z.object({
  id: z.uuid(),
  version: z.int(),
  name: z.string(),
  kind: z.enum(KINDS),
  state: z.enum(STATES),
  leavers: z.array(person),
  dueAt: z.string().nullable(),
  doneAt: z.string().nullable(),
  opportunities: z.int(),
  unresolved: z.int(),
  failure: z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) }).nullable(),
  updatedAt: z.string(),
  updatedBy: person,
})
export type TransitionHead = z.infer<typeof head>

export const transition = head.extend({
  moves: z.array(move),
  condition: z.string(),
  receivers: z.array(person),
  successors: z.record(z.uuid(), z.uuid()),
  /** The names of everybody it names. */
  named: z.array(person),
  note: z.string().nullable(),
  reverses: z.uuid().nullable(),
  /** Rows by kind: all, without a receiver, chosen by hand. */
  rows: z.array(z.object({ kind: z.enum(ROW_KINDS), all: z.int(), unresolved: z.int(), byHand: z.int() })),
  questions: z.array(question),
  lookedAt: z.string(),
  createdBy: person,
})
export type Transition = z.infer<typeof transition>

const weighed = z.object({ person, score: z.number(), terms: z.record(z.string(), z.number()) })

export const row = z.object({
  id: z.uuid(),
  kind: z.enum(ROW_KINDS),
  recordId: z.uuid(),
  /** Null where the viewer may not see the record. */
  title: z.string().nullable(),
  opportunityId: z.uuid().nullable(),
  from: person,
  to: person.nullable(),
  ends: z.boolean(),
  problem: z.string().nullable(),
  /** Who chose the receiver; null: proposed. */
  givenBy: person.nullable(),
  account: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  stage: z.object({ id: z.uuid(), label: text, accountable: z.string() }).nullable(),
  region: z.string().nullable(),
  letter: z.string().nullable(),
  /** The best candidates with what spoke for each, the chosen one first. */
  weighed: z.array(weighed),
  considered: z.int(),
  packet: packet.nullable(),
})
export type Row = z.infer<typeof row>

export const listTransitions = endpoint({
  method: 'GET',
  path: '/transitions',
  summary:
    'Leavers and reorganisations that are planned or done, newest first: all to administrators, to others those about people they lead',
  query: z.object({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().optional(),
  }),
  result: z.object({ items: z.array(head), next: z.string().optional() }),
})
export const createTransition = endpoint({
  method: 'POST',
  path: '/transitions',
  summary:
    'Plans a leaving or a reorganisation: collects everything the people answer for and proposes who receives it; changes nothing else',
  body: transitionInput,
  result: transition,
})
export const readTransition = endpoint({
  method: 'GET',
  path: '/transitions/:id',
  summary: 'A transition with what is undecided',
  params: byId,
  result: transition,
})
export const changeTransition = endpoint({
  method: 'PATCH',
  path: '/transitions/:id',
  summary: 'Changes who and what it is about; collects and proposes anew, what was chosen by hand stays',
  ifMatch: true,
  params: byId,
  body: z.strictObject({
    name: settings.name.optional(),
    leavers: settings.leavers.unwrap().optional(),
    moves: settings.moves.unwrap().optional(),
    condition: settings.condition.unwrap().optional(),
    receivers: settings.receivers.unwrap().optional(),
    successors: settings.successors.unwrap().optional(),
    note: settings.note,
  }),
  result: transition,
})
export const discardTransition = endpoint({
  method: 'DELETE',
  path: '/transitions/:id',
  summary: 'Throws a transition away that is not done',
  ifMatch: true,
  params: byId,
})

export const differences = z.object({
  /** Rows that came, rows that went, rows whose receiver is another or whose stage changed. */
  arrived: z.int(),
  gone: z.int(),
  changed: z.int(),
})
export const refreshTransition = endpoint({
  method: 'POST',
  path: '/transitions/:id/proposals',
  summary:
    'Collects what is true now and proposes for what has no receiver or lost it; with `anew` for everything not chosen by hand',
  ifMatch: true,
  params: byId,
  body: z.strictObject({ anew: z.boolean().default(false) }),
  status: 200,
  result: z.object({ transition, differences }),
})

export const listRows = endpoint({
  method: 'GET',
  path: '/transitions/:id/rows',
  summary: 'What goes to whom, without a receiver first; by kind, giver, receiver, account, stage or region',
  params: byId,
  query: z.object({
    kind: z.enum(ROW_KINDS).optional(),
    from: z.uuid().optional(),
    to: z.uuid().optional(),
    account: z.uuid().optional(),
    stage: z.uuid().optional(),
    region: z
      .string()
      .regex(/^\d{2,6}$/)
      .optional(),
    unresolved: z.enum(['true', 'false']).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().optional(),
  }),
  result: z.object({ items: z.array(row), next: z.string().optional() }),
})
export const giveRows = endpoint({
  method: 'PATCH',
  path: '/transitions/:id/rows',
  summary:
    'Gives rows to somebody by hand: some by their ids, or everything of a kind, giver, receiver, account, stage or region',
  ifMatch: true,
  params: byId,
  body: z.strictObject({
    /** Null: to nobody; the part ends, the hand-over is withdrawn. */
    to: z.uuid().nullable(),
    rows: z.array(z.uuid()).min(1).max(5000).optional(),
    where: z
      .strictObject({
        kind: z.enum(ROW_KINDS).optional(),
        from: z.uuid().optional(),
        to: z.uuid().optional(),
        account: z.uuid().optional(),
        stage: z.uuid().optional(),
        region: z
          .string()
          .regex(/^\d{2,6}$/)
          .optional(),
      })
      .optional(),
  }),
  result: z.object({ changed: z.int(), transition }),
})

export const previewTransition = endpoint({
  method: 'GET',
  path: '/transitions/:id/preview',
  summary:
    'What carrying it out would do now: loads before and after, accounts that are split, tasks to be made, what stands in the way; writes nothing',
  params: byId,
  result: z.object({
    differences,
    questions: z.array(question),
    people: z.array(
      z.object({
        person,
        before: z.int(),
        after: z.int(),
        openCap: z.int().nullable(),
        receives: z.record(z.string(), z.int()),
      }),
    ),
    split: z.array(z.object({ account: z.string(), receivers: z.array(person) })),
    introductions: z.int(),
    handOvers: z.object({ withdrawn: z.int(), readdressed: z.int() }),
    packets: z.object({ written: z.int(), generated: z.int() }),
  }),
})

export const commitTransition = endpoint({
  method: 'POST',
  path: '/transitions/:id/commit',
  summary: 'Carries it out now, in one transaction; refused where the present is not what was looked at',
  ifMatch: true,
  params: byId,
  body: z.strictObject({}).optional(),
  status: 200,
  result: transition,
})
export const scheduleTransition = endpoint({
  method: 'PUT',
  path: '/transitions/:id/schedule',
  summary:
    'Carries it out at a time, with what is true then; whoever leaves gets a task to introduce each receiver before',
  ifMatch: true,
  params: byId,
  body: z.strictObject({ at: z.iso.datetime({ offset: true }) }),
  result: transition,
})
export const unscheduleTransition = endpoint({
  method: 'DELETE',
  path: '/transitions/:id/schedule',
  summary: 'Takes it from the calendar; tasks to introduce that are not done go with it',
  ifMatch: true,
  params: byId,
  status: 200,
  result: transition,
})
export const returnTransition = endpoint({
  method: 'POST',
  path: '/transitions/:id/return',
  summary:
    'Plans the way back of a transition that is done: what its receivers still hold returns to whoever gave it',
  params: byId,
  body: z.strictObject({}).optional(),
  result: transition,
})

export const listLeaving = endpoint({
  method: 'GET',
  path: '/leaving',
  summary: 'What I hold that a scheduled transition gives to somebody: to whom, when, and the packet I leave',
  query: z.object({
    limit: z.coerce.number().int().min(1).max(200).default(100),
    cursor: z.string().optional(),
  }),
  result: z.object({
    items: z.array(
      z.object({
        id: z.uuid(),
        transition: z.uuid(),
        dueAt: z.string(),
        opportunity: z.object({ id: z.uuid(), title: z.string() }),
        account: z.string(),
        to: person.nullable(),
        packet: packet.nullable(),
      }),
    ),
    next: z.string().optional(),
  }),
})
export const writePacket = endpoint({
  method: 'PUT',
  path: '/transition-rows/:id/packet',
  summary:
    'What the giver tells the receiver of one opportunity; by whoever gives it, or whoever plans the transition',
  params: byId,
  body: packet,
  result: z.object({ id: z.uuid(), packet }),
})
