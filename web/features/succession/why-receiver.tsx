import { Link } from '@tanstack/react-router'
import type { Row } from '../../../src/features/succession/contract.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { type MessageKey, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

const MOST_WORTH = 6 // the longest bar: what an offer already made is worth

/** Why this receiver: the best candidates with everything that spoke for and against them. */
export function WhyReceiver({ row, onClose }: { row: Row; onClose: () => void }) {
  const t = useText()
  const format = useFormat()
  return (
    <SidePanel open title={row.title ?? t('succession.hidden')} onClose={onClose} width={480}>
      <p className="muted">
        {row.givenBy
          ? t('succession.by-hand', { name: row.givenBy.name })
          : t('succession.considered', { count: row.considered })}
      </p>
      {row.opportunityId && row.title && (
        <p>
          <Link to="/opportunities/$id" params={{ id: row.opportunityId } as never}>
            {t('succession.open')}
          </Link>
        </p>
      )}
      {row.weighed.length === 0 && (
        <EmptyState title={t('succession.follows')} hint={t('succession.follows-hint')} />
      )}
      {row.weighed.map(({ person, score, terms }) => (
        <section key={person.id} className="transition-candidate" aria-label={person.name}>
          <header>
            <PersonMark name={person.name} />
            <b>{format.number(score, 1)}</b>
          </header>
          <dl className="transition-terms">
            {Object.entries(terms)
              .filter(([, value]) => Math.abs(value) >= 0.05)
              .map(([name, value]) => (
                <Term key={name} name={name} value={value} />
              ))}
          </dl>
        </section>
      ))}
    </SidePanel>
  )
}

function Term({ name, value }: { name: string; value: number }) {
  const t = useText()
  const format = useFormat()
  const width = `${Math.min(100, (Math.abs(value) / MOST_WORTH) * 100)}%`
  return (
    <>
      <dt>{t(`routing.spoke-${name}` as MessageKey)}</dt>
      <dd aria-hidden>
        <div className="transition-bar" data-against={value < 0 || undefined} style={{ width }} />
      </dd>
      <dd>{format.number(value, 1)}</dd>
    </>
  )
}
