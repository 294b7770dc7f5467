import { Link } from '@tanstack/react-router'
import { CausesPage } from '../features/causes/page.tsx'
import { useCauseSentence } from '../features/causes/use-sentence.ts'
import { ImprovementPage } from '../features/proposals/page.tsx'
import { useText } from '../kit/text.tsx'

/** Proposals, each with its cause. */
export function ImprovementWithCauses() {
  const sentence = useCauseSentence()
  return <ImprovementPage why={({ cause }) => sentence(cause)} labPath="/lab" />
}

/** Causes, each with the way to what would mend it. */
export function CausesWithChanges() {
  const t = useText()
  return <CausesPage change={() => <Link to="/improvement">{t('causes.change')}</Link>} />
}
