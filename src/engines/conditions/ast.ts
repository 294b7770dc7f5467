import { isDay, isInstant } from '../../kernel/time.ts'
import type { Node } from './tree.ts'

const MAX_LITERAL = 1e15

/** Why a condition is refused, and where in its text. */
export class Problem extends Error {
  readonly code: string
  readonly at: number
  readonly facts: Record<string, unknown>
  constructor(code: string, at: number, facts: Record<string, unknown> = {}) {
    super(code)
    this.code = code
    this.at = at
    this.facts = facts
  }
}

/** One node of the parser's tree, before it is checked. */
export type Ast = { op: string; args: unknown; pos: number }

/** The parser's node as one; throws a Problem where it is none. */
export function astOf(value: unknown): Ast {
  if (typeof value === 'object' && value !== null && 'op' in value && 'args' in value) {
    const pos = 'pos' in value && typeof value.pos === 'number' ? value.pos : 0
    return { op: String(value.op), args: value.args, pos }
  }
  throw new Problem('not-supported', 0, { what: 'expression' })
}

/** The list, or the empty one. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** The names of `a.b.c`. */
export function pathOf(ast: Ast): string[] {
  if (ast.op === 'id') return [String(ast.args)]
  const [object, name] = list(ast.args)
  const inner = astOf(object)
  if (inner.op !== 'id' && inner.op !== '.') throw new Problem('not-supported', ast.pos, { what: '.' })
  return [...pathOf(inner), String(name)]
}

/** A value written out: text, number, yes/no or null. */
export function literal(ast: Ast): Node {
  const value = ast.args
  if (value === null) return { op: 'literal', kind: 'bool', value: null }
  if (typeof value === 'boolean') return { op: 'literal', kind: 'bool', value }
  if (typeof value === 'string') {
    if (!value.isWellFormed() || value.includes('\0')) throw new Problem('bad-text', ast.pos)
    return { op: 'literal', kind: 'text', value }
  }
  if (typeof value === 'bigint' || typeof value === 'number') {
    const number = Number(value)
    if (!(Math.abs(number) <= MAX_LITERAL))
      throw new Problem('number-too-large', ast.pos, { most: MAX_LITERAL })
    return { op: 'literal', kind: 'number', value: number }
  }
  throw new Problem('not-supported', ast.pos, { what: 'literal' })
}

/** `day("…")` or `timestamp("…")` of the years 1 to 9999, the ones a column can hold. */
export function moment(name: 'day' | 'timestamp', ast: Ast): Node {
  const text = ast.op === 'value' ? ast.args : undefined
  const refuse = (code: string) => new Problem(code, ast.pos, { text: String(text).slice(0, 40) })
  if (name === 'day') {
    if (!isDay(text) || text < '0001') throw refuse('no-such-day')
    return { op: 'literal', kind: 'day', value: text }
  }
  const value = isInstant(text) ? new Date(text).toISOString() : ''
  if (!/^\d{4}-/.test(value) || value < '0001') throw refuse('no-such-instant')
  return { op: 'literal', kind: 'instant', value }
}

/** The minutes of `days(30)` or `duration("1h30m")` written out; undefined where it is neither. */
export function minutesOf(ast: Ast): { minutes: number; whole: boolean } | undefined {
  const [name, args] = ast.op === 'call' ? list(ast.args) : []
  const given = list(args)
  const first = given.length === 1 ? astOf(given[0]) : undefined
  const value = first?.op === 'value' ? first.args : undefined
  if (name === 'days' && (typeof value === 'bigint' || typeof value === 'number')) {
    return Number.isInteger(Number(value)) ? { minutes: Number(value) * 1440, whole: true } : undefined
  }
  const match = name === 'duration' && typeof value === 'string' ? DURATION.exec(value) : null
  if (!match || value === '') return undefined
  return { minutes: Number(match[1] ?? 0) * 60 + Number(match[2] ?? 0), whole: false }
}

const DURATION = /^(?:(\d{1,7})h)?(?:(\d{1,9})m)?$/
