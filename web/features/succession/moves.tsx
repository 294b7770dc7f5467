import { useQuery } from '@tanstack/react-query'
import { Button, Select, TreeSelect } from 'antd'
import type { Department, PersonRow } from '../../../src/features/organisation/contract.ts'
import type { Move } from '../../../src/features/succession/contract.ts'
import { functionsQuery } from '../../client/functions.ts'
import { departmentsQuery, everyoneQuery } from '../../client/organisation.ts'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { TerritoryChoice } from '../../records/territory-choice.tsx'
import { PeopleChoice } from './people-choice.tsx'

export type MoveDraft = Move

/** How people change: each with a new department, manager, functions, territories. What is left as it is stays. */
export function Moves({
  value,
  known,
  onChange,
}: {
  value: readonly MoveDraft[]
  known: readonly { id: string; name: string }[]
  onChange: (moves: MoveDraft[]) => void
}) {
  const t = useText()
  const everyone = useQuery(everyoneQuery).data?.items ?? []
  const set = (person: string, change: Partial<MoveDraft>) =>
    onChange(value.map((move) => (move.person === person ? { ...move, ...change } : move)))
  const choose = (ids: string[]) =>
    onChange(ids.map((id) => value.find((move) => move.person === id) ?? { person: id }))
  return (
    <>
      <Field label={t('succession.who-changes')} hint={t('succession.who-changes-hint')}>
        {(control) => (
          <PeopleChoice
            control={control}
            value={value.map(({ person }) => person)}
            known={[...known, ...everyone]}
            onChange={choose}
          />
        )}
      </Field>
      {value.map((move) => (
        <MoveFields
          key={move.person}
          move={move}
          before={everyone.find((one) => one.id === move.person)}
          people={everyone.filter((one) => one.active && one.id !== move.person)}
          onChange={(change) => set(move.person, change)}
          onRemove={() => onChange(value.filter((other) => other !== move))}
        />
      ))}
    </>
  )
}

function MoveFields({
  move,
  before,
  people,
  onChange,
  onRemove,
}: {
  move: MoveDraft
  before: PersonRow | undefined
  people: readonly { id: string; name: string }[]
  onChange: (change: Partial<MoveDraft>) => void
  onRemove: () => void
}) {
  const t = useText()
  const label = useLabel()
  const departments = useQuery(departmentsQuery).data?.items ?? []
  const functions = useQuery(functionsQuery).data?.items ?? []
  return (
    <fieldset className="choices transition-move">
      <legend>
        <b>{before?.name}</b>
      </legend>
      <div>
        <div className="field-pair">
          <Field label={t('organisation.department')}>
            {(control) => (
              <TreeSelect
                {...control}
                allowClear
                treeDefaultExpandAll
                value={move.department === undefined ? (before?.department?.id ?? null) : move.department}
                treeData={treeOf(departments, null)}
                onChange={(id?: string | null) => onChange({ department: id ?? null })}
              />
            )}
          </Field>
          <Field label={t('organisation.manager')}>
            {(control) => (
              <Select
                {...control}
                allowClear
                showSearch={{ optionFilterProp: 'label' }}
                value={move.manager === undefined ? (before?.manager?.id ?? null) : move.manager}
                options={people.map((one) => ({ value: one.id, label: one.name }))}
                onChange={(id?: string | null) => onChange({ manager: id ?? null })}
              />
            )}
          </Field>
        </div>
        <Field label={t('organisation.functions')}>
          {(control) => (
            <Select
              {...control}
              mode="multiple"
              style={{ width: '100%' }}
              value={move.functions ?? before?.functions ?? []}
              options={functions.map((fn) => ({ value: fn.key, label: label(fn.label) }))}
              onChange={(keys: string[]) => onChange({ functions: keys })}
            />
          )}
        </Field>
        <Field label={t('organisation.territories')}>
          {(control) => (
            <TerritoryChoice
              control={control}
              value={move.territories ?? before?.territories ?? []}
              onChange={(territories) => onChange({ territories })}
            />
          )}
        </Field>
      </div>
      <Button type="text" size="small" onClick={onRemove}>
        {t('succession.remove')}
      </Button>
    </fieldset>
  )
}

type Node = { value: string; title: string; children: Node[] }
function treeOf(departments: readonly Department[], parent: string | null): Node[] {
  return departments
    .filter((one) => one.parent === parent)
    .map(({ id, name }) => ({ value: id, title: name, children: treeOf(departments, id) }))
}
