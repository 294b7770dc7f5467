import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Dropdown, Input, Segmented, Select, Skeleton } from 'antd'
import { useState } from 'react'
import { PERIODS, type PeriodKind } from '../../../src/features/targets/contract.ts'
import type { Period } from '../../../src/features/targets/rules/periods.ts'
import { textOf } from '../../../src/features/targets/rules/targets.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useLeaveGuard } from '../../kit/use-leave-guard.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { useValue } from './attainment.tsx'
import {
  cellOf,
  changesOf,
  columnsOf,
  type Draft,
  type GridLine,
  LEVELS,
  type Level,
  pastedInto,
  placeOf,
  shownIn,
  spreadOver,
  sumOf,
} from './draft.ts'
import { setTargets, targetsChanged, targetsQuery } from './queries.ts'
import type { Asked } from './use-address.ts'
import { usePeriodName } from './use-period-name.ts'

/** The targets of a year as a sheet: typed, pasted, or a whole spread over its months. */
export function GridView({ asked: { measure, by, startsOn } }: { asked: Asked }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const year = Number(startsOn.slice(0, 4))
  const found = useQuery(targetsQuery({ measure, by }, year))
  const [period, setPeriod] = useState<PeriodKind>('month')
  const [level, setLevel] = useState<Level>('target')
  const [draft, setDraft] = useState<Draft>({})
  const lines = found.data?.lines ?? []
  const currency = found.data?.currency ?? null
  const columns = columnsOf(year, period)
  const changes = changesOf(lines, columns, level, draft, currency)
  useLeaveGuard(Object.keys(draft).length > 0, t('targets.leave'))
  const saving = useMutation({
    mutationFn: () => setTargets({ measure, ...(currency ? { currency } : {}) }, changes ?? []),
    onSuccess: ({ changed }) => {
      setDraft({})
      targetsChanged(queries)
      toast.done(t('targets.saved', { count: changed }))
    },
  })
  if (found.isPending) return <Skeleton active />
  if (found.error) return <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
  if (lines.length === 0) return <EmptyState title={t('targets.nobody')} />
  const isTyped = Object.keys(draft).length > 0
  const maySet = lines.some((line) => line.maySet)
  return (
    <section className="card">
      <div className="targets-bar">
        <Select<PeriodKind>
          aria-label={t('targets.period')}
          value={period}
          disabled={isTyped}
          onChange={setPeriod}
          options={PERIODS.map((one) => ({ value: one, label: t(`targets.each-${one}`) }))}
        />
        <Segmented<Level>
          aria-label={t('targets.level')}
          value={level}
          disabled={isTyped}
          onChange={setLevel}
          options={LEVELS.map((one) => ({ value: one, label: t(`targets.${one}`) }))}
        />
        {maySet && (
          <>
            <Button
              type="primary"
              disabled={!isTyped || changes === undefined || changes.length === 0}
              loading={saving.isPending}
              onClick={() => saving.mutate()}
            >
              {t('targets.save')}
            </Button>
            <Button disabled={!isTyped} onClick={() => setDraft({})}>
              {t('targets.discard')}
            </Button>
          </>
        )}
        {currency && <span className="muted">{t('targets.in-currency', { currency })}</span>}
      </div>
      {maySet && <p className="muted">{t('targets.grid-hint')}</p>}
      {changes === undefined && <p className="late">{t('targets.no-number')}</p>}
      <ErrorNote error={saving.error} />
      <div className="scroll-x">
        <Sheet
          {...{ lines, columns, level, draft, currency }}
          onDraft={(more) => setDraft({ ...draft, ...more })}
        />
      </div>
    </section>
  )
}

type SheetProps = {
  lines: readonly GridLine[]
  columns: readonly Period[]
  level: Level
  draft: Draft
  currency: string | null
  onDraft: (draft: Draft) => void
}

