import type { Clock, Finding, PlanDocument } from '../contract.ts'
import { lineAbove } from './approval-findings.ts'
import { aboutHours } from './clocks.ts'
import { accountablesOf } from './document.ts'
import { error, fixBy, type Place, step, unknownDepartments, warning } from './finding.ts'
import type { Known } from './known.ts'

/** Clocks at a stage that are there twice, warn too early, climb in no order, or pass to nobody. */
export function clockFindings(at: number, plan: PlanDocument, known: Known): Finding[] {
  const stage = plan.stages[at]
  if (!stage) return []
  const place: Place = { part: 'stage', key: stage.key, setting: 'clocks' }
  const seen = new Set<string>()
  return stage.clocks.flatMap((clock, i): Finding[] => {
    const path = `/stages/${at}/clocks/${i}`
    const facts = { kind: clock.kind }
    const whose = (clock.departments ?? ['']).map((id) => `${clock.kind} ${id}`)
    const isTwice = whose.every((one) => seen.has(one))
    for (const one of whose) seen.add(one)
    return [
      ...(isTwice
        ? [error('clock-twice', place, facts, fixBy('remove-clock', facts, [step('remove', path)]))]
        : []),
      ...unknownDepartments(clock.departments, path, place, known),
      ...warningFindings(clock, path, place),
      ...orderFindings(clock, path, place),
      ...passFindings(clock, path, place, accountablesOf(stage.duties), known),
    ]
  })
}

function warningFindings({ kind, within, warnBefore }: Clock, path: string, place: Place): Finding[] {
  if (!warnBefore || aboutHours(warnBefore) < aboutHours(within)) return []
  const patch = [step('replace', `${path}/warnBefore`, null)]
  return [error('clock-warning-too-long', place, { kind }, fixBy('drop-warning', {}, patch))]
}

function orderFindings({ kind, ladder }: Clock, path: string, place: Place): Finding[] {
  const isRising = ladder.every((rung, i) => {
    const before = ladder[i - 1]
    return !before || aboutHours(rung.after) > aboutHours(before.after)
  })
  if (isRising) return []
  const sorted = ladder.toSorted((a, b) => aboutHours(a.after) - aboutHours(b.after))
  const hours = new Set(sorted.map(({ after }) => aboutHours(after)))
  const patch = hours.size === ladder.length ? [step('replace', `${path}/ladder`, sorted)] : undefined
  return [error('clock-ladder-order', place, { kind }, fixBy('order-ladder', {}, patch))]
}

/** Where nobody stands above the accountable people, what is passed up goes to the keeper: its author should know. */
function passFindings(
  { kind, ladder }: Clock,
  path: string,
  place: Place,
  accountable: readonly string[],
  { people, managers }: Known,
): Finding[] {
  const able = people.filter(({ functions }) => functions.some((key) => accountable.includes(key)))
  return ladder.flatMap(({ to, pass }, i): Finding[] => {
    if (!pass || to === 'keeper') return []
    const facts = { kind, to }
    const patch = [step('replace', `${path}/ladder/${i}/pass`, false)]
    if (to === 'holder') return [error('clock-passes-to-holder', place, facts, fixBy('tell-only', {}, patch))]
    const steps = to === 'director' ? 2 : 1
    const hasSomebody = able.some(({ id }) => lineAbove(id, managers).length >= steps)
    if (able.length === 0 || hasSomebody) return []
    const isManager = to === 'director' && able.some(({ id }) => managers.has(id))
    const lower = [step('replace', `${path}/ladder/${i}/to`, 'manager')]
    const fix = isManager ? fixBy('pass-to-manager', {}, lower) : fixBy('name-managers')
    return [warning('clock-passes-to-nobody', place, facts, fix)]
  })
}
