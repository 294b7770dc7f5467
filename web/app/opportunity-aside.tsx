import { mayDo, useMe } from '../client/session.ts'
import { Tasks } from '../features/activities/tasks.tsx'
import { ClocksPanel } from '../features/clocks/clocks-panel.tsx'
import { HandOverChain } from '../features/handover/chain.tsx'
import { DuplicatesCard } from '../features/merging/duplicates-card.tsx'
import { Relatives } from '../features/merging/relatives.tsx'
import { HoldingsList } from '../features/responsibility/holdings-list.tsx'
import { PeoplePanel } from '../features/responsibility/people-panel.tsx'
import { ScoreCard } from '../features/scoring/score-card.tsx'
import { OpportunityCredit } from '../features/splits/opportunity-credit.tsx'
import { OpportunityCall } from '../features/targets/call-choice.tsx'
import { useText } from '../kit/text.tsx'
import type { Reference } from '../records/queries.ts'

/** Beside an opportunity: who else pursues it, how likely it is won, its limits, people, tasks and way. */
export function OpportunityAside({
  id,
  version,
  holder,
  onMerge,
}: {
  id: string
  version: number
  holder: Reference
  onMerge: (other: string) => void
}) {
  const t = useText()
  const me = useMe()
  return (
    <div className="stack">
      <DuplicatesCard
        object="opportunity"
        id={id}
        onMerge={mayDo(me, 'opportunity', 'edit') ? onMerge : undefined}
      />
      <Relatives id={id} />
      <ScoreCard id={id} version={version} />
      <section className="card">
        <h2>{t('clocks.title')}</h2>
        <ClocksPanel id={id} />
      </section>
      <section className="card">
        <h2>{t('responsibility.people')}</h2>
        <PeoplePanel id={id} holder={holder} />
      </section>
      <section className="card">
        <h2>{t('activities.tasks')}</h2>
        <Tasks opportunityId={id} />
      </section>
      <section className="card">
        <h2>{t('responsibility.history')}</h2>
        <HoldingsList id={id} />
      </section>
      <OpportunityCall id={id} />
      <section className="card">
        <h2>{t('splits.title')}</h2>
        <OpportunityCredit id={id} />
      </section>
      <section className="card">
        <h2>{t('handover.chain')}</h2>
        <HandOverChain id={id} />
      </section>
    </div>
  )
}
