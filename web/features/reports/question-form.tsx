import { useQuery } from '@tanstack/react-query'
import { InputNumber, Select } from 'antd'
import { CHARTS, type ChartKind, type Question } from '../../../src/features/reports/contract.ts'
import { useObject } from '../../client/metadata.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { ConditionEditor } from '../../records/condition-editor.tsx'
import { PeriodChoice } from './period-choice.tsx'
import { measuresQuery } from './queries.ts'
import type { Draft } from './use-builder.ts'

const MOST_MEASURES = 8

/** What is asked: measures, by what they are told apart, over which rows and days, compared with what, and how it is drawn. */
export function QuestionForm({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const t = useText()
  const label = useLabel()
  const object = useObject('opportunity')
  const found = useQuery(measuresQuery)
  const { question, chart } = draft
  const set = (change: Partial<Question>) => onChange({ ...draft, question: { ...question, ...change } })
  const measures = found.data?.measures ?? []
  const chosen = measures.filter(({ key }) => question.measures.includes(key))
  const dimensions = (found.data?.dimensions ?? []).filter(({ key }) =>
    chosen.every((measure) => measure.by.includes(key)),
  )
  return (
    <form
      className="question-form"
      aria-label={t('reports.question')}
      onSubmit={(event) => event.preventDefault()}
    >
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      <Field
        label={t('reports.measures')}
        hint={chosen.length === 1 && chosen[0] ? label(chosen[0].definition) : undefined}
      >
        {(control) => (
          <Select<string[]>
            {...control}
            mode="multiple"
            maxCount={MOST_MEASURES}
            placeholder={t('reports.measures-hint')}
            loading={found.isPending}
            value={question.measures}
            showSearch={{ optionFilterProp: 'words' }}
            onChange={(next) => next.length > 0 && set({ measures: next })}
            options={measures.map((one) => ({
              value: one.key,
              label: label(one.label),
              words: `${label(one.label)} ${label(one.definition)} ${one.key}`,
              definition: label(one.definition),
            }))}
            optionRender={({ data }) => (
              <span className="measure-option">
                {data.label}
                <small>{data['definition']}</small>
              </span>
            )}
          />
        )}
      </Field>
      <DimensionChoice by={question.by} options={dimensions} onChange={(by) => set({ by })} />
      <PeriodChoice question={question} onChange={set} />
      {object && (
        <Field label={t('reports.filter')}>
          {(control) => (
            <ConditionEditor
              object={object}
              value={question.filter ?? ''}
              control={control}
              onChange={(filter) => {
                const { filter: _, ...rest } = question
                onChange({ ...draft, question: filter ? { ...rest, filter } : rest })
              }}
            />
          )}
        </Field>
      )}
      <Field label={t('reports.chart')}>
        {(control) => (
          <Select<ChartKind>
            {...control}
            value={chart}
            onChange={(next) => onChange({ ...draft, chart: next })}
            options={CHARTS.map((one) => ({ value: one, label: t(`reports.chart-${one}`) }))}
          />
        )}
      </Field>
      <Order question={question} onChange={set} />
    </form>
  )
}

type Dimensions = { key: string; label: { zh: string; en: string } }[]

function DimensionChoice({
  by,
  options,
  onChange,
}: {
  by: readonly string[]
  options: Dimensions
  onChange: (by: string[]) => void
}) {
  const t = useText()
  const label = useLabel()
  const without = (other: string | undefined) =>
    options.filter(({ key }) => key !== other).map((one) => ({ value: one.key, label: label(one.label) }))
  const none = { value: '', label: t('reports.by-nothing') }
  return (
    <div className="field-pair">
      <Field label={t('reports.by')}>
        {(control) => (
          <Select<string>
            {...control}
            showSearch={{ optionFilterProp: 'label' }}
            value={by[0] ?? ''}
            onChange={(first) => onChange(first ? [first, ...by.slice(1)] : [])}
            options={[none, ...without(by[1])]}
          />
        )}
      </Field>
      <Field label={t('reports.and-by')}>
        {(control) => (
          <Select<string>
            {...control}
            showSearch={{ optionFilterProp: 'label' }}
            disabled={by.length === 0}
            value={by[1] ?? ''}
            onChange={(second) => onChange([...by.slice(0, 1), ...(second ? [second] : [])])}
            options={[none, ...without(by[0])]}
          />
        )}
      </Field>
    </div>
  )
}

function Order({
  question,
  onChange,
}: {
  question: Question
  onChange: (change: Partial<Question>) => void
}) {
  const t = useText()
  return (
    <div className="field-pair">
      <Field label={t('reports.order')}>
        {(control) => (
          <Select<Question['order']>
            {...control}
            value={question.order}
            onChange={(order) => onChange({ order })}
            options={(['value', 'key'] as const).map((one) => ({
              value: one,
              label: t(`reports.order-${one}`),
            }))}
          />
        )}
      </Field>
      <Field label={t('reports.limit')}>
        {(control) => (
          <InputNumber
            {...control}
            min={1}
            max={500}
            precision={0}
            value={question.limit}
            onChange={(limit) => limit && onChange({ limit })}
          />
        )}
      </Field>
    </div>
  )
}
