import type { Person } from '../../../engines/assignment/index.ts'
import type { Clock, PlanDocument, RoutingRule } from '../../plan/contract.ts'
import type { Change } from '../contract.ts'
import * as errors from '../errors.ts'

/** What of a plan is tried. */
export type Tried = {
  rules: RoutingRule[]
  stages: PlanDocument['stages']
  keeper: { id: string; name: string }
}
/** A department's ids and names, its own last, by its id. */
export type Departments = ReadonlyMap<string, { ids: string[]; names: string[] }>

type Of<K extends Change['kind']> = Extract<Change, { kind: K }>

/** The plan with what is otherwise. Rules keep the places they had until all changes are made. Refuses what is not there. */
export function changedPlan(plan: Tried, changes: readonly Change[]): Tried {
  const rules = new Map(plan.rules.map((rule) => [rule.position, rule]))
  let { stages } = plan
  for (const one of changes) {
    if (one.kind === 'remove-person' && one.person === plan.keeper.id)
      throw errors.keeperNeeded({ name: plan.keeper.name })
    if (one.kind === 'remove-rule' || one.kind === 'change-rule') {
      const rule = rules.get(one.rule)
      if (!rule) throw errors.noSuchRule({ rule: one.rule, rules: plan.rules.length })
      if (one.kind === 'remove-rule') rules.delete(one.rule)
      else rules.set(one.rule, changedRule(rule, one))
    }
    if (one.kind === 'change-clock') stages = withClock(stages, one)
  }
  return { ...plan, rules: [...rules.values()], stages }
}

function changedRule(
  rule: RoutingRule,
  { kind: _kind, rule: _rule, ...said }: Of<'change-rule'>,
): RoutingRule {
  return { ...rule, ...given(said) }
}

function withClock(stages: Tried['stages'], { stage, clock, within }: Of<'change-clock'>): Tried['stages'] {
  if (stage !== undefined && !stages.some(({ key }) => key === stage))
    throw errors.noSuchStage({ stage, known: stages.map(({ key }) => key) })
  return stages.map((one) => {
    if (stage !== undefined && one.key !== stage) return one
    const others = one.clocks.filter(({ kind }) => kind !== clock)
    const mine = one.clocks.filter(({ kind }) => kind === clock)
    const fresh: Clock = { kind: clock, within, warnBefore: null, ladder: [] }
    const changed = mine.length > 0 ? mine.map((each) => ({ ...each, within })) : [fresh]
    return { ...one, clocks: [...others, ...changed] }
  })
}

/** The people with what is otherwise; those who are added come behind the others. Refuses `replay.no-such-person`. */
export function changedPeople(
  people: readonly Person[],
  changes: readonly Change[],
  departments: Departments,
): {
  people: Person[]
  removed: Set<string>
  added: Map<string, string | undefined>
  newcomers: { person: string; function: string }[]
} {
  const byId = new Map(people.map((person) => [person.id, person]))
  const newcomers: { person: string; function: string }[] = []
  const removed = new Set<string>()
  const added = new Map<string, string | undefined>()
  const known = (id: string) => {
    const person = byId.get(id)
    if (!person) throw errors.noSuchPerson({ id })
    return person
  }
  const come = (person: string, functions: readonly string[]) => {
    for (const key of functions) newcomers.push({ person, function: key })
  }
  for (const one of changes) {
    if (one.kind === 'remove-person') removed.add(known(one.person).id)
    if (one.kind === 'absent') known(one.person)
    if (one.kind === 'hours-like') [known(one.person), known(one.like)]
    if (one.kind === 'change-person') {
      const before = known(one.person)
      const after = changedPerson(before, one, departments)
      come(
        one.person,
        after.functions.filter((key) => !before.functions.includes(key)),
      )
      byId.set(one.person, after)
    }
    if (one.kind === 'add-person') {
      const person = addedPerson(one, added.size, one.like ? known(one.like) : undefined, departments)
      come(person.id, person.functions)
      byId.set(person.id, person)
      added.set(person.id, one.like)
    }
  }
  return { people: [...byId.values()], removed, added, newcomers }
}

function changedPerson(person: Person, said: Of<'change-person'>, departments: Departments): Person {
  const { kind: _kind, person: _person, department, ...rest } = said
  return { ...person, ...given(rest), ...placed(department, departments) }
}

const NOBODY: Omit<Person, 'id' | 'name'> = {
  active: true,
  functions: ['sales'],
  departmentPath: [],
  departmentNames: [],
  skills: [],
  territories: [],
  weight: 1,
  openCap: null,
  dayCap: null,
  weekCap: null,
  unitCap: null,
}

function addedPerson(
  { kind: _kind, name, like: _like, department, ...said }: Of<'add-person'>,
  number: number,
  like: Person | undefined,
  departments: Departments,
): Person {
  const { away: _away, ...as } = { ...NOBODY, ...like }
  return {
    ...as,
    ...given(said),
    ...placed(department, departments),
    id: addedId(number),
    name,
    active: true,
  }
}

/** The id of the nth one who is added: no person has it. */
export function addedId(number: number): string {
  return `ffffffff-ffff-7fff-8000-${(number + 1).toString(16).padStart(12, '0')}`
}

function placed(department: string | undefined, departments: Departments) {
  if (department === undefined) return {}
  const found = departments.get(department)
  return { departmentPath: found?.ids ?? [department], departmentNames: found?.names ?? [] }
}

/** Without what was not said. */
function given<T extends object>(said: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
