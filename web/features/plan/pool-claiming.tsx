import { useQuery } from '@tanstack/react-query'
import { Checkbox, InputNumber, Select } from 'antd'
import type { Pool } from '../../../src/features/plan/contract.ts'
import { functionsQuery } from '../../client/functions.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { DaysField } from './days-field.tsx'
import { PartList } from './part-list.tsx'
import { SpanFields } from './span-fields.tsx'

const MOST_LIMITS = 40
const CLAIMING = ['free', 'on-application'] as const

type Part = { pool: Pool; onChange: (pool: Pool) => void }
type Limits = Pick<Pool, 'claimsPerDay' | 'holdMost'>

/** How one claims from a pool: at once or by applying, within which time, what is seen before, and within which limits. */
export function PoolClaiming({ pool, object, onChange }: Part & { object: ObjectMetadata }) {
  const t = useText()
  const label = useLabel()
  return (
    <>
      <Field label={t('plan.pool-claiming')}>
        {(control) => (
          <Select
            {...control}
            value={pool.claiming}
            options={CLAIMING.map((value) => ({ value, label: t(`plan.claiming-${value}`) }))}
            onChange={(claiming) => onChange({ ...pool, claiming })}
          />
        )}
      </Field>
      <Field label={t('plan.pool-shows')} hint={t('plan.pool-shows-hint')}>
        {(control) => (
          <Select
            {...control}
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            value={pool.shows}
            options={object.fields.map((field) => ({ value: field.name, label: label(field.label) }))}
            onChange={(shows: string[]) => onChange({ ...pool, shows })}
          />
        )}
      </Field>
      <Checkbox
        checked={pool.claimWithin !== null}
        onChange={(event) =>
          onChange({
            ...pool,
            claimWithin: event.target.checked ? { amount: 2, unit: 'working-days' } : null,
          })
        }
      >
        {t('plan.pool-claim-timed')}
      </Checkbox>
      {pool.claimWithin && (
        <SpanFields
          label={t('plan.pool-claim-within')}
          value={pool.claimWithin}
          onChange={(claimWithin) => onChange({ ...pool, claimWithin })}
        />
      )}
      <div className="field-pair">
        <LimitFields value={pool} onChange={(limits) => onChange({ ...pool, ...limits })} />
        <DaysField
          label={t('plan.pool-cool-down')}
          value={pool.coolDownDays}
          onChange={(coolDownDays) => onChange({ ...pool, coolDownDays })}
        />
      </div>
      <h3 className="part-heading">{t('plan.pool-limits')}</h3>
      <FunctionLimits pool={pool} onChange={onChange} />
    </>
  )
}

/** How many one person may claim in a day, and hold at most. */
export function LimitFields({ value, onChange }: { value: Limits; onChange: (limits: Limits) => void }) {
  const t = useText()
  const fields = [
    ['claimsPerDay', 'plan.pool-claims', 1000],
    ['holdMost', 'plan.pool-holds', 100_000],
  ] as const
  return fields.map(([name, key, max]) => (
    <Field key={name} label={t(key)} hint={t('plan.cap-hint')}>
      {(control) => (
        <InputNumber
          {...control}
          min={1}
          max={max}
          precision={0}
          value={value[name]}
          onChange={(most) =>
            onChange({ claimsPerDay: value.claimsPerDay, holdMost: value.holdMost, [name]: most })
          }
        />
      )}
    </Field>
  ))
}

function FunctionLimits({ pool, onChange }: Part) {
  const t = useText()
  const label = useLabel()
  const functions = useQuery(functionsQuery).data?.items ?? []
  const taken = pool.limits.map((limit) => limit.function)
  const free = functions.find(({ key }) => !taken.includes(key))
  const nameOf = (key: string) => {
    const found = functions.find((one) => one.key === key)
    return found ? label(found.label) : key
  }
  const add = () =>
    free &&
    onChange({
      ...pool,
      limits: [
        ...pool.limits,
        { function: free.key, claimsPerDay: pool.claimsPerDay, holdMost: pool.holdMost },
      ],
    })
  return (
    <>
      <p className="field-hint">{t('plan.pool-limits-hint')}</p>
      <PartList
        items={pool.limits}
        most={Math.min(MOST_LIMITS, functions.length)}
        addText={t('plan.add-limit')}
        isOrdered={false}
        nameOf={(limit) => t('plan.limit-of', { function: nameOf(limit.function) })}
        keyOf={(limit, at) => `${limit.function} ${at}`}
        onAdd={add}
        onChange={(limits) => onChange({ ...pool, limits })}
      >
        {(limit, change) => (
          <>
            <Field label={t('plan.limit-function')}>
              {(control) => (
                <Select
                  {...control}
                  value={limit.function}
                  options={functions.map((one) => ({
                    value: one.key,
                    label: label(one.label),
                    disabled: one.key !== limit.function && taken.includes(one.key),
                  }))}
                  onChange={(key: string) => change({ ...limit, function: key })}
                />
              )}
            </Field>
            <div className="field-pair">
              <LimitFields value={limit} onChange={(limits) => change({ ...limit, ...limits })} />
            </div>
          </>
        )}
      </PartList>
    </>
  )
}
