import { useQuery } from '@tanstack/react-query'
import { Button, DatePicker, Input, InputNumber, Select, Space } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { STRATEGIES, type Strategy } from '../../../src/features/plan/contract.ts'
import type { Change } from '../../../src/features/replay/contract.ts'
import { functionsQuery } from '../../client/functions.ts'
import { departmentsQuery } from '../../client/organisation.ts'
import { useStages } from '../../client/plan.ts'
import { Field } from '../../kit/field.tsx'
import { type MessageKey, useLabel, useText } from '../../kit/text.tsx'
import type { Reference } from '../../records/queries.ts'
import { RecordPicker } from '../../records/record-picker.tsx'
import { type Said, saidChange } from './said-change.ts'

const OF_PEOPLE = ['remove-person', 'add-person', 'change-person', 'absent', 'hours-like'] as const
const OF_PLAN = ['remove-rule', 'change-rule', 'change-clock'] as const
const CLOCKS = ['first-contact', 'follow-up', 'dwell'] as const
const UNITS = ['hours', 'working-hours', 'days', 'working-days'] as const
const CAPS = [
  ['openCap', 'replay.open-cap'],
  ['dayCap', 'replay.day-cap'],
  ['weekCap', 'replay.week-cap'],
] as const

type Rule = { position: number; label: { zh: string; en: string } }

/** One more difference: which kind, then what it needs. */
export function ChangeForm({
  rules,
  isOnePlan,
  onAdd,
}: {
  rules: readonly Rule[]
  isOnePlan: boolean
  onAdd: (change: Change, names: [string, string][]) => void
}) {
  const t = useText()
  const [kind, setKind] = useState<Change['kind']>()
  const [said, setSaid] = useState<Said>({})
  const kinds = isOnePlan ? [...OF_PEOPLE, ...OF_PLAN] : OF_PEOPLE
  const change = kind && saidChange(kind, said)
  const put = (more: Said) => setSaid({ ...said, ...more })
  return (
    <div className="lab-change">
      <Select<Change['kind']>
        aria-label={t('replay.add-change')}
        placeholder={t('replay.add-change')}
        value={kind ?? null}
        style={{ width: '100%' }}
        options={kinds.map((value) => ({ value, label: t(`replay.change-${value}`) }))}
        onChange={(next) => {
          setKind(next)
          setSaid({})
        }}
      />
      {kind && (
        <div className="lab-change-fields">
          <Fields kind={kind} said={said} put={put} rules={rules} />
          <Button
            disabled={!change}
            onClick={() => {
              if (!change) return
              const named = [said.person, said.like].flatMap((one): [string, string][] =>
                one ? [[one.id, one.title ?? '']] : [],
              )
              onAdd(change, named)
              setKind(undefined)
              setSaid({})
            }}
          >
            {t('replay.put-in')}
          </Button>
        </div>
      )}
    </div>
  )
}

type Part = { said: Said; put: (more: Said) => void }

function Fields({ kind, said, put, rules }: Part & { kind: Change['kind']; rules: readonly Rule[] }) {
  const t = useText()
  const label = useLabel()
  const person = (name: 'person' | 'like', key: MessageKey) => (
    <Field label={t(key)}>
      {(control) => (
        <RecordPicker
          object="person"
          control={control}
          value={said[name] ?? null}
          onChange={(value: Reference | null) => put({ [name]: value ?? undefined })}
        />
      )}
    </Field>
  )
  const rule = (
    <Field label={t('replay.rule')}>
      {({ status: _status, ...control }) => (
        <Select
          {...control}
          value={said.rule ?? null}
          options={rules.map((one) => ({
            value: one.position,
            label: t('replay.rule-number', { number: one.position, rule: label(one.label) }),
          }))}
          onChange={(position: number) => put({ rule: position })}
        />
      )}
    </Field>
  )
  switch (kind) {
    case 'remove-person':
      return person('person', 'replay.person')
    case 'hours-like':
      return (
        <>
          {person('person', 'replay.person')}
          {person('like', 'replay.like-whom')}
        </>
      )
    case 'absent':
      return (
        <>
          {person('person', 'replay.person')}
          <Field label={t('replay.days-away')}>
            {({ id }) => (
              <DatePicker.RangePicker
                id={id}
                onChange={(days) => {
                  const [from, to] = days ?? []
                  put({ days: from && to ? [dayOf(from), dayOf(to)] : undefined })
                }}
              />
            )}
          </Field>
        </>
      )
    case 'add-person':
      return (
        <>
          <Field label={t('replay.name')} required>
            {(control) => (
              <Input
                {...control}
                maxLength={60}
                value={said.name ?? ''}
                onChange={({ target }) => put({ name: target.value })}
              />
            )}
          </Field>
          {person('like', 'replay.like-whom')}
          <Belonging said={said} put={put} />
          <Limits said={said} put={put} hasWeight />
        </>
      )
    case 'change-person':
      return (
        <>
          {person('person', 'replay.person')}
          <Belonging said={said} put={put} />
          <Limits said={said} put={put} hasWeight />
        </>
      )
    case 'remove-rule':
      return rule
    case 'change-rule':
      return (
        <>
          {rule}
          <Field label={t('replay.strategy')}>
            {({ status: _status, ...control }) => (
              <Select<Strategy>
                {...control}
                allowClear
                value={said.strategy ?? null}
                options={STRATEGIES.map((value) => ({ value, label: t(`plan.${value}`) }))}
                onChange={(strategy) => put({ strategy })}
              />
            )}
          </Field>
          <Limits said={said} put={put} />
        </>
      )
    case 'change-clock':
      return <ClockFields said={said} put={put} />
  }
}

