import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { finding, planDocument } from '../contract.ts'

export const FILE_FORMATS = ['yaml', 'json'] as const
export const MOST_FILE_LETTERS = 1_048_576

/** What is wrong with a file: where in the text, and where in the plan. */
export const fileProblem = z.object({
  code: z.enum(['not-yaml', 'not-json', 'alias', 'duplicate-key', 'wrong-value', 'unknown-person']),
  line: z.int(),
  column: z.int(),
  /** Names and numbers from the top of the file down. */
  path: z.array(z.union([z.string(), z.int()])),
  /** What the reader says of it, in English. */
  detail: z.string(),
})
export type FileProblem = z.infer<typeof fileProblem>

export const readPlanFile = endpoint({
  method: 'POST',
  path: '/plan/files',
  summary: 'Reads a plan from a file, JSON or YAML, and compiles it; keeps nothing',
  body: z.strictObject({ text: z.string().min(1).max(MOST_FILE_LETTERS) }),
  status: 200,
  result: z.object({
    format: z.enum(FILE_FORMATS),
    /** Null where the file is no plan; `problems` says why. */
    document: planDocument.nullable(),
    problems: z.array(fileProblem),
    findings: z.array(finding),
  }),
})

/** `GET /plan/versions/:id/file` and `GET /plan/drafts/:id/file` write a file; `?format=yaml` (usual) or `json`. */
export const FILE_OF_VERSION = '/plan/versions/:id/file'
export const FILE_OF_DRAFT = '/plan/drafts/:id/file'
/** The JSON Schema of these files. */
export const SCHEMA = '/plan/schema.json'
