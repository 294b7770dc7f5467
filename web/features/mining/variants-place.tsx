import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useState } from 'react'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { type Asking, Outcome } from './asking.tsx'
import { type Variants, variantsQuery } from './queries.ts'
import { useNames } from './words.ts'

const BY = ['stage', 'function'] as const

/** The different ways opportunities went, with how much of all they cover and how they ended. */
export function VariantsPlace({ which, onPoint }: Asking) {
  const t = useText()
  const [by, setBy] = useState<(typeof BY)[number]>('stage')
  const found = useQuery(variantsQuery(which, by))
  return (
    <Outcome found={found}>
      {(shown) => (
        <section className="card">
          <div className="mining-bar">
            <Segmented<(typeof BY)[number]>
              aria-label={t('mining.by')}
              value={by}
              onChange={setBy}
              options={BY.map((one) => ({ value: one, label: t(`mining.by-${one}`) }))}
            />
            <span className="muted">{t('mining.different', { n: shown.different })}</span>
          </div>
          <List shown={shown} onPoint={onPoint} />
        </section>
      )}
    </Outcome>
  )
}

function List({ shown, onPoint }: { shown: Variants; onPoint: Asking['onPoint'] }) {
  const t = useText()
  const format = useFormat()
  const names = useNames(shown)
  const percent = (share: number) => format.percent(share * 100, 1)
  return (
    <ol className="mining-variants">
      {shown.variants.map(({ mark, steps, cases, share, covered, winRate, days }) => (
        <li key={mark}>
          <button
            type="button"
            className="mining-variant"
            onClick={() => onPoint({ mark, title: t('mining.cases', { n: format.number(cases, 0) }) })}
          >
            <span className="mining-steps">
              {steps.map(({ key, functions }, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the place in the way is what tells steps apart
                <span key={i} className="mining-stop" data-kind={key}>
                  {names.stage(key)}
                  {functions.length > 0 && (
                    <small> {functions.map((one) => names.function(one)).join(' → ')}</small>
                  )}
                </span>
              ))}
            </span>
            <span className="mining-covers" aria-hidden>
              <span style={{ width: `${share * 100}%` }} />
            </span>
            <span className="figures">
              <b>{format.number(cases, 0)}</b> · {percent(share)}
            </span>
            <span className="muted">
              {t('mining.covered', { share: percent(covered) })}
              {winRate && (
                <>
                  {' · '}
                  {t('mining.win-rate', {
                    rate: percent(winRate.value),
                    low: percent(winRate.low),
                    high: percent(winRate.high),
                  })}
                </>
              )}
              {days.median !== null && <> · {t('mining.cycle', { days: format.number(days.median, 1) })}</>}
            </span>
          </button>
        </li>
      ))}
    </ol>
  )
}
