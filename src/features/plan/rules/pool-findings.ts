import type { Finding, PlanDocument, Pool } from '../contract.ts'
import {
  conditionProblems,
  error,
  fixBy,
  nearestOf,
  type Place,
  step,
  unknownFunction,
  warning,
} from './finding.ts'
import type { Known } from './known.ts'

/** What is wrong with the pool with this number. */
export function poolFindings(at: number, plan: PlanDocument, known: Known): Finding[] {
  const pool = plan.pools[at]
  if (!pool) return []
  const path = `/pools/${at}`
  const place = (setting: string): Place => ({ part: 'pool', key: pool.key, setting })
  const isActive = known.people.some(({ id }) => id === pool.keeper)
  const isLast = at === plan.pools.length - 1
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
    ...(!isLast && !pool.when
      ? [
          error(
            'pool-shadowed',
            place('when'),
            { hides: plan.pools.slice(at + 1).map(({ key }) => key) },
            fixBy('move-last', {}, [step('remove', path), step('add', '/pools/-', pool)]),
          ),
        ]
      : []),
    ...memberFindings(pool, path, place('members'), known),
    ...recycleFindings(pool, path, place('recycle'), plan, known),
  ]
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

function recycleFindings(
  { recycle }: Pool,
  path: string,
  place: Place,
  plan: PlanDocument,
  known: Known,
): Finding[] {
  const pools = plan.pools.map(({ key }) => key)
  return recycle.flatMap(({ when, idleDays, warnDays, to }, i): Finding[] => {
    const rule = `${path}/recycle/${i}`
    const days = Math.min(3, idleDays - 1)
    const warn = days > 0 ? [step('replace', `${rule}/warnDays`, days)] : undefined
    const nearest = to === null ? undefined : nearestOf(pools, to)
    return [
      ...(when ? conditionProblems(when, `${rule}/when`, place, known) : []),
      ...(warnDays === 0
        ? [warning('recycle-without-warning', place, { idleDays }, fixBy('warn-before', { days }, warn))]
        : []),
      ...(warnDays >= idleDays
        ? [
            error(
              'recycle-warning-too-long',
              place,
              { idleDays, warnDays },
              fixBy('warn-before', { days }, warn),
            ),
          ]
        : []),
      ...(to !== null && !pools.includes(to)
        ? [
            error(
              'unknown-pool',
              place,
              { pool: to },
              fixBy('choose-pool', { pools }, nearest ? [step('replace', `${rule}/to`, nearest)] : undefined),
            ),
          ]
        : []),
    ]
  })
}
