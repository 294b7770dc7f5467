import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Segmented, Select, Skeleton } from 'antd'
import { CATEGORIES } from '../../../src/features/targets/contract/forecast.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { CallChoice } from './call-choice.tsx'
import type { Chosen } from './forecast.tsx'
import { forecastRowsQuery, type Whose } from './forecast-queries.ts'
import type { In } from './queries.ts'

/** The open opportunities a forecast is made of: what is said of each, and its chance by history. */
export function ForecastRows(props: {
  period: In
  whose: Whose
  chosen: Chosen
  onChoose: (chosen: Chosen) => void
  filter: string | null
}) {
  const { period, whose, chosen, onChoose, filter } = props
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const found = useQuery(forecastRowsQuery(period, whose, chosen))
  const { category, which } = chosen
  return (
    <>
      <div className="targets-bar">
        <h2>{t('targets.made-of')}</h2>
        <Segmented<Chosen['which']>
          aria-label={t('targets.made-of')}
          value={which}
          onChange={(next) => onChoose({ ...chosen, which: next })}
          options={(['due', 'all'] as const).map((one) => ({ value: one, label: t(`targets.which-${one}`) }))}
        />
        <Select<string>
          aria-label={t('targets.category')}
          value={category ?? ''}
          onChange={(next) => {
            const found = CATEGORIES.find((one) => one === next)
            onChoose({ which, ...(found ? { category: found } : {}) })
          }}
          options={[
            { value: '', label: t('targets.every-category') },
            ...CATEGORIES.map((one) => ({ value: one as string, label: t(`targets.category-${one}`) })),
          ]}
        />
        {which === 'due' && !category && filter && (
          <Link to="/opportunities" search={{ filter } as never}>
            {t('targets.as-list')}
          </Link>
        )}
      </div>
      <ErrorNote error={found.error} />
      {found.isPending && <Skeleton active />}
      {found.data && found.data.items.length === 0 && <p className="muted">{t('targets.no-rows')}</p>}
      {found.data && found.data.items.length > 0 && (
        <div className="scroll-x">
          <table className="figures-table">
            <thead>
              <tr>
                {(
                  [
                    'opportunity',
                    'holder',
                    'at-stage',
                    'amount',
                    'expected-on',
                    'chance',
                    'category',
                  ] as const
                ).map((name) => (
                  <th
                    key={name}
                    scope="col"
                    className={name === 'amount' || name === 'chance' ? 'figures' : ''}
                  >
                    {t(`targets.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {found.data.items.map(
                ({ opportunity, holder, stage, days, amount, expectedCloseOn, chance, call }) => (
                  <tr key={opportunity.id}>
                    <th scope="row">
                      <Link to="/opportunities/$id" params={{ id: opportunity.id }}>
                        {opportunity.title}
                      </Link>
                    </th>
                    <td>
                      <PersonMark name={holder.name} id={holder.id} />
                    </td>
                    <td>{t('targets.stage-days', { stage: label(stage.label), days })}</td>
                    <td className="figures">{amount ? format.money(amount) : '–'}</td>
                    <td>{expectedCloseOn ? format.day(expectedCloseOn) : '–'}</td>
                    <td className="figures">{chance === null ? '–' : format.percent(chance * 100, 0)}</td>
                    <td>
                      <CallChoice id={opportunity.id} call={call} name={opportunity.title} />
                    </td>
                  </tr>
                ),
              )}
            </tbody>
          </table>
        </div>
      )}
      {found.data && found.data.total > found.data.items.length && (
        <p className="muted">
          {t('targets.more-rows', { shown: found.data.items.length, total: found.data.total })}
        </p>
      )}
    </>
  )
}
