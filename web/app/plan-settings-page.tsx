import { PlanPage } from '../features/plan/plan-page.tsx'
import { DecisionCard } from '../features/routing/why-panel.tsx'
import type { Explain } from '../features/trials/trial-panel.tsx'
import { TrialButton } from '../features/trials/trial-panel.tsx'

/** The plan page with the way to try its rules. */
export function PlanSettingsPage() {
  return <PlanPage trial={(given) => <TrialButton {...given} explain={explain} />} />
}

const explain: Explain = (one, planVersion) => (
  <DecisionCard
    decision={{
      ...one,
      id: '',
      madeAt: null,
      planVersion,
      draw: 0,
      rule: one.rule && { ...one.rule, strategy: '' },
      stage: null,
      input: {},
      actor: null,
      conversion: null,
    }}
  />
)
