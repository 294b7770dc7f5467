import type { Stage } from '../contract.ts'

/** How far stages lead: the position of the last open one before delivery; null where there is none. The ledger keeps it by the same rule. */
export function furthestOf(stages: readonly Stage[]): number | null {
  const positions = stages
    .filter((one) => one.kind === 'open' && one.phase !== 'delivery')
    .map((one) => one.position)
  return positions.length > 0 ? Math.max(...positions) : null
}
