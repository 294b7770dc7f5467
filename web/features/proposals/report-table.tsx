import { Tag } from 'antd'
import type { Report } from '../../../src/features/proposals/contract.ts'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useFigure } from './use-words.ts'

const COLOURS = { kept: 'success', partly: 'warning', 'not-kept': 'error', 'too-few': 'default' } as const

/** What was promised and what happened, side by side; what was promised first. */
export function ReportTable({ report }: { report: Report }) {
  const t = useText()
  const format = useFormat()
  const figure = useFigure()
  const { promised, tried, control, against, verdict } = report
  const measures = tried.values.toSorted(
    (a, b) => Number(b.measure === promised.measure) - Number(a.measure === promised.measure),
  )
  const controlOf = (measure: string) => control.values.find((one) => one.measure === measure)
  const cell = (value: (typeof tried.values)[number] | undefined) => (
    <td className="number">
      {value && figure(value.measure, value.value)}
      {value?.low != null && value.high != null && (
        <span className="muted">
          {' '}
          ({figure(value.measure, value.low)}–{figure(value.measure, value.high)})
        </span>
      )}
    </td>
  )
  return (
    <div className="proposal-report">
      <p>
        <Tag color={COLOURS[verdict]}>{t(`proposals.verdict-${verdict}`)}</Tag>
        {t('proposals.counted', { tried: format.number(tried.n, 0), control: format.number(control.n, 0) })}
      </p>
      <table className="plain-table">
        <thead>
          <tr>
            <th>{t('proposals.measure')}</th>
            <th className="number">{t('proposals.promised')}</th>
            <th className="number">{t('proposals.tried')}</th>
            <th className="number">{t(`proposals.control-${against}`)}</th>
          </tr>
        </thead>
        <tbody>
          {measures.map((one) => (
            <tr key={one.measure}>
              <td>{t(`proposals.measure-${one.measure}`)}</td>
              <td className="number">
                {one.measure === promised.measure && figure(one.measure, promised.hoped.value)}
              </td>
              {cell(one)}
              {cell(controlOf(one.measure))}
            </tr>
          ))}
        </tbody>
      </table>
      {against === 'before' && <p className="muted">{t('proposals.before-warning')}</p>}
    </div>
  )
}
