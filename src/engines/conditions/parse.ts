import { Environment } from '@marcbachmann/cel-js'
import { Problem } from './ast.ts'
import { staysInRange } from './bounds.ts'
import { Checker } from './check.ts'
import type { Condition } from './tree.ts'
import type { Vocabulary } from './vocabulary.ts'

const MAX_TEXT = 4000
// The parser's own bounds: wider than the checker's, narrow enough for its recursion.
const LIMITS = {
  maxDepth: 64,
  maxAstNodes: 2000,
  maxListElements: 300,
  maxMapEntries: 1,
  maxCallArguments: 4,
}

export type ConditionProblem = { code: string; at: number; facts: Record<string, unknown> }
export type Parsed = { ok: true; condition: Condition } | { ok: false; problems: ConditionProblem[] }

const environment = new Environment({ unlistedVariablesAreDyn: true, limits: LIMITS })

/**
 * Reads CEL text against the fields of an object. Refuses what is outside the subset (see README.md), unknown fields with the
 * nearest name, wrong kinds, and anything too long or too deep; never throws and never runs the condition.
 */
export function parseCondition(source: string, vocabulary: Vocabulary): Parsed {
  const early = tooMuch(source)
  if (early) return { ok: false, problems: [early] }
  let ast: unknown
  try {
    ast = environment.parse(source).ast
  } catch (thrown) {
    return { ok: false, problems: [unread(thrown)] }
  }
  try {
    const root = new Checker(vocabulary).condition(ast)
    if (!staysInRange(root))
      return { ok: false, problems: [{ code: 'arithmetic-too-large', at: 0, facts: {} }] }
    return { ok: true, condition: { source, root } }
  } catch (thrown) {
    if (thrown instanceof Problem) {
      return { ok: false, problems: [{ code: thrown.code, at: thrown.at, facts: thrown.facts }] }
    }
    if (thrown instanceof RangeError) return { ok: false, problems: [{ code: 'too-deep', at: 0, facts: {} }] }
    throw thrown
  }
}

function tooMuch(source: string): ConditionProblem | undefined {
  if (source.length > MAX_TEXT) return { code: 'too-long', at: MAX_TEXT, facts: { most: MAX_TEXT } }
  if (source.trim() === '') return { code: 'empty', at: 0, facts: {} }
  if (!source.isWellFormed() || source.includes('\0')) return { code: 'bad-text', at: 0, facts: {} }
  return undefined
}

function unread(thrown: unknown): ConditionProblem {
  const at = positionOf(thrown)
  const tooMuch =
    typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'limit_exceeded'
  if (tooMuch || thrown instanceof RangeError) return { code: 'too-deep', at, facts: {} }
  return { code: 'syntax', at, facts: { message: messageOf(thrown) } }
}

function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return text.split('\n')[0]?.slice(0, 200) ?? ''
}

function positionOf(thrown: unknown): number {
  if (typeof thrown !== 'object' || thrown === null || !('node' in thrown)) return 0
  const node = thrown.node
  return typeof node === 'object' && node !== null && 'pos' in node ? Number(node.pos) : 0
}
