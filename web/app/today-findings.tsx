import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FindingCard } from '../features/findings/finding-card.tsx'
import { findingsQuery } from '../features/findings/queries.ts'
import { useText } from '../kit/text.tsx'
import { FindingMend } from './finding-mend.tsx'

const SHOWN = 5

/** The findings I answer for, the oldest first; undefined until they are known. */
export function useMyFindings() {
  const { data } = useInfiniteQuery(findingsQuery({ box: 'mine', state: 'open' }, SHOWN))
  return data?.pages.flatMap((page) => page.items).slice(0, SHOWN)
}

/** Black holes that are mine to mend, each mended where it stands. */
export function TodayFindings({ findings }: { findings: NonNullable<ReturnType<typeof useMyFindings>> }) {
  const t = useText()
  if (findings.length === 0) return null
  return (
    <section className="card due-section" aria-label={t('today.findings')}>
      <h2>{t('today.findings')}</h2>
      {findings.map((one) => (
        <FindingCard key={one.id} finding={one} mend={<FindingMend finding={one} />} />
      ))}
      {findings.length === SHOWN && <Link to="/findings">{t('today.all-findings')}</Link>}
    </section>
  )
}
