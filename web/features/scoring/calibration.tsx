import type { EChartsCoreOption } from 'echarts/core'
import { useMemo } from 'react'
import type { ScoringState } from '../../../src/features/scoring/contract.ts'
import { Chart } from '../../kit/chart.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

type Validation = NonNullable<ScoringState['validation']>

/** What was foretold against what came, as a picture and as the same figures; beside it how much that is worth. */
export function Calibration({ validation }: { validation: Validation }) {
  const t = useText()
  const format = useFormat()
  const { bins, model, byStage, from, learntFrom } = validation
  const option = useMemo(() => optionOf(validation, t), [validation, t])
  const percent = (share: number) => format.percent(share * 100, 0)
  const isBetter = model.logLoss < byStage.logLoss
  return (
    <>
      <p>{t('scoring.tried', { from, learnt: learntFrom, n: model.n })}</p>
      <p>
        <b>{t(isBetter ? 'scoring.better' : 'scoring.not-better')}</b>{' '}
        {model.auc !== null && t(aucWords(model.auc), { auc: format.number(model.auc, 2) })}
      </p>
      <Chart option={option} label={t('scoring.calibration')} height={260} />
      <div className="scroll-x">
        <table className="figures-table">
          <thead>
            <tr>
              <th scope="col">{t('scoring.foreseen')}</th>
              <th scope="col" className="figures">
                {t('scoring.came')}
              </th>
              <th scope="col" className="figures">
                95 %
              </th>
              <th scope="col" className="figures">
                n
              </th>
            </tr>
          </thead>
          <tbody>
            {bins.map((bin) => (
              <tr key={bin.foreseen}>
                <th scope="row">{format.percent(bin.foreseen * 100, 1)}</th>
                <td className="figures">{percent(bin.came)}</td>
                <td className="figures">
                  {percent(bin.low)}–{percent(bin.high)}
                </td>
                <td className="figures">{bin.n}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted">
        {t('scoring.quality', {
          brier: format.number(model.brier, 4),
          stageBrier: format.number(byStage.brier, 4),
          loss: format.number(model.logLoss, 4),
          stageLoss: format.number(byStage.logLoss, 4),
        })}
      </p>
    </>
  )
}

function aucWords(auc: number) {
  return auc < 0.6 ? 'scoring.auc-low' : auc < 0.75 ? 'scoring.auc-middle' : 'scoring.auc-high'
}

function optionOf({ bins }: Validation, t: ReturnType<typeof useText>): EChartsCoreOption {
  const share = (value: number) => Math.round(value * 1000) / 10
  return {
    grid: { left: 44, right: 16, top: 16, bottom: 44 },
    tooltip: { trigger: 'axis' },
    xAxis: {
      type: 'value',
      min: 0,
      max: 100,
      name: t('scoring.foreseen-axis'),
      nameLocation: 'middle',
      nameGap: 28,
    },
    yAxis: { type: 'value', min: 0, max: 100, axisLabel: { formatter: '{value}%' } },
    series: [
      {
        name: t('scoring.perfect'),
        type: 'line',
        symbol: 'none',
        lineStyle: { type: 'dashed', width: 1 },
        data: [
          [0, 0],
          [100, 100],
        ],
      },
      {
        name: t('scoring.came'),
        type: 'line',
        symbolSize: 9,
        data: bins.map(({ foreseen, came }) => [share(foreseen), share(came)]),
      },
    ],
  }
}