function dayOf(day: Dayjs): string {
  return day.format('YYYY-MM-DD')
}

function Belonging({ said, put }: Part) {
  const t = useText()
  const label = useLabel()
  const functions = useQuery(functionsQuery).data?.items ?? []
  const departments = useQuery(departmentsQuery).data?.items ?? []
  return (
    <>
      <Field label={t('replay.function')}>
        {({ status: _status, ...control }) => (
          <Select
            {...control}
            mode="multiple"
            value={said.functions ?? []}
            options={functions.map((one) => ({ value: one.key, label: label(one.label) }))}
            onChange={(chosen: string[]) => put({ functions: chosen })}
          />
        )}
      </Field>
      <Field label={t('replay.department')}>
        {({ status: _status, ...control }) => (
          <Select
            {...control}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            value={said.department ?? null}
            options={departments.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(department: string | undefined) => put({ department })}
          />
        )}
      </Field>
    </>
  )
}

function Limits({ said, put, hasWeight }: Part & { hasWeight?: boolean }) {
  const t = useText()
  return (
    <>
      {hasWeight && (
        <Field label={t('replay.weight')}>
          {(control) => (
            <InputNumber
              {...control}
              min={0.01}
              max={1000}
              value={said.weight ?? null}
              onChange={(weight) => put({ weight: weight ?? undefined })}
            />
          )}
        </Field>
      )}
      {CAPS.map(([name, key]) => (
        <Field key={name} label={t(key)}>
          {(control) => (
            <InputNumber
              {...control}
              min={0}
              max={100_000}
              precision={0}
              value={said[name] ?? null}
              onChange={(value) => put({ [name]: value ?? undefined })}
            />
          )}
        </Field>
      ))}
    </>
  )
}

function ClockFields({ said, put }: Part) {
  const t = useText()
  const label = useLabel()
  const stages = useStages().filter(({ kind }) => kind === 'open')
  const { within = { amount: 24, unit: 'hours' as const } } = said
  return (
    <>
      <Field label={t('replay.clock')}>
        {({ status: _status, ...control }) => (
          <Select
            {...control}
            value={said.clock ?? null}
            options={CLOCKS.map((value) => ({ value, label: t(`replay.clock-${value}`) }))}
            onChange={(clock: (typeof CLOCKS)[number]) => put({ clock, within })}
          />
        )}
      </Field>
      <Field label={t('replay.stage')}>
        {({ status: _status, ...control }) => (
          <Select
            {...control}
            value={said.stage ?? ''}
            options={[
              { value: '', label: t('replay.every-stage') },
              ...stages.map((stage) => ({ value: stage.key, label: label(stage.label) })),
            ]}
            onChange={(stage: string) => put({ stage: stage || undefined })}
          />
        )}
      </Field>
      <Field label={t('replay.within')}>
        {({ status: _status, ...control }) => (
          <Space.Compact>
            <InputNumber
              {...control}
              min={1}
              max={1000}
              precision={0}
              value={within.amount}
              onChange={(amount) => put({ within: { ...within, amount: amount ?? 1 } })}
            />
            <Select
              aria-label={t('replay.within')}
              popupMatchSelectWidth={false}
              value={within.unit}
              options={UNITS.map((unit) => ({ value: unit, label: t(`replay.unit-${unit}`) }))}
              onChange={(unit: (typeof UNITS)[number]) => put({ within: { ...within, unit } })}
            />
          </Space.Compact>
        )}
      </Field>
    </>
  )
}
