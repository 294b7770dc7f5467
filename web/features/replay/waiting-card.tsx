import { useMutation, useQuery } from '@tanstack/react-query'
import { Alert, Button, InputNumber, Select } from 'antd'
import { useMemo, useState } from 'react'
import type { WaitingAnswer } from '../../../src/features/replay/contract.ts'
import { functionsQuery } from '../../client/functions.ts'
import { departmentsQuery } from '../../client/organisation.ts'
import { Chart } from '../../kit/chart.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { tryWaiting } from './queries.ts'
import { lastDays, PeriodField } from './question-form.tsx'

/** How long work waits for a function, and would with people more or fewer. */
export function WaitingCard() {
  const t = useText()
  const label = useLabel()
  const functions = useQuery(functionsQuery).data?.items ?? []
  const departments = useQuery(departmentsQuery).data?.items ?? []
  const [of, setOf] = useState<string>()
  const [department, setDepartment] = useState<string>()
  const [people, setPeople] = useState(1)
  const [period, setPeriod] = useState(() => lastDays(90))
  const chosen = of ?? functions[0]?.key
  const asking = useMutation({
    mutationFn: (more: number) =>
      tryWaiting({
        function: chosen ?? '',
        period,
        people: more,
        seed: 1,
        ...(department ? { department } : {}),
      }),
  })
  return (
    <section className="card" aria-label={t('replay.waiting')}>
      <h2>{t('replay.waiting')}</h2>
      <p className="muted">{t('replay.waiting-hint')}</p>
      <div className="lab-change-fields">
        <Field label={t('replay.function')}>
          {({ status: _status, ...control }) => (
            <Select
              {...control}
              value={chosen ?? null}
              options={functions.map((one) => ({ value: one.key, label: label(one.label) }))}
              onChange={setOf}
            />
          )}
        </Field>
        <Field label={t('replay.department')}>
          {({ status: _status, ...control }) => (
            <Select
              {...control}
              showSearch={{ optionFilterProp: 'label' }}
              value={department ?? ''}
              options={[
                { value: '', label: t('replay.all-departments') },
                ...departments.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              onChange={(id: string) => setDepartment(id || undefined)}
            />
          )}
        </Field>
        <div>
          <PeriodField period={period} onChange={setPeriod} />
        </div>
        <Field label={t('replay.waiting-people')}>
          {(control) => (
            <InputNumber
              {...control}
              min={-50}
              max={50}
              precision={0}
              value={people}
              onChange={(value) => setPeople(value ?? 0)}
            />
          )}
        </Field>
        <Button
          type="primary"
          disabled={!chosen}
          loading={asking.isPending}
          onClick={() => asking.mutate(people)}
        >
          {t('replay.waiting-run')}
        </Button>
      </div>
      <ErrorNote error={asking.error} />
      <div aria-live="polite">
        {asking.data && <Answer answer={asking.data} change={asking.variables ?? 0} />}
      </div>
    </section>
  )
}

function Answer({ answer, change }: { answer: WaitingAnswer; change: number }) {
  const t = useText()
  const format = useFormat()
  const days = (value: number) => format.number(value, value < 10 ? 1 : 0)
  const { observed, model, changed, utilisation, people, serviceHours, fits, isThin } = answer
  const what =
    change > 0
      ? t('replay.waiting-more', { n: change })
      : change < 0
        ? t('replay.waiting-fewer', { n: -change })
        : t('replay.waiting-same')
  const facts = {
    model: days(model.mean),
    observed: days(observed.mean),
    n: observed.n,
    people: people.length,
  }
  const option = useMemo(
    () => ({
      tooltip: { trigger: 'axis' },
      grid: { left: 96, right: 24, top: 8, bottom: 28 },
      xAxis: { type: 'value' },
      yAxis: {
        type: 'category',
        inverse: true,
        data: [t('replay.waiting-observed'), t('replay.waiting-now'), t('replay.waiting-changed')],
      },
      series: [
        {
          type: 'bar',
          barMaxWidth: 22,
          data: [observed.mean, model.mean, changed.mean].map((one) => Number(one.toFixed(2))),
        },
      ],
    }),
    [observed, model, changed, t],
  )
  return (
    <div className="lab-answer">
      <p className="lab-sentence">
        {t('replay.waiting-says', {
          change: what,
          was: days(model.mean),
          would: days(changed.mean),
          low: days(changed.low),
          high: days(changed.high),
        })}
      </p>
      <Alert
        type={fits ? 'success' : 'warning'}
        showIcon
        title={t(fits ? 'replay.waiting-fits' : 'replay.waiting-unfit', facts)}
      />
      {isThin && <Alert type="warning" showIcon title={t('replay.waiting-thin')} />}
      <p className="muted">
        {t('replay.waiting-busy', {
          now: format.percent(utilisation.now * 100, 0),
          changed: format.percent(utilisation.changed * 100, 0),
          hours: format.number(serviceHours, 1),
        })}
      </p>
      <Chart option={option} label={t('replay.waiting')} height={150} />
    </div>
  )
}
