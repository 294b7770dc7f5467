import { Segmented } from 'antd'
import type { FieldMetadata, ObjectMetadata } from '../../client/metadata.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import { type FieldRight, type Grants, grantOn, withField } from './grants.ts'

/** A field the product keeps is never written: as writable as the record means read for it. */
function rightsOf({ readOnly }: FieldMetadata): readonly { value: FieldRight; name: FieldRight }[] {
  const rights: readonly FieldRight[] = readOnly ? ['read', 'hidden'] : ['write', 'read', 'hidden']
  return rights.map((name) => ({ value: readOnly && name === 'read' ? 'write' : name, name }))
}

function shownRight({ readOnly }: FieldMetadata, right: 'read' | 'hidden' | undefined): FieldRight {
  return readOnly && right !== 'hidden' ? 'write' : (right ?? 'write')
}

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
              value={shownRight(field, fields[field.name])}
              options={rightsOf(field).map(({ value, name }) => ({
                value,
                label: t(`permissions.field-${name}`),
              }))}
              onChange={(right) => onChange(withField(grants, object.name, field.name, right))}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
