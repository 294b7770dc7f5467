import type { Stage, StageInput } from '../contract.ts'
import { accountablesOf } from './document.ts'

type Old = Pick<Stage, 'key' | 'label' | 'kind' | 'phase'>
type New = Pick<StageInput, 'key' | 'label' | 'kind' | 'phase' | 'duties'>

/**
 * Where opportunities of each old stage go: to the named one, else to the one of the same key. A stage only goes to one of the same
 * kind, delivery only to delivery; `missing` are the old stages that have nowhere to go.
 */
export function mappingOf(
  from: readonly Old[],
  to: readonly New[],
  given: Readonly<Record<string, string>>,
): { mapping: Record<string, string>; missing: string[] } {
  const found = from.map((stage) => ({ stage, target: targetOf(stage, to, given) }))
  return {
    mapping: Object.fromEntries(
      found.flatMap(({ stage, target }) => (target ? [[stage.key, target.key]] : [])),
    ),
    missing: found.flatMap(({ stage, target }) => (target ? [] : [stage.key])),
  }
}

function targetOf(stage: Old, to: readonly New[], given: Readonly<Record<string, string>>): New | undefined {
  const target = to.find(({ key }) => key === (given[stage.key] ?? stage.key))
  return target && canGo(stage, target) ? target : undefined
}

/** For the stages that are gone, the nearest earlier one that stays and fits, else the first that fits: to begin a mapping with. */
export function suggestedMapping(from: readonly Old[], to: readonly New[]): Record<string, string> {
  const known = new Map(to.map((stage) => [stage.key, stage]))
  return Object.fromEntries(
    from.flatMap((stage, i) => {
      if (targetOf(stage, to, {})) return []
      const before = from.slice(0, i).flatMap(({ key }) => known.get(key) ?? [])
      const found = before.findLast((one) => canGo(stage, one)) ?? to.find((one) => canGo(stage, one))
      return found ? [[stage.key, found.key]] : []
    }),
  )
}

/** Whether opportunities of one stage may be put at another by a migration. */
export function canGo(from: Pick<Old, 'kind' | 'phase'>, to: Pick<Old, 'kind' | 'phase'>): boolean {
  return from.kind === to.kind && (from.phase === 'delivery') === (to.phase === 'delivery')
}

type Standing = {
  key: string
  open: number
  closed: number
  byFunctions: readonly { functions: readonly string[]; open: number }[]
}

/** The preview of a migration: for each old stage, where its opportunities go and how many holders will lack the accountable function. */
export function movesBetween(
  from: readonly Old[],
  to: readonly New[],
  given: Readonly<Record<string, string>>,
  standing: readonly Standing[],
) {
  const byKey = new Map(standing.map((one) => [one.key, one]))
  return from.map((stage) => {
    const target = targetOf(stage, to, given)
    const { open = 0, closed = 0, byFunctions = [] } = byKey.get(stage.key) ?? {}
    const [accountable = ''] = target ? accountablesOf(target.duties) : []
    const lacking = byFunctions.filter(({ functions }) => !functions.includes(accountable))
    return {
      from: { key: stage.key, label: stage.label },
      to: target ? { key: target.key, label: target.label } : null,
      open,
      closed,
      withoutFunction: target?.kind === 'open' ? lacking.reduce((sum, one) => sum + one.open, 0) : 0,
    }
  })
}

/**
 * The mapping that takes opportunities back to an earlier version: `chain` are the mappings that led from it to the version they are
 * on now. A stage that several were mapped to goes back to the one of its key, else to the first of them; one that came later goes
 * to the nearest that fits.
 */
export function returnMapping(
  earlier: readonly New[],
  now: readonly Old[],
  chain: readonly Readonly<Record<string, string>>[],
): Record<string, string> {
  const cameFrom = new Map<string, New[]>()
  for (const stage of earlier) {
    const key = chain.reduce((at, mapping) => mapping[at] ?? at, stage.key)
    cameFrom.set(key, [...(cameFrom.get(key) ?? []), stage])
  }
  const back = now.flatMap((stage) => {
    const fitting = (cameFrom.get(stage.key) ?? []).filter((one) => canGo(stage, one))
    const found = fitting.find(({ key }) => key === stage.key) ?? fitting[0]
    return found && found.key !== stage.key ? [[stage.key, found.key] as const] : []
  })
  return { ...suggestedMapping(now, earlier), ...Object.fromEntries(back) }
}
