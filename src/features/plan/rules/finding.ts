import { parseCondition } from '../../../engines/conditions/index.ts'
import type { Finding, PatchStep } from '../contract.ts'
import type { Known } from './known.ts'

export type Place = Finding['place']
export type Fix = NonNullable<Finding['fix']>

export function error(code: string, place: Place, facts: Finding['facts'], fix?: Fix): Finding {
  return { level: 'error', code, place, facts, ...(fix ? { fix } : {}) }
}

export function warning(code: string, place: Place, facts: Finding['facts'], fix?: Fix): Finding {
  return { level: 'warning', code, place, facts, ...(fix ? { fix } : {}) }
}

/** What mends a finding; with `patch` where only one thing can be meant. */
export function fixBy(code: string, facts: Fix['facts'] = {}, patch?: readonly PatchStep[]): Fix {
  return { code, facts, ...(patch ? { patch: [...patch] } : {}) }
}

export function step(op: PatchStep['op'], path: string, value?: unknown): PatchStep {
  return op === 'remove' ? { op, path } : { op, path, value }
}

/** What is wrong with a condition at `path`; a misspelt field is put right where the nearest one is near enough to be meant. */
export function conditionProblems(
  source: string,
  path: string,
  place: Place,
  { vocabulary }: Known,
): Finding[] {
  const parsed = parseCondition(source, vocabulary)
  if (parsed.ok) return []
  return parsed.problems.map((problem) => {
    const { nearest, field } = problem.facts
    const mended =
      typeof nearest === 'string' && typeof field === 'string' ? mend(source, field, nearest) : null
    const fix =
      mended !== null && parseCondition(mended, vocabulary).ok
        ? fixBy('use-field', { field: nearest }, [step('replace', path, mended)])
        : fixBy('rewrite-condition')
    return error('condition', place, { problem: problem.code, at: problem.at, ...problem.facts }, fix)
  })
}

function mend(source: string, wrong: string, right: string): string | null {
  const at = source.indexOf(wrong)
  return at < 0 ? null : source.slice(0, at) + right + source.slice(at + wrong.length)
}

/** A function the company does not have; the nearest one where it must have been meant. */
export function unknownFunction(
  key: string,
  place: Place,
  { functions }: Known,
  facts: Finding['facts'],
  patch: (right: string) => PatchStep[],
): Finding[] {
  if (functions.has(key)) return []
  const right = nearestOf(functions, key)
  const fix = right ? fixBy('use-function', { function: right }, patch(right)) : fixBy('choose-function')
  return [error('unknown-function', place, { function: key, ...facts }, fix)]
}

/** Departments the company does not have, of whose work something is said; with none left it would be everybody's. */
export function unknownDepartments(
  departments: readonly string[] | undefined,
  path: string,
  place: Place,
  known: Known,
): Finding[] {
  return (departments ?? []).flatMap((id, i, all) => {
    if (known.departments.has(id)) return []
    const patch = all.length > 1 ? [step('remove', `${path}/departments/${i}`)] : undefined
    return [error('unknown-department', place, { department: id }, fixBy('remove-department', {}, patch))]
  })
}

/** The one of `known` that `wrong` was meant to be: not more than two letters off, and nearer than any other. */
export function nearestOf(known: Iterable<string>, wrong: string): string | undefined {
  const near = [...known]
    .map((one) => ({ one, away: distance(one, wrong) }))
    .filter(({ away }) => away <= 2)
    .sort((a, b) => a.away - b.away)
  return near[0] && near[0].away !== near[1]?.away ? near[0].one : undefined
}

/** How many letters differ, are too many or missing (Levenshtein), told up to 3. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let k = 1; k <= b.length; k++) {
      const swap = (row[k - 1] ?? 0) + (a[i - 1] === b[k - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[k] ?? 0) + 1, (next[k - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 3
}
