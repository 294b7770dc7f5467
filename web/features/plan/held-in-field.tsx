import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { departmentsQuery } from '../../client/organisation.ts'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'

/** Whose work something is about: people of some departments and those below; of nobody said, everybody's. */
export function HeldInField({
  value,
  hint,
  onChange,
}: {
  value: readonly string[] | undefined
  hint: string
  onChange: (departments: string[] | undefined) => void
}) {
  const t = useText()
  const departments = useQuery(departmentsQuery).data?.items ?? []
  return (
    <Field label={t('plan.held-in')} hint={hint}>
      {(control) => (
        <Select
          {...control}
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('plan.held-in-everybody')}
          value={[...(value ?? [])]}
          options={departments.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(chosen: string[]) => onChange(chosen.length > 0 ? chosen : undefined)}
        />
      )}
    </Field>
  )
}

/** The same with or without departments; nothing said is no setting at all. */
export function heldBy<T extends { departments?: string[] | undefined }>(
  part: T,
  departments: string[] | undefined,
): T {
  const { departments: _, ...rest } = part
  return { ...rest, ...(departments ? { departments } : {}) } as T
}
