import type { PlanDocument } from '../../plan/contract.ts'

type Rule = PlanDocument['rules'][number]
type Step = { key: string; share: number }

const TRIED = { zh: '（试行）', en: ' (trial)' }
const MOST_LABEL = 200

/**
 * The plan with the rules that `target` adds or changes tried with a share: each stands before the one it replaces, which stays for the
 * others. Undefined where `target` differs in anything else, or takes a rule away: that cannot be done in part.
 */
export function staged(base: PlanDocument, target: PlanDocument, step: Step): PlanDocument | undefined {
  const { rules: before, ...rest } = base
  const { rules: after, ...other } = target
  if (JSON.stringify(sorted(rest)) !== JSON.stringify(sorted(other))) return undefined
  const names = new Set(after.map(({ label }) => label.zh))
  if (before.some(({ label }) => !names.has(label.zh))) return undefined
  const rules: Rule[] = [...before]
  let count = 0
  for (const [i, rule] of after.entries()) {
    const replaced = before.find(({ label }) => label.zh === rule.label.zh)
    if (replaced && isSame(replaced, rule)) continue
    const next =
      replaced ?? after.slice(i + 1).find((one) => before.some(({ label }) => label.zh === one.label.zh))
    const at = next ? rules.findIndex(({ label }) => label.zh === next.label.zh) : rules.length
    rules.splice(at, 0, tried(rule, { ...step, replaces: replaced?.label.zh ?? null }))
    count += 1
  }
  return count > 0 ? { ...base, rules } : undefined
}

function tried(rule: Rule, trial: NonNullable<Rule['trial']>): Rule {
  const label = (of: 'zh' | 'en') => `${rule.label[of].slice(0, MOST_LABEL - TRIED[of].length)}${TRIED[of]}`
  return { ...rule, label: { zh: label('zh'), en: label('en') }, trial }
}

/** What was tried holds for all: it takes the place of what it was tried instead of. Undefined where nothing of it is in the plan. */
export function promoted(current: PlanDocument, key: string): PlanDocument | undefined {
  const found = current.rules.filter(({ trial }) => trial?.key === key)
  if (found.length === 0) return undefined
  const replaced = new Set(found.flatMap(({ trial }) => trial?.replaces ?? []))
  return {
    ...current,
    rules: current.rules.flatMap((rule) => {
      if (rule.trial?.key === key) return [{ ...rule, label: untried(rule.label), trial: null }]
      return replaced.has(rule.label.zh) ? [] : [rule]
    }),
  }
}

/** What was tried is taken back: all as before. Undefined where nothing of it is in the plan. */
export function withdrawn(current: PlanDocument, key: string): PlanDocument | undefined {
  if (!current.rules.some(({ trial }) => trial?.key === key)) return undefined
  return { ...current, rules: current.rules.filter(({ trial }) => trial?.key !== key) }
}

/** For which opportunities something is tried at all: what its rules ask, one or the other. Null: for every one. */
export function conditionOf(document: PlanDocument, key: string): string | null {
  const conditions = document.rules
    .filter(({ trial }) => trial?.key === key)
    .map(({ condition }) => condition)
  if (conditions.length === 0 || conditions.includes('')) return null
  return conditions.map((one) => `(${one})`).join(' || ')
}

function untried({ zh, en }: Rule['label']): Rule['label'] {
  const cut = (text: string, end: string) => (text.endsWith(end) ? text.slice(0, -end.length) : text)
  return { zh: cut(zh, TRIED.zh), en: cut(en, TRIED.en) }
}

function isSame(a: Rule, b: Rule): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

/** The same value has the same text, whatever the order of its keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, sorted(one)]),
  )
}
