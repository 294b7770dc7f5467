import './findings.css'
import { WarningOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Finding } from '../../../src/features/findings/contract.ts'
import { useText } from '../../kit/text.tsx'
import { FindingCard } from './finding-card.tsx'
import { opportunityFindingsQuery } from './queries.ts'

/** What was found about one opportunity; nothing where there is nothing. */
export function OpportunityFindings({ id, mend }: { id: string; mend: (finding: Finding) => ReactNode }) {
  const t = useText()
  const items = useQuery(opportunityFindingsQuery(id)).data?.items ?? []
  if (items.length === 0) return null
  return (
    <section className="card findings-here">
      <h2>
        <WarningOutlined aria-hidden /> {t('findings.here', { count: items.length })}
      </h2>
      {items.map((one) => (
        <FindingCard key={one.id} finding={one} here={id} mend={mend(one)} />
      ))}
    </section>
  )
}
