import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

export const IMPORT_OBJECTS = ['opportunity', 'account', 'contact', 'product', 'person'] as const
export type ImportObject = (typeof IMPORT_OBJECTS)[number]

const reason = z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) })

export const settings = z.strictObject({
  /** What `1/2/2026` means in this file; needed only where the file leaves it open. */
  dateOrder: z.enum(['day-first', 'month-first']).optional(),
  /** Currency of amounts that name none. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  /** `given`: the holder named in the file; `divide`: the plan divides what is open, closed rows keep theirs. */
  holders: z.enum(['given', 'divide']).default('given'),
  /** What may be made where a name is new and near to no known one. */
  create: z
    .strictObject({
      people: z.boolean().default(false),
      accounts: z.boolean().default(false),
      products: z.boolean().default(false),
    })
    .prefault({}),
})
export type Settings = z.infer<typeof settings>

/** An answer to a question: the id of the record meant, a stage or choice value, or that a new one is to be made. */
export const answer = z.union([
  z.strictObject({ is: z.string().max(200) }),
  z.strictObject({ create: z.literal(true) }),
])
export type Answer = z.infer<typeof answer>

export const question = z.object({
  field: z.string(),
  value: z.string(),
  rows: z.int(),
  /** Known ones that come near, best first; stages and choices list all. */
  near: z.array(z.object({ id: z.string(), name: z.string(), score: z.number() })),
  mayCreate: z.boolean(),
})
export type Question = z.infer<typeof question>

export const mappingLine = z.object({
  heading: z.string(),
  field: z.string().nullable(),
  score: z.number(),
  unit: z.object({ scale: z.number().optional(), currency: z.string().optional() }).optional(),
})
export type MappingLine = z.infer<typeof mappingLine>

export const run = z.object({
  id: z.uuid(),
  version: z.int(),
  object: z.enum(IMPORT_OBJECTS),
  fileName: z.string(),
  format: z.looseObject({ format: z.string() }),
  state: z.enum([
    'uploaded',
    'checking',
    'checked',
    'running',
    'done',
    'failed',
    'cancelled',
    'undoing',
    'undone',
  ]),
  mapping: z.array(mappingLine),
  settings,
  answers: z.record(z.string(), z.record(z.string(), answer)),
  targets: z.array(
    z.object({
      name: z.string(),
      label: z.object({ zh: z.string(), en: z.string() }),
      required: z.boolean(),
    }),
  ),
  samples: z.array(z.array(z.string())),
  questions: z.array(question),
  rowsRead: z.int(),
  rowsTotal: z.int().nullable(),
  created: z.int(),
  skipped: z.int(),
  problems: z.int(),
  message: reason.nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
})
export type Run = z.infer<typeof run>

const byId = z.object({ id: z.uuid() })

export const listRuns = endpoint({
  method: 'GET',
  path: '/imports',
  summary: 'My imports, newest first',
  result: z.object({ items: z.array(run.omit({ targets: true, samples: true, questions: true })) }),
})
export const getRun = endpoint({
  method: 'GET',
  path: '/imports/:id',
  summary: 'One import with its progress',
  params: byId,
  result: run,
})
export const setMapping = endpoint({
  method: 'PUT',
  path: '/imports/:id/mapping',
  summary: 'Says which column is which field, the settings, and the answers to the questions of a check',
  params: byId,
  body: z.strictObject({
    mapping: z.record(z.string(), z.string().nullable()).optional(),
    settings: settings.optional(),
    answers: z.record(z.string(), z.record(z.string(), answer)).optional(),
  }),
  result: run,
})
export const checkRun = endpoint({
  method: 'POST',
  path: '/imports/:id/check',
  summary:
    'Dry run: reads the whole file, reports every row that would fail and every question; writes nothing else',
  params: byId,
  status: 202,
  result: run,
})
export const startRun = endpoint({
  method: 'POST',
  path: '/imports/:id/start',
  summary: 'Carries the import out; goes on when the page is closed',
  params: byId,
  status: 202,
  result: run,
})
export const cancelRun = endpoint({
  method: 'POST',
  path: '/imports/:id/cancel',
  summary: 'Stops after the batch at hand; what is in stays and can be undone',
  params: byId,
  status: 200,
  result: run,
})
export const undoRun = endpoint({
  method: 'POST',
  path: '/imports/:id/undo',
  summary: 'Takes everything the import made back',
  params: byId,
  status: 202,
  result: run,
})

export const problem = z.object({
  line: z.int(),
  field: z.string().nullable(),
  code: z.string(),
  facts: z.record(z.string(), z.unknown()),
})
export const listProblems = endpoint({
  method: 'GET',
  path: '/imports/:id/problems',
  summary: 'Rows that failed and why, by line',
  params: byId,
  query: z.strictObject({
    after: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  result: z.object({ items: z.array(problem), more: z.boolean() }),
})
