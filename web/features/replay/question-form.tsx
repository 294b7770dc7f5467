import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, DatePicker, Input, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { Base, Change } from '../../../src/features/replay/contract.ts'
import { planQuery } from '../../client/plan.ts'
import { useMe } from '../../client/session.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { ChangeForm } from './change-form.tsx'
import { useChangeWords } from './change-words.ts'
import { createRun, draftsQuery, rulesOfQuery, runsChanged, versionsQuery } from './queries.ts'

const SPANS = [30, 90, 180, 365]
export type Days = { from: string; to: string }

export function lastDays(days: number): Days {
  const today = dayjs()
  return { from: today.subtract(days - 1, 'day').format('YYYY-MM-DD'), to: today.format('YYYY-MM-DD') }
}

/** What is to be tried: which plan, on what came when, and what else is different. */
export function QuestionForm({
  draft,
  onBegun,
}: {
  draft: string | undefined
  onBegun: (id: string) => void
}) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const say = useChangeWords()
  const [plan, setPlan] = useState<Base>(draft ? { kind: 'draft', id: draft } : { kind: 'published' })
  const [period, setPeriod] = useState<Days>(() => lastDays(90))
  const [listed, setListed] = useState<{ key: number; change: Change }[]>([])
  const changes = listed.map(({ change }) => change)
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map())
  const [pace, setPace] = useState(false)
  const [name, setName] = useState('')
  const plans = usePlans()
  const rules = useRules(plan)
  const running = useMutation({
    mutationFn: () =>
      createRun({
        plan,
        period,
        changes,
        pace: pace ? 'of-holder' : 'as-it-was',
        ...(name.trim() ? { name: name.trim() } : {}),
      }),
    onSuccess: ({ id }) => {
      toast.done(t('replay.started'))
      runsChanged(queries)
      onBegun(id)
    },
  })
  const nameOf = (id: string) => names.get(id) ?? id
  return (
    <section className="card" aria-label={t('replay.new')}>
      <h2>{t('replay.new')}</h2>
      <Field label={t('replay.plan')}>
        {({ status: _status, ...control }) => (
          <Select
            {...control}
            showSearch={{ optionFilterProp: 'label' }}
            value={keyOf(plan)}
            options={plans}
            onChange={(key: string) => {
              setPlan(baseOf(key))
              setListed(
                listed.filter(({ change: { kind } }) => !kind.endsWith('-rule') && kind !== 'change-clock'),
              )
            }}
          />
        )}
      </Field>
      <PeriodField period={period} onChange={setPeriod} />
      <h3>{t('replay.changes')}</h3>
      {changes.length === 0 && <p className="muted">{t('replay.changes-none')}</p>}
      <ul className="lab-changes">
        {listed.map(({ key, change }) => {
          const what = say(change, nameOf)
          return (
            <li key={key}>
              {what}
              <Button
                type="text"
                size="small"
                aria-label={t('replay.drop', { what })}
                onClick={() => setListed(listed.filter((one) => one.key !== key))}
              >
                ×
              </Button>
            </li>
          )
        })}
      </ul>
      <ChangeForm
        rules={rules}
        isOnePlan={plan.kind !== 'in-force'}
        onAdd={(change, named) => {
          setListed([...listed, { key: (listed.at(-1)?.key ?? 0) + 1, change }])
          setNames(new Map([...names, ...named]))
        }}
      />
      <Checkbox checked={pace} onChange={({ target }) => setPace(target.checked)}>
        {t('replay.pace')}
      </Checkbox>
      <Field label={t('replay.run-name')}>
        {(control) => (
          <Input {...control} maxLength={100} value={name} onChange={({ target }) => setName(target.value)} />
        )}
      </Field>
      <ErrorNote error={running.error} />
      <Button type="primary" block loading={running.isPending} onClick={() => running.mutate()}>
        {t('replay.run')}
      </Button>
    </section>
  )
}

/** One of the usual spans, or days one chooses. */
export function PeriodField({ period, onChange }: { period: Days; onChange: (period: Days) => void }) {
  const t = useText()
  const [span, setSpan] = useState<number | 'own'>(90)
  return (
    <>
      <Field label={t('replay.period')}>
        {({ status: _status, ...control }) => (
          <Select<number | 'own'>
            {...control}
            value={span}
            options={[
              ...SPANS.map((days) => ({ value: days, label: t('replay.last-days', { days }) })),
              { value: 'own' as const, label: t('replay.period-own') },
            ]}
            onChange={(next) => {
              setSpan(next)
              if (next !== 'own') onChange(lastDays(next))
            }}
          />
        )}
      </Field>
      {span === 'own' && (
        <DatePicker.RangePicker
          className="lab-days"
          aria-label={t('replay.period-own')}
          allowClear={false}
          value={[dayjs(period.from), dayjs(period.to)]}
          maxDate={dayjs()}
          onChange={(days) => {
            const [from, to] = days ?? []
            if (from && to) onChange({ from: from.format('YYYY-MM-DD'), to: to.format('YYYY-MM-DD') })
          }}
        />
      )}
    </>
  )
}

function usePlans(): { value: string; label: string }[] {
  const t = useText()
  const { admin } = useMe().rights
  const versions = useQuery({ ...versionsQuery, enabled: admin }).data?.items ?? []
  const drafts = useQuery({ ...draftsQuery, enabled: admin }).data?.items ?? []
  return [
    { value: 'published', label: t('replay.plan-published') },
    ...drafts.map(({ id, name }) => ({ value: `draft ${id}`, label: t('replay.plan-draft', { name }) })),
    ...versions
      .filter(({ current }) => !current)
      .map(({ id, number }) => ({ value: `version ${id}`, label: t('replay.plan-version', { number }) })),
    { value: 'in-force', label: t('replay.plan-in-force') },
  ]
}

function useRules(plan: Base): { position: number; label: { zh: string; en: string } }[] {
  const published = useQuery(planQuery).data?.rules ?? []
  const others = useQuery(rulesOfQuery(plan)).data ?? []
  const rules = plan.kind === 'published' ? published : others
  return rules.map(({ label }, n) => ({ position: n + 1, label }))
}

function keyOf(plan: Base): string {
  return 'id' in plan ? `${plan.kind} ${plan.id}` : plan.kind
}

function baseOf(key: string): Base {
  const [kind, id] = key.split(' ')
  if (kind === 'draft' || kind === 'version') return { kind, id: id ?? '' }
  return kind === 'in-force' ? { kind } : { kind: 'published' }
}
