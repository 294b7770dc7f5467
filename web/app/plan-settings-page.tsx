import { Link, useSearch } from '@tanstack/react-router'
import { PlanPage } from '../features/plan/plan-page.tsx'
import { DecisionCard } from '../features/routing/why-panel.tsx'
import type { Explain } from '../features/trials/trial-panel.tsx'
import { TrialButton } from '../features/trials/trial-panel.tsx'
import { useText } from '../kit/text.tsx'

/** The plan page with the ways to try it: on what one thinks up, and on what really came. */
export function PlanSettingsPage() {
  return (
    <PlanPage
      trial={(given) => (
        <>
          <TrialButton {...given} explain={explain} />
          <ToLab />
        </>
      )}
    />
  )
}

/** The way to the laboratory, with the draft that is being worked on. */
function ToLab() {
  const t = useText()
  const { draft } = useSearch({ strict: false }) as Record<string, unknown>
  return (
    <Link
      to="/lab"
      search={(typeof draft === 'string' && draft ? { draft } : {}) as never}
      className="ant-btn"
    >
      {t('replay.try-draft')}
    </Link>
  )
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
