import { Environment } from '@marcbachmann/cel-js'
import { staysInRange } from './bounds.ts'
import { Checker, Problem } from './check.ts'
import type { Condition } from './tree.ts'
import type { Vocabulary } from './vocabulary.ts'

const MAX_TEXT = 4000
const MAX_OPEN = 60 // brackets, signs and nots one within another: keeps the parser's own recursion small

export type ConditionProblem = { code: string; at: number; facts: Record<string, unknown> }
export type Parsed = { ok: true; condition: Condition } | { ok: false; problems: ConditionProblem[] }

const environment = new Environment({ unlistedVariablesAreDyn: true })

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
    return {
      ok: false,
      problems: [{ code: 'syntax', at: positionOf(thrown), facts: { message: messageOf(thrown) } }],
    }
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
  let open = 0
  let signs = 0
  for (let i = 0; i < source.length; i++) {
    const letter = source[i] ?? ''
    if ('([{?'.includes(letter)) open += 1
    else if (')]}'.includes(letter)) open -= 1
    signs = letter === '!' || letter === '-' ? signs + 1 : letter === ' ' ? signs : 0
    if (open > MAX_OPEN || signs > MAX_OPEN) return { code: 'too-deep', at: i, facts: {} }
  }
  return undefined
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
