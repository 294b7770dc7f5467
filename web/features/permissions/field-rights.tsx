import { Segmented } from 'antd'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import { type FieldRight, type Grants, grantOn, withField } from './grants.ts'

const RIGHTS: readonly FieldRight[] = ['write', 'read', 'hidden']

/** The fields of an object: as writable as the record, only read, or hidden. */
export function FieldRights({
  object,
  grants,
  onChange,
}: {
  object: ObjectMetadata
  grants: Grants
  onChange: (grants: Grants) => void
}) {
  const t = useText()
  const label = useLabel()
  const { fields = {} } = grantOn(grants, object.name)
  const title = t('permissions.fields-title', { object: label(object.label) })
  return (
    <section aria-label={title}>
      <p className="muted">{t('permissions.fields-hint')}</p>
      <ul className="field-rights">
        {object.fields.map((field) => (
          <li key={field.name}>
            <span>{label(field.label)}</span>
            <Segmented<FieldRight>
              size="small"
              aria-label={label(field.label)}
              value={fields[field.name] ?? 'write'}
              options={RIGHTS.map((value) => ({ value, label: t(`permissions.field-${value}`) }))}
              onChange={(right) => onChange(withField(grants, object.name, field.name, right))}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
