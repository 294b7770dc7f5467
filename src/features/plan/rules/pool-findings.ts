import type { Finding, PlanDocument, Pool } from '../contract.ts'
import {
  conditionProblems,
  error,
  fixBy,
  nearestOf,
  type Place,
  step,
  unknownDepartments,
  unknownFunction,
  warning,
} from './finding.ts'
import type { Known } from './known.ts'
import { recycleFindings } from './recycle-findings.ts'

/** What is wrong with the pool with this number. */
export function poolFindings(at: number, plan: PlanDocument, known: Known): Finding[] {
  const pool = plan.pools[at]
  if (!pool) return []
  const path = `/pools/${at}`
  const place = (setting: string): Place => ({ part: 'pool', key: pool.key, setting })
  const isActive = known.people.some(({ id }) => id === pool.keeper)
  const hides = plan.pools.slice(at + 1).filter((one) => leavesNothingTo(pool, one))
  return [
    ...(isActive
      ? []
      : [
          error(
            'keeper-inactive',
            place('keeper'),
            { keeper: pool.keeper },
            fixBy('choose-keeper', {}, [step('replace', `${path}/keeper`, plan.keeper)]),
          ),
        ]),
    ...(pool.when ? conditionProblems(pool.when, `${path}/when`, place('when'), known) : []),
    ...unknownDepartments(pool.departments, path, place('departments'), known),
    ...(hides.length > 0
      ? [
          error(
            'pool-shadowed',
            place('when'),
            { hides: hides.map(({ key }) => key) },
            fixBy('move-last', {}, [step('remove', path), step('add', '/pools/-', pool)]),
          ),
        ]
      : []),
    ...memberFindings(pool, path, place('members'), known),
    ...pool.shows.flatMap((field, i) => shownFindings(field, `${path}/shows/${i}`, place('shows'), known)),
    ...limitFindings(pool, path, place('limits'), known),
    ...recycleFindings(at, plan, known),
  ]
}

/** A pool without a condition takes everything of its departments; one of everybody what is of no department's pool. */
function leavesNothingTo({ when, departments }: Pool, other: Pool): boolean {
  if (when) return false
  if (!departments) return !other.departments
  return other.departments?.every((id) => departments.includes(id)) ?? false
}

function memberFindings({ members }: Pool, path: string, place: Place, known: Known): Finding[] {
  const wrong = [
    ...members.functions.flatMap((key, i) =>
      unknownFunction(key, place, known, {}, (right) => [
        step('replace', `${path}/members/functions/${i}`, right),
      ]),
    ),
    ...members.departments.flatMap((id, i) =>
      known.departments.has(id)
        ? []
        : [
            error(
              'unknown-department',
              place,
              { department: id },
              fixBy(
                'remove-department',
                {},
                members.departments.length > 1 || members.functions.length > 0
                  ? [step('remove', `${path}/members/departments/${i}`)]
                  : undefined, // with none left everybody might claim
              ),
            ),
          ],
    ),
  ]
  if (wrong.length > 0) return wrong
  const { functions, departments } = members
  const some = known.people.some(
    (one) =>
      (functions.length === 0 || functions.some((key) => one.functions.includes(key))) &&
      (departments.length === 0 || departments.some((id) => one.departmentPath.includes(id))),
  )
  return some ? [] : [warning('pool-nobody-may-claim', place, {}, fixBy('add-members'))]
}

function shownFindings(field: string, path: string, place: Place, { fieldNames }: Known): Finding[] {
  if (fieldNames.has(field)) return []
  const right = nearestOf(fieldNames, field)
  const fix = right
    ? fixBy('use-field', { field: right }, [step('replace', path, right)])
    : fixBy('hide-field', { field }, [step('remove', path)])
  return [error('unknown-field', place, { field }, fix)]
}

function limitFindings({ limits }: Pool, path: string, place: Place, known: Known): Finding[] {
  return limits.flatMap((limit, i): Finding[] => {
    const at = `${path}/limits/${i}`
    const facts = { function: limit.function }
    const isTwice = limits.findIndex((one) => one.function === limit.function) < i
    return [
      ...unknownFunction(limit.function, place, known, {}, (right) => [
        step('replace', `${at}/function`, right),
      ]),
      ...(isTwice
        ? [error('limit-twice', place, facts, fixBy('remove-limit', facts, [step('remove', at)]))]
        : []),
    ]
  })
}
