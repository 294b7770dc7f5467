import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { everyoneQuery } from '../../client/organisation.ts'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'
import type { Editing } from './editing.ts'
import { KEEPER } from './plan-draft.ts'
import { ProblemsAt, placeId } from './problems.tsx'

/** Who holds what no rule finds anybody for. */
export function KeeperCard({ draft, version, problems, object, onChange, onFix }: Editing) {
  const t = useText()
  const people = (useQuery(everyoneQuery).data?.items ?? []).filter(
    (one) => one.active || one.id === draft.keeper,
  )
  const options = people.length > 0 ? people : [version.keeper]
  return (
    <section id={placeId(KEEPER)} className="card keeper-card" aria-label={t('plan.keeper')}>
      <Field label={t('plan.keeper')} hint={t('plan.keeper-hint')}>
        {(control) => (
          <Select
            {...control}
            showSearch={{ optionFilterProp: 'label' }}
            value={draft.keeper}
            options={options.map((one) => ({ value: one.id, label: one.name }))}
            onChange={(keeper: string) => onChange({ ...draft, keeper })}
          />
        )}
      </Field>
      <ProblemsAt place={KEEPER} problems={problems} object={object} onFix={onFix} />
    </section>
  )
}
