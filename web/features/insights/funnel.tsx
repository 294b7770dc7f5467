import { Link } from '@tanstack/react-router'
import type { StageFigures } from '../../../src/features/insights/contract.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

/** The funnel: how many reached each stage, how many stand there, what they are worth; each bar opens its rows. */
export function Funnel({ stages }: { stages: readonly StageFigures[] }) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const most = Math.max(1, ...stages.map((stage) => stage.reached))
  return (
    <ol className="funnel" aria-label={t('insights.funnel')}>
      {stages.map((stage) => (
        <li key={stage.stage} data-kind={stage.kind}>
          <Link to="/opportunities" search={{ filter: stage.filter } as never} className="funnel-row">
            <b>{label(stage.label)}</b>
            <span className="funnel-bar" aria-hidden>
              <span style={{ width: `${(stage.reached / most) * 100}%` }} />
            </span>
            <span className="figures">
              {t('insights.reached', { count: format.number(stage.reached, 0) })}
            </span>
            <span className="figures muted">
              {stage.conversion === null ? '' : format.percent(stage.conversion * 100, 1)}
            </span>
            <span className="figures">{t('insights.here', { count: format.number(stage.count, 0) })}</span>
            <span className="figures muted">
              {stage.amount.map((sum) => format.money(sum, 'compact')).join(' · ')}
            </span>
          </Link>
        </li>
      ))}
    </ol>
  )
}
