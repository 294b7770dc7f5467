import { useSearch } from '@tanstack/react-router'
import { WHOSE } from '../../../src/features/recycling/contract.ts'
import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import type { Whose } from './queries.ts'
import { RecyclingList } from './recycling-list.tsx'

/** What goes back to a pool soon; the address may say whose. Pools one keeps are offered to those who keep some. */
export function RecyclingPage({ keeps }: { keeps: boolean }) {
  const t = useText()
  const asked = (useSearch({ strict: false }) as Record<string, unknown>)['whose']
  const whose = WHOSE.find((one) => one === asked) as Whose | undefined
  return (
    <div className="page page-narrow">
      <PageHeader title={t('recycling.soon')} hint={t('recycling.soon-hint')} />
      <RecyclingList begin={whose} keeps={keeps} />
    </div>
  )
}
