import { type Finding, type PlanDocument, type Recycling, USUAL_RECYCLING } from '../contract.ts'
import { aboutHours, clockFor } from './clocks.ts'
import { conditionProblems, error, fixBy, nearestOf, type Place, step, warning } from './finding.ts'
import type { Known } from './known.ts'

const HOURS_OF_DAY = 24

/** What is wrong with the recycle rules of the pool with this number. */
export function recycleFindings(at: number, plan: PlanDocument, known: Known): Finding[] {
  const pool = plan.pools[at]
  if (!pool) return []
  const place: Place = { part: 'pool', key: pool.key, setting: 'recycle' }
  return pool.recycle.flatMap((rule, i) => {
    const path = `/pools/${at}/recycle/${i}`
    return [
      ...(rule.when ? conditionProblems(rule.when, `${path}/when`, place, known) : []),
      ...warningFindings(rule, path, place),
      ...dateFindings(rule, path, place, known),
      ...poolFindings(rule, path, place, plan),
      ...stageFindings(rule, path, place, plan),
      ...shadowFindings(pool.recycle, i, `/pools/${at}/recycle`, place),
      ...rhythmFindings(rule, place, plan, pool.departments),
    ]
  })
}

function warningFindings({ after, warnDays }: Recycling, path: string, place: Place): Finding[] {
  const facts = { idleDays: after.amount, warnDays }
  const days = Math.min(USUAL_RECYCLING.warnDays, after.amount - 1)
  const fix = fixBy(
    'warn-before',
    { days },
    days > 0 ? [step('replace', `${path}/warnDays`, days)] : undefined,
  )
  if (warnDays === 0) return [warning('recycle-without-warning', place, facts, fix)]
  return warnDays >= after.amount ? [error('recycle-warning-too-long', place, facts, fix)] : []
}

/** A rule that looks at a date names a field with one; another rule names none. */
function dateFindings({ after }: Recycling, path: string, place: Place, { vocabulary }: Known): Finding[] {
  if (after.what !== 'date') return []
  const dates = Object.keys(vocabulary.fields).filter((name) => vocabulary.fields[name]?.kind === 'day')
  if (after.field !== null && dates.includes(after.field)) return []
  const usual = dates.includes('expectedCloseOn') ? 'expectedCloseOn' : undefined
  const right = after.field === null ? usual : (nearestOf(dates, after.field) ?? usual)
  const fix = right
    ? fixBy('use-field', { field: right }, [step('replace', `${path}/after/field`, right)])
    : fixBy('choose-date')
  return [error('recycle-without-date', place, { field: after.field ?? '' }, fix)]
}

function poolFindings({ to }: Recycling, path: string, place: Place, plan: PlanDocument): Finding[] {
  const pools = plan.pools.map(({ key }) => key)
  if (to === null || pools.includes(to)) return []
  const nearest = nearestOf(pools, to)
  const patch = nearest ? [step('replace', `${path}/to`, nearest)] : undefined
  return [error('unknown-pool', place, { pool: to }, fixBy('choose-pool', { pools }, patch))]
}

function stageFindings({ exceptAt }: Recycling, path: string, place: Place, plan: PlanDocument): Finding[] {
  return exceptAt.flatMap((stage, i) => {
    if (plan.stages.some(({ key }) => key === stage)) return []
    const patch = [step('remove', `${path}/exceptAt/${i}`)]
    return [error('unknown-stage', place, { stage }, fixBy('drop-exception', { stage }, patch))]
  })
}

/** A rule that takes everything leaves nothing to those behind it. */
function shadowFindings(rules: readonly Recycling[], at: number, path: string, place: Place): Finding[] {
  const rule = rules[at]
  if (!rule || at === rules.length - 1) return []
  if (rule.when || rule.exceptAt.length > 0 || rule.after.what === 'date') return []
  const patch = [step('remove', `${path}/${at}`), step('add', `${path}/-`, rule)]
  return [error('recycle-never-reached', place, { number: at + 2 }, fixBy('move-last', {}, patch))]
}

/** What goes back before a follow-up is even due leaves nobody the time the plan gives them. */
function rhythmFindings(
  { after, exceptAt }: Recycling,
  place: Place,
  plan: PlanDocument,
  departments: readonly string[] | undefined,
): Finding[] {
  if (after.what !== 'progress' && after.what !== 'follow-up') return []
  const hasTime = plan.stages.every((stage) => {
    const clock = clockFor(stage, 'follow-up', departments)
    const isAsked = stage.kind === 'open' && stage.phase !== 'delivery' && !exceptAt.includes(stage.key)
    return !isAsked || !clock || aboutHours(clock.within) <= after.amount * HOURS_OF_DAY
  })
  return hasTime
    ? []
    : [warning('recycle-before-follow-up', place, { days: after.amount }, fixBy('wait-longer'))]
}
