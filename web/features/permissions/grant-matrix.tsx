import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Select } from 'antd'
import { useState } from 'react'
import type { GrantSpec } from '../../../src/features/permissions/contract.ts'
import { metadataQuery, type ObjectMetadata } from '../../client/metadata.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { ConditionEditor } from '../../records/condition-editor.tsx'
import { FieldRights } from './field-rights.tsx'
import {
  type Grants,
  grantOn,
  HOLDING_RIGHTS,
  lacksCondition,
  RECORD_RIGHTS,
  type Right,
  withRight,
  withScope,
} from './grants.ts'

type Editing = {
  grants: Grants
  onChange: (grants: Grants) => void
  /** Saving was tried: what is missing is said. */
  tried?: boolean
}

/** Objects × rights, with the rows and fields each right reaches. */
export function GrantMatrix({ grants, onChange, tried = false }: Editing) {
  const t = useText()
  const objects = useQuery(metadataQuery).data?.objects ?? []
  return (
    <div className="scroll-x">
      <table className="plain-table matrix">
        <thead>
          <tr>
            <th scope="col">{t('permissions.object')}</th>
            {RECORD_RIGHTS.map((right) => (
              <th key={right} scope="col" className="matrix-right">
                {t(`permissions.${right}`)}
              </th>
            ))}
            <th scope="col">{t('permissions.scope')}</th>
            <th scope="col">{t('permissions.fields')}</th>
          </tr>
        </thead>
        <tbody>
          {objects.map((object) => (
            <ObjectRows key={object.name} object={object} grants={grants} onChange={onChange} tried={tried} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function ObjectRows({ object, tried = false, ...given }: Editing & { object: ObjectMetadata }) {
  const label = useLabel()
  const [showsFields, setShowsFields] = useState(false)
  const grant = grantOn(given.grants, object.name)
  const editing = { object, ...given }
  return (
    <>
      <tr>
        <th scope="row">{label(object.pluralLabel)}</th>
        {RECORD_RIGHTS.map((right) => (
          <td key={right} className="matrix-right">
            {(right === 'see' || !object.closed) && <RightBox {...editing} right={right} />}
          </td>
        ))}
        <td className="matrix-scope">{grant.rights.length > 0 && <ScopeChoice {...editing} />}</td>
        <td>
          {grant.rights.length > 0 && (
            <FieldsButton grant={grant} open={showsFields} onToggle={() => setShowsFields(!showsFields)} />
          )}
        </td>
      </tr>
      {grant.rights.length > 0 && <MoreOf {...editing} tried={tried} showsFields={showsFields} />}
    </>
  )
}

/** Below an object's row: its condition, who may hold it, its fields. */
function MoreOf({
  object,
  grants,
  onChange,
  tried,
  showsFields,
}: Editing & { object: ObjectMetadata; showsFields: boolean }) {
  const t = useText()
  const names = useNamesOfIds()
  const grant = grantOn(grants, object.name)
  const { scope } = grant
  const holds = object.name === 'opportunity'
  if (!holds && !showsFields && typeof scope === 'string') return null
  return (
    <tr>
      <td colSpan={RECORD_RIGHTS.length + 3}>
        {typeof scope === 'object' && (
          <Field
            label={t('permissions.condition')}
            error={tried && lacksCondition(grant) ? t('records.required') : undefined}
          >
            {(control) => (
              <ConditionEditor
                control={control}
                object={object}
                names={names}
                value={scope.condition}
                onChange={(condition) => onChange(withScope(grants, object.name, { condition }))}
              />
            )}
          </Field>
        )}
        {holds && (
          <fieldset className="holding-rights">
            <legend className="muted">{t('permissions.verbs')}</legend>
            {HOLDING_RIGHTS.map((right) => (
              <RightBox key={right} object={object} grants={grants} onChange={onChange} right={right} named />
            ))}
          </fieldset>
        )}
        {showsFields && <FieldRights object={object} grants={grants} onChange={onChange} />}
      </td>
    </tr>
  )
}

function RightBox({
  object,
  grants,
  onChange,
  right,
  named = false,
}: Editing & { object: ObjectMetadata; right: Right; named?: boolean }) {
  const t = useText()
  const label = useLabel()
  const name = t(`permissions.${right}`)
  return (
    <Checkbox
      {...(named
        ? {}
        : { 'aria-label': t('permissions.right-on', { object: label(object.pluralLabel), right: name }) })}
      checked={grantOn(grants, object.name).rights.includes(right)}
      onChange={(event) => onChange(withRight(grants, object.name, right, event.target.checked))}
    >
      {name}
    </Checkbox>
  )
}

const SCOPES = ['mine', 'reports', 'department', 'department-tree', 'all', 'condition'] as const

function ScopeChoice({ object, grants, onChange }: Editing & { object: ObjectMetadata }) {
  const t = useText()
  const label = useLabel()
  const { scope } = grantOn(grants, object.name)
  const name = `${label(object.pluralLabel)} · ${t('permissions.scope')}`
  const choose = (kind: (typeof SCOPES)[number]) =>
    onChange(withScope(grants, object.name, kind === 'condition' ? { condition: '' } : kind))
  return (
    <Select
      aria-label={name}
      value={typeof scope === 'string' ? scope : 'condition'}
      options={SCOPES.map((value) => ({ value, label: t(`permissions.scope-${value}`) }))}
      onChange={choose}
    />
  )
}

function FieldsButton({ grant, open, onToggle }: { grant: GrantSpec; open: boolean; onToggle: () => void }) {
  const t = useText()
  const count = Object.keys(grant.fields ?? {}).length
  return (
    <Button type="link" size="small" aria-expanded={open} onClick={onToggle}>
      {count > 0 ? t('permissions.fields-count', { count }) : t('permissions.fields')}
    </Button>
  )
}
