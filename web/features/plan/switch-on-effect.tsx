import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import type { PlanDocument } from '../../../src/features/plan/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { meaningQuery } from './queries.ts'

/** What a plan would mean for what I see: how many begin to count down, go back soon, are overdue. */
export function SwitchOnEffect({ document }: { document: PlanDocument }) {
  const t = useText()
  const found = useQuery({ ...meaningQuery(document), placeholderData: keepPreviousData })
  const meant = found.data
  return (
    <section className="card" aria-live="polite">
      <h2>{t('plan.switch-effect')}</h2>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active paragraph={{ rows: 2 }} title={false} />}
      {meant && meant.open === 0 && <p>{t('plan.switch-effect-none')}</p>}
      {meant && meant.open > 0 && (
        <ul className="switch-effect">
          <li>
            {t(meant.more ? 'plan.switch-effect-more' : 'plan.switch-effect-open', { count: meant.open })}
          </li>
          <li>
            {meant.recycling === 0
              ? t('plan.switch-effect-no-recycling')
              : t('plan.switch-effect-recycling', {
                  count: meant.recycling,
                  week: meant.withinWeek,
                  month: meant.withinMonth,
                  warned: meant.warnedAtOnce,
                })}
          </li>
          <li>{t('plan.switch-effect-overdue', { overdue: meant.overdue, inTime: meant.inTime })}</li>
        </ul>
      )}
    </section>
  )
}
