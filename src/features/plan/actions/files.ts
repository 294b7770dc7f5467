import { isAlias, type LineCounter, LineCounter as Lines, parseDocument, stringify, visit } from 'yaml'
import { z } from 'zod'
import type { Context } from '../../../objects/context.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { requireAdmin } from '../../permissions/index.ts'
import type { FileProblem } from '../contract/files.ts'
import { type PlanDocument, planDocument } from '../contract.ts'
import * as errors from '../errors.ts'
import { documentOf } from '../rules/document.ts'
import { PEOPLE_PLACES, withPeople } from '../rules/people-in.ts'
import * as drafts from '../store/drafts.ts'
import * as store from '../store/files.ts'
import { findingsOf, planOfVersion } from './publishing.ts'

type Format = 'yaml' | 'json'
type Path = (string | number)[]
const MOST_PROBLEMS = 50
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Stands where a file names somebody this company does not have: the compiler asks for somebody else there. */
const NOBODY = '00000000-0000-4000-8000-000000000000'
const SCHEMA_ADDRESS = '/api/v1/plan/schema.json'

/** A version as a file (administrators). */
export async function fileOfVersion(context: Context, id: string, format: Format): Promise<string> {
  requireAdmin(context.viewer)
  return written(context.db, documentOf(await planOfVersion(context.db, id)), format)
}

/** A draft as a file (administrators). */
export async function fileOfDraft(context: Context, id: string, format: Format): Promise<string> {
  requireAdmin(context.viewer)
  const found = await drafts.draftById(context.db, id)
  if (!found) throw errors.noDraft({ id })
  return written(context.db, found.document, format)
}

/** The same plan in every company that has people of these addresses. */
async function written(db: Queryable, document: PlanDocument, format: Format): Promise<string> {
  const people: string[] = []
  withPeople(document, (person) => {
    people.push(person)
    return person
  })
  const emails = await store.emailsOf(db, people)
  const file = withPeople(document, (person) => emails.get(person) ?? person) as object
  if (format === 'json') return `${JSON.stringify({ $schema: SCHEMA_ADDRESS, ...file }, null, 2)}\n`
  const text = stringify(file, { lineWidth: 0, aliasDuplicateObjects: false })
  return `# yaml-language-server: $schema=${SCHEMA_ADDRESS}\n${text}`
}

/** The JSON Schema of plan files: the shape of the document, with e-mail addresses where it names people. */
export function planSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(planDocument, { io: 'input' }) as Record<string, unknown>
  for (const place of PEOPLE_PLACES) open(schema, place)
  const properties = schema['properties'] as Record<string, unknown>
  properties['$schema'] = { type: 'string' }
  return { ...schema, title: 'Baton division plan' }
}

/** Where people are named, an address does as well as an id. */
function open(schema: unknown, [name, ...rest]: readonly string[]): void {
  if (typeof schema !== 'object' || schema === null) return
  const node = schema as Record<string, unknown>
  for (const branch of [node['anyOf'], node['oneOf']]) {
    if (Array.isArray(branch)) for (const one of branch) open(one, name === undefined ? [] : [name, ...rest])
  }
  if (name === undefined) {
    if (node['type'] !== 'string') return
    for (const key of Object.keys(node)) delete node[key]
    node['anyOf'] = [
      { type: 'string', format: 'email' },
      { type: 'string', format: 'uuid' },
    ]
    return
  }
  const properties = node['properties'] as Record<string, unknown> | undefined
  open(name === '*' ? node['items'] : properties?.[name], rest)
}

/**
 * Reads a plan from a file and compiles it; keeps nothing. A file names people by e-mail or id; whom this company does not have is a
 * problem, and the compiler asks for somebody else in their place.
 */
export async function readFile(context: Context, { text }: { text: string }) {
  requireAdmin(context.viewer)
  const format: Format = text.trimStart().startsWith('{') ? 'json' : 'yaml'
  const read = valueIn(text, format)
  if ('problems' in read) return { format, document: null, problems: read.problems, findings: [] }
  const { value, placeOf } = read
  const wanted: string[] = []
  withPeople(value, (person) => {
    if (!UUID.test(person)) wanted.push(person.toLowerCase())
    return person
  })
  const known = await store.peopleByEmail(context.db, wanted)
  const unknown: FileProblem[] = []
  const named = withPeople(value, (person, path) => {
    if (UUID.test(person)) return person
    const id = known.get(person.toLowerCase())
    if (!id) unknown.push({ code: 'unknown-person', ...placeOf(path), path, detail: person.slice(0, 200) })
    return id ?? NOBODY
  })
  const parsed = planDocument.safeParse(named)
  if (!parsed.success) {
    const wrong = parsed.error.issues.slice(0, MOST_PROBLEMS).map((issue): FileProblem => {
      const path = issue.path.map((one) => (typeof one === 'number' ? one : String(one)))
      return { code: 'wrong-value', ...placeOf(path), path, detail: issue.message }
    })
    return { format, document: null, problems: wrong, findings: [] }
  }
  const findings = await findingsOf(context.db, context, parsed.data)
  return { format, document: parsed.data, problems: unknown.slice(0, MOST_PROBLEMS), findings }
}

type Place = { line: number; column: number }
type Read = { value: unknown; placeOf: (path: Path) => Place } | { problems: FileProblem[] }

/** The plain value a text writes. Refuses aliases (a small file could mean an endless one) and keys that are there twice. */
function valueIn(text: string, format: Format): Read {
  const lines = new Lines()
  try {
    const read = parseDocument(text, { lineCounter: lines, uniqueKeys: true, schema: 'core', merge: false })
    const problems = read.errors.map(({ code, pos: [at], message }): FileProblem => {
      const detail = message.split('\n')[0]?.slice(0, 200) ?? ''
      const kind = code === 'DUPLICATE_KEY' ? 'duplicate-key' : format === 'json' ? 'not-json' : 'not-yaml'
      return { code: kind, ...placeAt(lines, at), path: [], detail }
    })
    visit(read, {
      Node: (_key, node) => {
        if (isAlias(node))
          problems.push({
            code: 'alias',
            ...placeAt(lines, node.range?.[0] ?? 0),
            path: [],
            detail: `*${node.source}`,
          })
      },
    })
    if (problems.length === 0 && format === 'json') {
      try {
        JSON.parse(text)
      } catch (thrown) {
        const at = Number(/position (\d+)/.exec(String(thrown))?.[1] ?? 0)
        problems.push({
          code: 'not-json',
          ...placeAt(lines, at),
          path: [],
          detail: String(thrown).slice(0, 200),
        })
      }
    }
    if (problems.length > 0) return { problems: problems.slice(0, MOST_PROBLEMS) }
    const value: unknown = read.toJS({ maxAliasCount: 0 })
    return { value: withoutSchema(value), placeOf: (path) => nearestPlace(read, lines, path) }
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown
    return {
      problems: [
        {
          code: format === 'json' ? 'not-json' : 'not-yaml',
          line: 1,
          column: 1,
          path: [],
          detail: 'too deep',
        },
      ],
    }
  }
}

function withoutSchema(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const { $schema: _schema, ...rest } = value as Record<string, unknown>
  return rest
}

/** Where the value stands, or what should have it. */
function nearestPlace(read: ReturnType<typeof parseDocument>, lines: LineCounter, path: Path): Place {
  for (let length = path.length; length >= 0; length--) {
    const node = read.getIn(path.slice(0, length), true)
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
      return placeAt(lines, Number(node.range[0]))
  }
  return { line: 1, column: 1 }
}

function placeAt(lines: LineCounter, at: number): Place {
  const { line, col } = lines.linePos(at)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}
