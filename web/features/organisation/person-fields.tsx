import { useQuery } from '@tanstack/react-query'
import { Checkbox, Input, InputNumber, Select, TreeSelect } from 'antd'
import { useId } from 'react'
import { functionsQuery } from '../../client/functions.ts'
import { departmentsQuery, everyoneQuery, rolesQuery } from '../../client/organisation.ts'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { TerritoryChoice } from '../../records/territory-choice.tsx'
import { treeOf } from './department-tree.ts'
import type { PersonDraft } from './person-draft.ts'

type Editing = { draft: PersonDraft; onChange: (draft: PersonDraft) => void }

/** The fields of a person: who they are, where they belong, what they take on, what they may do. */
export function PersonFields({
  self,
  nameError,
  ...editing
}: Editing & { self: string | undefined; nameError: string | undefined }) {
  const t = useText()
  const { draft, onChange } = editing
  return (
    <>
      <Field label={t('organisation.name')} required error={nameError}>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            maxLength={100}
            value={draft.name}
            onChange={(event) => onChange({ ...draft, name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('organisation.email')} hint={t('organisation.email-hint')}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="off"
            maxLength={200}
            value={draft.email}
            onChange={(event) => onChange({ ...draft, email: event.target.value })}
          />
        )}
      </Field>
      <Belonging {...editing} self={self} />
      <Rights {...editing} isNew={self === undefined} />
      <Work {...editing} />
    </>
  )
}

function Belonging({ draft, onChange, self }: Editing & { self: string | undefined }) {
  const t = useText()
  const label = useLabel()
  const departments = useQuery(departmentsQuery).data?.items ?? []
  const everyone = useQuery(everyoneQuery).data?.items ?? []
  const functions = useQuery(functionsQuery).data?.items ?? []
  return (
    <>
      <div className="field-pair">
        <Field label={t('organisation.department')}>
          {(control) => (
            <TreeSelect
              {...control}
              allowClear
              treeDefaultExpandAll
              showSearch={{ treeNodeFilterProp: 'title' }}
              value={draft.department}
              treeData={treeOf(departments)}
              onChange={(id?: string | null) => onChange({ ...draft, department: id ?? null })}
            />
          )}
        </Field>
        <Field label={t('organisation.manager')}>
          {(control) => (
            <Select
              {...control}
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              value={draft.manager}
              options={everyone
                .filter((one) => one.id !== self && (one.active || one.id === draft.manager))
                .map((one) => ({ value: one.id, label: one.name }))}
              onChange={(id?: string | null) => onChange({ ...draft, manager: id ?? null })}
            />
          )}
        </Field>
      </div>
      <Field label={t('organisation.functions')}>
        {(control) => (
          <Select
            {...control}
            mode="multiple"
            value={draft.functions}
            options={functions.map((fn) => ({ value: fn.key, label: label(fn.label) }))}
            onChange={(keys: string[]) => onChange({ ...draft, functions: keys })}
          />
        )}
      </Field>
    </>
  )
}

function Rights({ draft, onChange, isNew }: Editing & { isNew: boolean }) {
  const t = useText()
  const hint = useId()
  const label = useLabel()
  const roles = useQuery(rolesQuery).data?.items ?? []
  return (
    <>
      <Field label={t('organisation.roles')} hint={t('organisation.roles-hint')}>
        {(control) => (
          <Select
            {...control}
            mode="multiple"
            value={draft.roles}
            options={roles.map((role) => ({ value: role.id, label: label(role.label) }))}
            onChange={(ids: string[]) => onChange({ ...draft, roles: ids })}
          />
        )}
      </Field>
      {!isNew && (
        <div className="field">
          <div>
            <Checkbox
              aria-describedby={hint}
              checked={draft.admin}
              onChange={(event) => onChange({ ...draft, admin: event.target.checked })}
            >
              {t('organisation.admin')}
            </Checkbox>
          </div>
          <p id={hint} className="field-hint">
            {t('organisation.admin-hint')}
          </p>
        </div>
      )}
    </>
  )
}

function Work({ draft, onChange }: Editing) {
  const t = useText()
  return (
    <>
      <Field label={t('organisation.territories')}>
        {(control) => (
          <TerritoryChoice
            control={control}
            value={draft.territories}
            onChange={(territories) => onChange({ ...draft, territories })}
          />
        )}
      </Field>
      <Field label={t('organisation.skills')} hint={t('organisation.skills-hint')}>
        {(control) => (
          <Select
            {...control}
            mode="tags"
            open={false}
            suffixIcon={null}
            tokenSeparators={[',', '，', '、']}
            value={draft.skills}
            onChange={(skills: string[]) => onChange({ ...draft, skills })}
          />
        )}
      </Field>
      <Limits draft={draft} onChange={onChange} />
    </>
  )
}

function Limits({ draft, onChange }: Editing) {
  const t = useText()
  const caps = [
    ['openCap', 'organisation.open-cap'],
    ['dayCap', 'organisation.day-cap'],
    ['weekCap', 'organisation.week-cap'],
    ['unitCap', 'organisation.unit-cap'],
  ] as const
  return (
    <>
      <Field label={t('organisation.weight')} hint={t('organisation.weight-hint')}>
        {(control) => (
          <InputNumber
            {...control}
            min={0.1}
            max={100}
            step={1}
            value={draft.weight}
            onChange={(weight) => onChange({ ...draft, weight: weight ?? 1 })}
          />
        )}
      </Field>
      <div className="field-pair">
        {caps.map(([name, key]) => (
          <Field key={name} label={t(key)} hint={t('organisation.cap-hint')}>
            {(control) => (
              <InputNumber
                {...control}
                min={0}
                max={100_000}
                precision={name === 'unitCap' ? 2 : 0}
                value={draft[name]}
                onChange={(cap) => onChange({ ...draft, [name]: cap })}
              />
            )}
          </Field>
        ))}
      </div>
    </>
  )
}
