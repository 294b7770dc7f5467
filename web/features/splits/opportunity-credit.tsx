import './splits.css'
import { useQuery } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import type { Credit } from '../../../src/features/splits/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { creditQuery } from './queries.ts'
import { SplitBar, SplitCard } from './split-card.tsx'
import { ProposeDialog } from './split-dialogs.tsx'

/** Who earns how much of one opportunity: what is in force, what is open, and what would be proposed. */
export function OpportunityCredit({ id }: { id: string }) {
  const t = useText()
  const [proposing, setProposing] = useState(false)
  const found = useQuery(creditQuery(id))
  if (found.isPending) return <Skeleton active title={false} />
  if (found.error) return <ErrorNote error={found.error} />
  const credit = found.data
  const open = credit.splits.find(({ endedAt }) => endedAt === null)
  const ended = credit.splits.filter(({ endedAt }) => endedAt !== null)
  return (
    <div className="credit">
      <InForce credit={credit} />
      {open && <SplitCard split={open} linked={false} />}
      {!open && <Basis credit={credit} />}
      {!open && credit.mayPropose && (
        <Button onClick={() => setProposing(true)}>
          {t(credit.isLocked ? 'splits.change' : 'splits.propose')}
        </Button>
      )}
      {ended.length > 0 && (
        <details>
          <summary>{t('splits.before', { count: ended.length })}</summary>
          {ended.map((split) => (
            <SplitCard key={split.id} split={split} linked={false} />
          ))}
        </details>
      )}
      {proposing && <ProposeDialog id={id} credit={credit} onClose={() => setProposing(false)} />}
    </div>
  )
}

function InForce({ credit }: { credit: Credit }) {
  const t = useText()
  const format = useFormat()
  const now = credit.parts.filter(({ until }) => until === null)
  if (now.length === 0) return <p className="muted">{t('splits.all-holder')}</p>
  return (
    <>
      <SplitBar parts={now.map(({ person, percent }) => ({ id: person.id, name: person.name, percent }))} />
      <ul className="split-terms">
        {now.map(({ person, percent, from }) => (
          <li key={person.id}>
            <PersonMark name={person.name} id={person.id} />
            <b className="figures">{format.percent(percent, 2)}</b>
            <span className="muted">{t('splits.since', { when: format.instant(from) })}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Where several held it: what follows from that, and why. */
function Basis({ credit }: { credit: Credit }) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  if (credit.parts.length > 0 || credit.proposal.length < 2) return null
  return (
    <details>
      <summary>{t('splits.basis')}</summary>
      <ul className="split-terms">
        {credit.proposal.map(({ person, percent, held }) => (
          <li key={person.id}>
            <PersonMark name={person.name} id={person.id} />
            <b className="figures">{format.percent(percent)}</b>
            <span className="muted">
              {held
                .map((one) =>
                  t('splits.basis-held', {
                    stage: label(one.label),
                    days: format.number(one.days),
                    weight: format.number(one.weight),
                  }),
                )
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