function Sheet(props: SheetProps) {
  const { lines, columns, level, draft, currency, onDraft } = props
  const t = useText()
  const nameOf = usePeriodName()
  const isMonths = columns.length === 12
  return (
    <table className="figures-table targets-sheet">
      <thead>
        <tr>
          <th scope="col">{t('targets.whose')}</th>
          {columns.map((column) => (
            <th key={column.startsOn} scope="col" className="figures">
              {isMonths ? t('targets.month', { month: Number(column.startsOn.slice(5, 7)) }) : nameOf(column)}
            </th>
          ))}
          {columns.length > 1 && (
            <th scope="col" className="figures">
              {t('targets.sum')}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {lines.map((line, row) => (
          <tr key={`${line.subject} ${line.key}`} data-subject={line.subject}>
            <th scope="row">
              {line.subject === 'company' ? t('targets.company') : line.name}
              {line.maySet && columns.length > 1 && <Spread line={line} {...props} />}
            </th>
            {columns.map((column, place) => (
              <td key={column.startsOn} className="figures">
                {line.maySet ? (
                  <Input
                    size="small"
                    inputMode="decimal"
                    aria-label={`${line.name || t('targets.company')} ${nameOf(column)}`}
                    value={shownIn(line, column, level, draft)}
                    {...(draft[placeOf(line, column.startsOn)] === undefined
                      ? {}
                      : { className: 'is-typed' })}
                    onChange={(event) => onDraft({ [placeOf(line, column.startsOn)]: event.target.value })}
                    onPaste={(event) => {
                      const pasted = event.clipboardData.getData('text/plain')
                      if (!/[\t\n]/.test(pasted.trim())) return
                      event.preventDefault()
                      onDraft(pastedInto(lines, columns, { line: row, column: place }, pasted))
                    }}
                  />
                ) : (
                  shownIn(line, column, level, draft) || '–'
                )}
              </td>
            ))}
            {columns.length > 1 && (
              <td className="figures">
                <Sum line={line} {...{ lines, columns, level, draft, currency }} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What the parts come to, and the whole beside it where one is set and differs. */
function Sum({ line, columns, level, draft, currency }: Omit<SheetProps, 'onDraft'> & { line: GridLine }) {
  const t = useText()
  const show = useValue(currency)
  const sum = sumOf(line, columns, level, draft, currency)
  const year = columns[0]?.startsOn.slice(0, 4)
  const whole = cellOf(line, { period: 'year', startsOn: `${year}-01-01` })?.[level]
  const text = sum === null ? null : textOf(sum, currency)
  return (
    <>
      <b>{text === null ? '–' : show(text)}</b>
      {whole && whole !== text && <small className="late">{t('targets.whole', { sum: show(whole) })}</small>}
    </>
  )
}

/** Spreads a whole over the line: what the year is set to, or what stands in it already. */
function Spread({ line, columns, level, draft, currency, onDraft }: SheetProps & { line: GridLine }) {
  const t = useText()
  const [whole, setWhole] = useState<string>()
  const year = columns[0]?.startsOn.slice(0, 4) ?? ''
  const first = () => {
    const set = cellOf(line, { period: 'year', startsOn: `${year}-01-01` })?.[level]
    const sum = sumOf(line, columns, level, draft, currency)
    return (set ?? (sum ? textOf(sum, currency) : '')).replace(/\.0+$/, '')
  }
  const spreadBy = (by: 'evenly' | 'last-year') => {
    const found = spreadOver(line, columns, whole ?? first(), by, currency)
    if (found) onDraft(found)
  }
  const wentLastYear = line.lastYear.some((one) => Number(one) > 0)
  return (
    <Dropdown
      trigger={['click']}
      popupRender={() => (
        <div className="target-spread">
          <Input
            aria-label={t('targets.whole-of-year')}
            addonBefore={t('targets.whole-of-year')}
            value={whole ?? first()}
            onChange={(event) => setWhole(event.target.value)}
          />
          <Button onClick={() => spreadBy('evenly')}>{t('targets.evenly')}</Button>
          <Button disabled={!wentLastYear} onClick={() => spreadBy('last-year')}>
            {t('targets.as-last-year')}
          </Button>
        </div>
      )}
    >
      <Button type="link" size="small">
        {t('targets.spread')}
      </Button>
    </Dropdown>
  )
}
