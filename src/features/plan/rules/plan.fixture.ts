import type { Person } from '../../../engines/assignment/index.ts'
import type { Vocabulary } from '../../../engines/conditions/index.ts'
import type { PlanDocument, StageInput, Template } from '../contract.ts'
import type { Known } from './known.ts'
import { documentOfTemplate } from './templates.ts'

const label = { zh: '某', en: 'some' }
const VOCABULARY: Vocabulary = {
  root: 'opportunity',
  fields: {
    type: { kind: 'text', label },
    region: { kind: 'text', label },
    amount: { kind: 'number', label },
    source: { kind: 'text', label },
    expectedCloseOn: { kind: 'day', label },
    title: { kind: 'text', label },
    companyName: { kind: 'text', label },
    product: { kind: 'record', label, fields: { series: { kind: 'text', label } } },
    account: { kind: 'record', label, fields: { region: { kind: 'text', label } } },
  },
}

/** Somebody active, in no department, with no skill and no territory but what is said. */
export function person(id: string, functions: readonly string[], more: Partial<Person> = {}): Person {
  return {
    id,
    name: id,
    active: true,
    functions,
    departmentPath: [],
    skills: [],
    territories: [],
    weight: 1,
    openCap: null,
    dayCap: null,
    ...more,
  }
}

export const KEEPER = 'keeper'
const FUNCTIONS = ['marketing', 'sales', 'technical-support', 'customer-success', 'finance']

/** A company with two people for each function and a boss above everybody, who keeps the plan. */
export function known(more: Partial<Known> = {}): Known {
  const staff = FUNCTIONS.flatMap((key) => [person(`${key}-1`, [key]), person(`${key}-2`, [key])])
  const people = [person(KEEPER, []), ...staff]
  return {
    vocabulary: VOCABULARY,
    functions: new Set(FUNCTIONS),
    departments: new Set(['d1']),
    people,
    managers: new Map(staff.map(({ id }) => [id, KEEPER])),
    mayAct: new Set(people.map(({ id }) => id)),
    fieldNames: new Set([...Object.keys(VOCABULARY.fields), 'requirement', 'holder']),
    readOnlyFields: new Set(['holder']),
    domains: new Map([['type', ['new-customer', 'existing-customer', 'major-project']]]),
    provinces: ['11', '31', '44'],
    idleRules: new Set(),
    moment: { now: '2026-11-27T08:00:00.000Z', today: '2026-11-27' },
    ...more,
  }
}

/** A template's plan, kept by the boss. */
export function planOf(template: Template = 'growing'): PlanDocument {
  return documentOfTemplate(template, KEEPER)
}

/** The plan with one stage otherwise. */
export function withStage(plan: PlanDocument, key: string, change: Partial<StageInput>): PlanDocument {
  return { ...plan, stages: plan.stages.map((one) => (one.key === key ? { ...one, ...change } : one)) }
}
