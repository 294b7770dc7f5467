import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import type { PlanDocument } from '../../../src/features/plan/contract.ts'
import {
  newPool,
  newPoolOf,
  type PoolAndDeadlines,
  saidBy,
} from '../../../src/features/plan/rules/switching-on.ts'
import { departmentsQuery } from '../../client/organisation.ts'
import { useMe } from '../../client/session.ts'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'

const NEW = ''
const EVERYBODY = ''
type Department = { id: string; name: string }

/** What is said now of a department, or of everybody: of their first pool, else of a new one. */
export function saidOf(
  plan: PlanDocument,
  department: Department | undefined,
  keeper: string,
  today: string,
  key?: string,
): PoolAndDeadlines {
  const fresh = department ? newPoolOf(plan, department, keeper) : newPool(plan)
  return saidBy(plan, key ?? poolsOf(plan, department?.id)[0]?.key ?? null, today, fresh)
}

function poolsOf(plan: PlanDocument, department: string | undefined) {
  return plan.pools.filter(({ departments }) =>
    department ? departments?.includes(department) : departments === undefined,
  )
}

/** Whose opportunities it is about, everybody's or those of a department, and which pool of theirs. */
export function SwitchOnWhose({
  plan,
  said,
  led,
  today,
  onChange,
}: {
  plan: PlanDocument
  said: PoolAndDeadlines
  led: readonly Department[]
  today: string
  onChange: (said: PoolAndDeadlines) => void
}) {
  const t = useText()
  const label = useLabel()
  const me = useMe()
  const all = useQuery(departmentsQuery).data?.items ?? []
  const choices = me.rights.admin ? all : led
  const chosen = said.pool.departments?.[0]
  const department = choices.find(({ id }) => id === chosen)
  const pools = poolsOf(plan, chosen)
  const put = (of: Department | undefined, key?: string) =>
    onChange(saidOf(plan, of, me.person.id, today, key))
  return (
    <>
      <Field label={t('plan.switch-whose')} hint={t('plan.switch-whose-hint')}>
        {(control) => (
          <Select
            {...control}
            showSearch={{ optionFilterProp: 'label' }}
            value={chosen ?? EVERYBODY}
            options={[
              { value: EVERYBODY, label: t('plan.switch-everybody') },
              ...choices.map(({ id, name }) => ({
                value: id,
                label: t('plan.switch-department', { department: name }),
              })),
            ]}
            onChange={(id: string) => put(choices.find((one) => one.id === id))}
          />
        )}
      </Field>
      {pools.length > 0 && (
        <Field label={t('plan.switch-which')}>
          {(control) => (
            <Select
              {...control}
              value={said.pool.key}
              options={[
                ...pools.map((one) => ({ value: one.key, label: label(one.label) })),
                { value: NEW, label: t('plan.switch-new') },
              ]}
              onChange={(key: string) => put(department, key)}
            />
          )}
        </Field>
      )}
    </>
  )
}
