import { useQuery } from '@tanstack/react-query'
import { Input, Segmented, Select } from 'antd'
import { useId } from 'react'
import { SHARINGS, type Sharing } from '../../../src/features/reports/contract.ts'
import { departmentsQuery } from '../../client/organisation.ts'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'

export type Naming = { name: string; sharing: Sharing }

/** What something kept is called and with whom it is shared. */
export function NamingFields({
  value,
  onChange,
  tried,
}: {
  value: Naming
  onChange: (value: Naming) => void
  /** It was tried to keep it: what is missing is said. */
  tried: boolean
}) {
  const t = useText()
  const id = useId()
  const departments = useQuery(departmentsQuery)
  const { name, sharing } = value
  return (
    <>
      <Field label={t('reports.name')} error={tried && !name.trim() && t('reports.needed')} required>
        {(control) => (
          <Input
            {...control}
            maxLength={80}
            value={name}
            onChange={({ target }) => onChange({ ...value, name: target.value })}
          />
        )}
      </Field>
      <div className="field">
        <span id={id}>{t('reports.share')}</span>
        <Segmented<Sharing['with']>
          block
          aria-labelledby={id}
          value={sharing.with}
          onChange={(next) => onChange({ ...value, sharing: { ...sharing, with: next } })}
          options={SHARINGS.map((one) => ({ value: one, label: t(`reports.share-${one}`) }))}
        />
        <p className="field-hint">{t('reports.share-hint')}</p>
      </div>
      {sharing.with === 'departments' && (
        <Field
          label={t('reports.departments')}
          hint={t('reports.departments-hint')}
          error={tried && sharing.departments.length === 0 && t('reports.needed')}
          required
        >
          {(control) => (
            <Select<string[]>
              {...control}
              mode="multiple"
              showSearch={{ optionFilterProp: 'label' }}
              loading={departments.isPending}
              value={[...sharing.departments]}
              onChange={(next) => onChange({ ...value, sharing: { ...sharing, departments: next } })}
              options={(departments.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
            />
          )}
        </Field>
      )}
    </>
  )
}

/** Whether everything is there that keeping it needs. */
export function isNamed({ name, sharing }: Naming): boolean {
  return name.trim() !== '' && (sharing.with !== 'departments' || sharing.departments.length > 0)
}
