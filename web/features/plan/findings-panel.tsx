import { Button } from 'antd'
import type { PatchStep } from '../../../src/features/plan/contract.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { KEEPER, type PlacedProblem, type PlanDraft, poolPlace, processPlace, RULES } from './plan-draft.ts'
import { Problem, useSaying } from './problems.tsx'

/** Everything the compiler found, errors first; each leads to its place. */
export function FindingsPanel({
  problems,
  draft,
  object,
  onFix,
  onShow,
  onClose,
}: {
  problems: readonly PlacedProblem[]
  draft: PlanDraft
  object: ObjectMetadata
  onFix: (patch: readonly PatchStep[]) => void
  onShow: (place: string) => void
  onClose: () => void
}) {
  const t = useText()
  const say = useSaying(object)
  const placeName = usePlaceName(draft)
  return (
    <SidePanel open title={t('plan.findings')} onClose={onClose}>
      {problems.length === 0 && <p className="muted">{t('plan.findings-none')}</p>}
      <ul className="plan-findings">
        {problems.map((problem) => (
          <li key={problem.place + problem.code + JSON.stringify(problem.facts)}>
            <Button type="link" size="small" onClick={() => onShow(problem.place)}>
              {placeName(problem.place)}
            </Button>
            <Problem problem={problem} said={say(problem)} onFix={onFix} />
          </li>
        ))}
      </ul>
    </SidePanel>
  )
}

/** What a place is called: the stage, the process, the pool, the rule. */
function usePlaceName(draft: PlanDraft): (place: string) => string {
  const t = useText()
  const label = useLabel()
  return (place) => {
    if (place === KEEPER) return t('plan.keeper')
    if (place === RULES) return t('plan.rules')
    const found =
      draft.stages.find(({ key }) => key === place) ??
      draft.processes.find(({ key }) => processPlace(key) === place) ??
      draft.pools.find(({ key }) => poolPlace(key) === place) ??
      draft.rules.find(({ id }) => id === place)
    return found ? label(found.label) : place
  }
}
