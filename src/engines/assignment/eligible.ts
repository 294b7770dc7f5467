import { because, type Reason } from '../../kernel/explain.ts'
import { instantOf } from '../../kernel/time.ts'
import type { Caps, Facts, Match, Person, Rule } from './model.ts'

const MS_PER_HOUR = 3_600_000

/** Why this person cannot get this opportunity under this rule, whatever their load; empty where they can. */
export function exclusionsBeforeLoad(person: Person, rule: Rule, facts: Facts): Reason[] {
  return [...standing(person), ...misfits(person, rule, facts), ...notAtWork(person, rule)]
}

function standing(person: Person): Reason[] {
  if (!person.active) return [because('inactive')]
  return person.away ? [because('away', { ...person.away })] : []
}

function misfits(person: Person, { candidates }: Rule, facts: Facts): Reason[] {
  const reasons: Reason[] = []
  const { functions, departments, territory, skills, skillFrom, people, matches } = candidates
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
  for (const match of matches ?? []) reasons.push(...matchReasons(person, match, facts))
  return reasons
}

function notAtWork({ nextWorkingAt }: Person, { candidates, now }: Rule): Reason[] {
  const hours = candidates.withinWorkingHours
  if (hours === undefined || nextWorkingAt === undefined || now === undefined) return []
  if (nextWorkingAt === null) return [because('never-available')]
  return nextWorkingAt - now <= hours * MS_PER_HOUR
    ? []
    : [because('not-available-within', { hours, next: instantOf(nextWorkingAt) })]
}

function territoryReasons(person: Person, facts: Facts): Reason[] {
  const region = regionOf(facts)
  if (region === null) return [because('no-region')]
  return person.territories.some((code) => region.startsWith(code))
    ? []
    : [because('not-in-territory', { region })]
}

/** Every value of the field among the person's skills; of the others one is enough. */
function matchReasons(person: Person, { field, person: of }: Match, facts: Facts): Reason[] {
  const wanted = valuesAt(facts, field)
  if (wanted.length === 0) return [because('no-value-to-match', { field })]
  const has = (value: string) => {
    if (of === 'territories') return person.territories.some((code) => value.startsWith(code))
    if (of === 'department')
      return person.departmentPath.includes(value) || (person.departmentNames ?? []).includes(value)
    return person[of].includes(value)
  }
  const fits = of === 'skills' ? wanted.every(has) : wanted.some(has)
  return fits ? [] : [because('does-not-match', { field, value: wanted.slice(0, 5), with: of })]
}

/** The values at a path as texts: a list's all, a reference's id and name. */
export function valuesAt(facts: Facts, path: string): string[] {
  const value = factAt(facts, path)
  return (Array.isArray(value) ? value : [value]).flatMap((one: unknown) => {
    if (typeof one === 'string') return one ? [one] : []
    if (typeof one !== 'object' || one === null || !('id' in one)) return []
    return typeof one.id === 'string' ? [one.id] : []
  })
}

/** What somebody has and received. */
export type Load = { open: number; today: number; week: number; units: number }

/** Which limits a person with this load would pass by another opportunity of `workload` units. */
export function limitsOf(person: Caps, rule: Caps, load: Load, workload: number): Reason[] {
  const reasons: Reason[] = []
  const { open, today, week, units } = load
  const cap = capsOf(person, rule)
  if (open >= cap.open) reasons.push(because('open-cap-reached', { open, cap: cap.open }))
  if (today >= cap.today) reasons.push(because('day-cap-reached', { today, cap: cap.today }))
  if (week >= cap.week) reasons.push(because('week-cap-reached', { week, cap: cap.week }))
  if (units + workload > cap.units)
    reasons.push(because('unit-cap-reached', { units, adds: workload, cap: cap.units }))
  return reasons
}

/** The lower limits of a person and a rule; infinite where there is none. */
export function capsOf(person: Caps, rule: Caps): Load {
  return {
    open: lower(person.openCap, rule.openCap),
    today: lower(person.dayCap, rule.dayCap),
    week: lower(person.weekCap, rule.weekCap),
    units: lower(person.unitCap, rule.unitCap),
  }
}

function lower(a: number | null | undefined, b: number | null | undefined): number {
  return Math.min(a ?? Number.POSITIVE_INFINITY, b ?? Number.POSITIVE_INFINITY)
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
