import { useQuery } from '@tanstack/react-query'
import { type MessageKey, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { type Asking, Outcome } from './asking.tsx'
import { type Deviations, deviationsQuery } from './queries.ts'
import { useNames } from './words.ts'

/** Where it did not go by the plan, and whether such opportunities are won as often as others. */
export function DeviationsPlace({ which, onPoint }: Asking) {
  const t = useText()
  const found = useQuery(deviationsQuery(which))
  return (
    <Outcome found={found}>
      {(shown) =>
        shown.deviations.length === 0 ? (
          <p className="muted">{t('mining.no-deviations')}</p>
        ) : (
          <section className="card">
            <Lines shown={shown} onPoint={onPoint} />
          </section>
        )
      }
    </Outcome>
  )
}

function Lines({ shown, onPoint }: { shown: Deviations; onPoint: Asking['onPoint'] }) {
  const t = useText()
  const format = useFormat()
  const names = useNames(shown)
  const percent = (share: number) => format.percent(share * 100, 0)
  const said = ({ kind, stage, detail }: Deviations['deviations'][number]) =>
    t(`mining.deviation-${kind}`, {
      stage: names.stage(stage),
      detail:
        kind === 'wrong-function' || kind === 'passed-without-offer'
          ? names.function(detail)
          : kind === 'limit-missed'
            ? t(`clocks.kind-${detail}` as MessageKey)
            : names.stage(detail),
    })
  const rate = (one: { value: number; low: number; high: number } | null) =>
    one === null ? '–' : `${percent(one.value)} (${percent(one.low)}–${percent(one.high)})`
  return (
    <div className="scroll-x mining-wrap">
      <table className="figures-table">
        <thead>
          <tr>
            <th scope="col">{t('mining.deviation')}</th>
            {(['opportunity', 'share', 'win-rate-so', 'win-rate-otherwise'] as const).map((one) => (
              <th key={one} scope="col" className="figures">
                {t(`mining.${one}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.deviations.map((one) => (
            <tr key={one.mark}>
              <th scope="row">
                <button
                  type="button"
                  className="link-like"
                  onClick={() => onPoint({ mark: one.mark, title: said(one) })}
                >
                  {said(one)}
                </button>
              </th>
              <td className="figures">{format.number(one.cases, 0)}</td>
              <td className="figures">{percent(one.share)}</td>
              <td className="figures">{rate(one.winRate)}</td>
              <td className="figures">{rate(one.otherwise)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
