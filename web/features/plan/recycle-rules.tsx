import { Button, DatePicker, Select } from 'antd'
import dayjs from 'dayjs'
import {
  DAY_UNITS,
  type Idle,
  type Pool,
  PROGRESS,
  type Progress,
  type Recycling,
  USUAL_RECYCLING,
} from '../../../src/features/plan/contract.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { ConditionEditor } from '../../records/condition-editor.tsx'
import { DaysField } from './days-field.tsx'
import { PartList } from './part-list.tsx'
import type { PlanDraft } from './plan-draft.ts'
import { useRecycleSentence } from './pool-sentences.ts'
import { SpanFields } from './span-fields.tsx'

const MOST_RECYCLE = 10
const MOST_DAYS = 3650

type Around = { plan: PlanDraft; object: ObjectMetadata }
type Rule = { rule: Recycling; onChange: (rule: Recycling) => void }

/** When what somebody holds goes back to a pool, each rule as a sentence and its parts. */
export function RecycleRules({
  pool,
  plan,
  object,
  onChange,
}: Around & { pool: Pool; onChange: (rules: Recycling[]) => void }) {
  const t = useText()
  const say = useRecycleSentence(object)
  return (
    <PartList
      items={pool.recycle}
      most={MOST_RECYCLE}
      addText={t('plan.add-recycle')}
      nameOf={(_rule, at) => t('plan.recycle-rule', { number: at + 1 })}
      keyOf={(_rule, at) => `recycle ${at}`}
      onAdd={() =>
        onChange([...pool.recycle, { ...USUAL_RECYCLING, countsFrom: dayjs().format('YYYY-MM-DD') }])
      }
      onChange={onChange}
    >
      {(rule, change) => (
        <>
          <p className="rule-sentence">{say(rule, plan)}</p>
          <Which rule={rule} plan={plan} object={object} onChange={change} />
          <HowLong rule={rule} object={object} onChange={change} />
          <WhatBecomes rule={rule} plan={plan} pool={pool} onChange={change} />
        </>
      )}
    </PartList>
  )
}

function Which({ rule, plan, object, onChange }: Rule & Around) {
  const t = useText()
  const label = useLabel()
  const names = useNamesOfIds()
  const open = plan.stages.filter((one) => one.kind === 'open' && one.phase !== 'delivery')
  return (
    <>
      <Field label={t('plan.condition')} hint={t('plan.condition-hint')}>
        {(control) => (
          <ConditionEditor
            control={control}
            object={object}
            names={names}
            value={rule.when}
            onChange={(when) => onChange({ ...rule, when })}
          />
        )}
      </Field>
      <Field label={t('plan.recycle-except')} hint={t('plan.recycle-except-hint')}>
        {(control) => (
          <Select
            {...control}
            mode="multiple"
            value={rule.exceptAt}
            options={open.map((stage) => ({ value: stage.key, label: label(stage.label) }))}
            onChange={(exceptAt: string[]) => onChange({ ...rule, exceptAt })}
          />
        )}
      </Field>
    </>
  )
}

function HowLong({ rule, object, onChange }: Rule & Pick<Around, 'object'>) {
  const t = useText()
  const label = useLabel()
  const { after } = rule
  const dates = object.fields.filter(({ type }) => type === 'date')
  const put = (change: Partial<Idle>) => onChange({ ...rule, after: { ...after, ...change } })
  return (
    <>
      <div className="field-pair">
        <Field label={t('plan.recycle-what')}>
          {(control) => (
            <Select
              {...control}
              value={after.what}
              options={PROGRESS.map((value) => ({ value, label: t(`plan.recycle-what-${value}`) }))}
              onChange={(what: Progress) =>
                put({ what, field: what === 'date' ? (after.field ?? 'expectedCloseOn') : null })
              }
            />
          )}
        </Field>
        {after.what === 'date' && (
          <Field label={t('plan.recycle-field')}>
            {(control) => (
              <Select
                {...control}
                value={after.field}
                options={dates.map((field) => ({ value: field.name, label: label(field.label) }))}
                onChange={(field: string) => put({ field })}
              />
            )}
          </Field>
        )}
      </div>
      <div className="field-pair">
        <SpanFields
          label={t('plan.recycle-idle')}
          units={DAY_UNITS}
          most={MOST_DAYS}
          value={after}
          onChange={({ amount, unit }) => put({ amount, unit })}
        />
        <DaysField
          label={t('plan.recycle-warn')}
          value={rule.warnDays}
          onChange={(warnDays) => onChange({ ...rule, warnDays })}
        />
      </div>
      <Field label={t('plan.recycle-counts-from')} hint={t('plan.recycle-counts-from-hint')}>
        {({ status: _status, ...control }) => (
          <span className="recycle-from">
            <DatePicker
              {...control}
              value={rule.countsFrom ? dayjs(rule.countsFrom) : null}
              onChange={(day) => onChange({ ...rule, countsFrom: day ? day.format('YYYY-MM-DD') : null })}
            />
            <Button onClick={() => onChange({ ...rule, countsFrom: dayjs().format('YYYY-MM-DD') })}>
              {t('plan.recycle-today')}
            </Button>
          </span>
        )}
      </Field>
    </>
  )
}

function WhatBecomes({ rule, plan, pool, onChange }: Rule & { plan: PlanDraft; pool: Pool }) {
  const t = useText()
  const label = useLabel()
  return (
    <>
      <Field label={t('plan.recycle-to')} hint={t('plan.recycle-kept')}>
        {(control) => (
          <Select
            {...control}
            value={rule.to ?? ''}
            options={[
              { value: '', label: t('plan.recycle-own') },
              ...plan.pools
                .filter(({ key }) => key !== pool.key)
                .map((one) => ({ value: one.key, label: label(one.label) })),
            ]}
            onChange={(to: string) => onChange({ ...rule, to: to || null })}
          />
        )}
      </Field>
      <div className="field-pair">
        <Field label={t('plan.recycle-supporters')}>
          {(control) => (
            <Select
              {...control}
              value={rule.supporters}
              options={(['stay', 'end'] as const).map((value) => ({
                value,
                label: t(`plan.recycle-supporters-${value}`),
              }))}
              onChange={(supporters) => onChange({ ...rule, supporters })}
            />
          )}
        </Field>
        <Field label={t('plan.recycle-tasks')}>
          {(control) => (
            <Select
              {...control}
              value={rule.tasks}
              options={(['keeper', 'close'] as const).map((value) => ({
                value,
                label: t(`plan.recycle-tasks-${value}`),
              }))}
              onChange={(tasks) => onChange({ ...rule, tasks })}
            />
          )}
        </Field>
      </div>
    </>
  )
}
