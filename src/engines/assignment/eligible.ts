import { because, type Reason } from '../../kernel/explain.ts'
import type { Facts, Person, Rule } from './model.ts'

/** Why this person cannot get this opportunity under this rule, whatever their load; empty where they can. */
export function exclusionsBeforeLoad(person: Person, rule: Rule, facts: Facts): Reason[] {
  return [...standing(person), ...misfits(person, rule, facts)]
}

function standing(person: Person): Reason[] {
  if (!person.active) return [because('inactive')]
  return person.away ? [because('away', { ...person.away })] : []
}

function misfits(person: Person, { candidates }: Rule, facts: Facts): Reason[] {
  const reasons: Reason[] = []
  const { functions, departments, territory, skills, skillFrom, people } = candidates
  if (people?.length && !people.includes(person.id)) reasons.push(because('not-named'))
  if (functions?.length && !functions.some((key) => person.functions.includes(key))) {
    reasons.push(because('not-in-function', { functions }))
  }
  if (departments?.length && !departments.some((id) => person.departmentPath.includes(id))) {
    reasons.push(because('not-in-department', { departments }))
  }
  if (territory === 'match') reasons.push(...territoryReasons(person, facts))
  const lacking = (skills ?? []).find((skill) => !person.skills.includes(skill))
  if (lacking !== undefined) reasons.push(because('lacks-skill', { skill: lacking }))
  if (skillFrom) {
    const wanted = factAt(facts, skillFrom)
    if (typeof wanted === 'string' && !person.skills.includes(wanted))
      reasons.push(because('lacks-skill', { skill: wanted }))
    if (wanted === null) reasons.push(because('lacks-skill', { skill: null, field: skillFrom }))
  }
  return reasons
}

function territoryReasons(person: Person, facts: Facts): Reason[] {
  const region = regionOf(facts)
  if (region === null) return [because('no-region')]
  return person.territories.some((code) => region.startsWith(code))
    ? []
    : [because('not-in-territory', { region })]
}

/** Which limits a person with `open` held and `today` received has reached. */
export function limitsOf(person: Person, rule: Rule, open: number, today: number): Reason[] {
  const reasons: Reason[] = []
  const openCap = lower(person.openCap, rule.openCap)
  if (openCap !== null && open >= openCap) reasons.push(because('open-cap-reached', { open, cap: openCap }))
  const dayCap = lower(person.dayCap, rule.dayCap)
  if (dayCap !== null && today >= dayCap) reasons.push(because('day-cap-reached', { today, cap: dayCap }))
  return reasons
}

function lower(a: number | null | undefined, b: number | null | undefined): number | null {
  if (a === null || a === undefined) return b ?? null
  return b === null || b === undefined ? a : Math.min(a, b)
}

/** The region an opportunity is for: its own, else its account's. */
export function regionOf(facts: Facts): string | null {
  const region = factAt(facts, 'region') ?? factAt(facts, 'account.region')
  return typeof region === 'string' ? region : null
}

/** The value at a dotted path of the facts; null where there is none. */
export function factAt(facts: Facts, path: string): unknown {
  let value: unknown = facts
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
    value = (value as Facts)[name]
  }
  return value ?? null
}
